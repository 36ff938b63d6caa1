"""A till's first lease: its rights, its pots, and who gets none."""

from dataclasses import replace
from typing import Any

import pytest
from tests.claims.made import LEASE_KEY, NOW, made_city
from tests.claims.samples import SCOPE, UNNA

from heller.city.register import MAY_REDEEM, MAY_SELL, Point, State, Till, TillState
from heller.claims.granting import grant
from heller.claims.lease import Lease
from heller.claims.messages import open_message

ALONE = Till(5, 2, 9, bytes(32), MAY_REDEEM | MAY_SELL, TillState.ACTIVE)


def lease(till: Till, **settings: int) -> Lease:
    book = made_city(**settings)
    book.register.points[9] = Point(9, 2, State.ACTIVE, 0)
    message = grant(book.fresh(), till)
    return open_message(Lease, SCOPE, LEASE_KEY[1].public, message)


def test_the_first_till_of_a_point_without_waiting() -> None:
    assert lease(ALONE, new_device_wait=0) == Lease(
        city=UNNA,
        key=2,
        till=5,
        merchant=2,
        point=9,
        role=3,
        public=bytes(32),
        not_before=NOW,
        expires=NOW + 7 * 86_400,
        limit=2_000,
        limit_outage=5_000,
        isolated=15_000,
        isolated_outage=50_000,
        standin=50_000,
        credit=0,
        ops=20,
        ops_outage=150,
        number=5,
    )


@pytest.mark.parametrize(
    ("till", "settings", "pots"),
    [
        (ALONE, {}, (0, 0, 50_000)),
        (replace(ALONE, point=1), {}, (0, 0, 0)),
        (replace(ALONE, point=1), {"new_device_wait": 0}, (0, 0, 0)),
    ],
    ids=["a new device waits", "one lease per shop", "also without waiting"],
)
def test_no_pots(till: Till, settings: dict[str, Any], pots: tuple[int, int, int]) -> None:
    made = lease(till, **settings)
    assert (made.isolated, made.isolated_outage, made.standin) == pots


def test_credit_goes_only_to_who_may_sell_at_a_seller() -> None:
    at_seller = replace(ALONE, merchant=1, point=1)
    assert [lease(at_seller).credit, lease(replace(at_seller, role=MAY_REDEEM)).credit] == [
        200_000,
        0,
    ]


def test_settings_are_signed_into_it() -> None:
    made = lease(ALONE, lease_days=1, limit=1, limit_outage=2, standin=3, ops=4, ops_outage=5)
    assert (made.expires - NOW, made.limit, made.limit_outage, made.standin) == (86_400, 1, 2, 3)
    assert (made.ops, made.ops_outage) == (4, 5)
