"""When a claim happened, whatever its till's clock says."""

import pytest
from tests.claims.alone import CARD, city
from tests.claims.made import NOW, read

from heller.claims.occurred import lease_of, occurred_at
from heller.claims.records import Claim


@pytest.mark.parametrize(
    ("signed", "counts"),
    [(NOW + 40, NOW + 40), (NOW - 1, NOW), (0, NOW), (2**32 - 1, NOW + 60)],
    ids=["as signed", "before its lease", "1970", "2106"],
)
def test_never_before_the_lease_and_never_in_the_future(signed: int, counts: int) -> None:
    book, till = city()
    book.now = NOW + 60
    claim = read(till.redeem(CARD, 1, time=signed)).body
    assert isinstance(claim, Claim)
    assert occurred_at(book.fresh(), claim) == counts
    assert occurred_at(book.fresh(), claim, booked=NOW + 50) == min(counts, NOW + 50)


def test_a_lease_of_another_till_is_none_of_this_ones() -> None:
    book, till = city()
    claim = read(till.redeem(CARD, 1, time=5)).body
    assert isinstance(claim, Claim)
    batch = book.fresh()
    mine = lease_of(batch, claim)
    assert mine is not None
    assert mine.till == till.no
    assert lease_of(batch, claim._replace(lease=1)) is None
    assert lease_of(batch, claim._replace(lease=99)) is None
    assert occurred_at(batch, claim._replace(lease=99)) == 5
