"""The register is added up from the journal's changes, the newest of each thing counts."""

from typing import Any

import pytest
from tests.claims.samples import LEASE, SCOPE, key

from heller.city.pots import Extra, read_grant
from heller.city.register import (
    Approver,
    Merchant,
    OfficeKey,
    Point,
    Register,
    SellerRight,
    State,
    Till,
    TillState,
    What,
    register_key,
)
from heller.claims.messages import seal

SEALED = seal(SCOPE, key("LEASE"), LEASE)
PUBLIC = key("till 17").public
CHANGES: list[tuple[Any, ...]] = [
    (What.KEYSET, b"keyset"),
    (What.OFFICE_KEY, "buero:1", PUBLIC, 1),
    (What.APPROVER, 1, "buero:2", PUBLIC, 1),
    (What.MERCHANT, 4, State.ACTIVE),
    (What.POINT, 5, 4, State.ACTIVE, 0),
    (What.SELLER, 5, 200_000, 100_000, State.ACTIVE),
    (What.TILL, 17, 4, 5, PUBLIC, 3, TillState.ACTIVE),
    (What.LEASE, SEALED),
    (What.BATCH, 2, 0, 10, 1),
    (What.CARD, b"ref of ten", 12, 2, 0, PUBLIC, bytes(16), bytes(32), 1),
    (What.CARD_STATE, b"ref of ten", 2),
    (What.SETTING, "limit", 3_000),
    (What.APPROVAL, b"approval"),
    (What.NAME, 1, 4, bytes(32)),
    (What.CLOSED, 2, 9),
    (What.RAISED, 5, 150_000),
    (What.EXTRA, 5, 10_000, 20_000, 1_700_000_000),
]


def added_up(*changes: tuple[Any, ...]) -> Register:
    register = Register()
    for change in changes:
        register.apply(change)
    return register


def test_each_change_finds_its_place() -> None:
    assert added_up(*CHANGES) == Register(
        office_keys={"buero:1": OfficeKey("buero:1", PUBLIC, 1)},
        approvers={1: Approver(1, "buero:2", PUBLIC, 1)},
        merchants={4: Merchant(4, State.ACTIVE)},
        points={5: Point(5, 4, State.ACTIVE, 0)},
        sellers={5: SellerRight(5, 200_000, 100_000, State.ACTIVE)},
        tills={17: Till(17, 4, 5, PUBLIC, 3, TillState.ACTIVE)},
        leases={3: SEALED},
        settings={"limit": 3_000},
        keyset=b"keyset",
        cards=12,
        batches=2,
        lease_of_till={17: 3},
        admitted={17: LEASE.not_before},
        grants={3: read_grant(SEALED)},
        closed={2},
        raised={5: 150_000},
        extras={5: Extra(10_000, 20_000, 1_700_000_000)},
    )


def test_changes_with_tables_of_their_own_leave_the_register_alone() -> None:
    assert added_up(*CHANGES[10:11], *CHANGES[12:14]) == Register()


def test_a_change_of_a_later_version_is_left_alone() -> None:
    assert added_up((99, "of a later version")) == Register()


def test_the_newest_change_counts() -> None:
    register = added_up((What.MERCHANT, 4, State.ACTIVE), (What.MERCHANT, 4, State.BLOCKED))
    assert register.merchants == {4: Merchant(4, State.BLOCKED)}


def test_numbers_never_go_back() -> None:
    card = (What.CARD, b"another re", 3, 1, 0, PUBLIC, bytes(16), bytes(32), 1)
    register = added_up(*CHANGES, (What.BATCH, 1, 0, 10, 1), card)
    assert (register.batches, register.cards) == (2, 12)


def test_a_setting_not_set_has_its_default() -> None:
    assert added_up((What.SETTING, "limit", 3_000)).setting("limit") == 3_000
    assert Register().setting("limit") == 2_000


def test_rows_are_kept_under_these_keys() -> None:
    assert [register_key(change) for change in CHANGES] == [
        "keyset",
        "buero:1",
        "1",
        "4",
        "5",
        "5",
        "17",
        "3",
        None,
        None,
        None,
        "limit",
        None,
        None,
        "2",
        "5",
        "5",
    ]


def test_a_closed_lease_holds_nothing() -> None:
    register = added_up((What.LEASE, SEALED), (What.CLOSED, 3, 9))
    assert (register.grants, register.closed, register.lease_of_till) == ({}, {3}, {17: 3})


@pytest.mark.parametrize("what", What)
def test_every_kind_is_tried_here(what: What) -> None:
    assert [change[0] for change in CHANGES].count(what) == 1
