"""Renewal: due, closed, once a day; the same answer to the same question; the shop's share."""

import pytest
from tests.claims.alone import OTHER, city
from tests.claims.made import LEASE_KEY, NOW, Device, MemoryBook, device, made_city
from tests.claims.samples import SCOPE

from heller.book.body import EntryKind
from heller.city.register import TillState
from heller.city.shares import Figure
from heller.claims.lease import Lease
from heller.claims.messages import open_message
from heller.claims.till_change import till_change
from heller.errors import LeaseOpen, RenewalEarly, TillRevoked

DAY = 86_400


def later(days: int, **settings: int) -> tuple[MemoryBook, Device]:
    book, till = city(**settings)
    book.now += days * DAY
    return book, till


def renewed(book: MemoryBook, till: Device, **changes: int) -> Lease:
    message = book.renew(till, **changes)
    assert isinstance(message, bytes), message
    return open_message(Lease, SCOPE, LEASE_KEY[1].public, message)


def test_a_closed_lease_is_followed_by_the_next() -> None:
    book, till = later(3)
    book.hand_in(till.close())
    lease = renewed(book, till)
    assert (lease.number, lease.not_before, lease.expires) == (5, book.now, book.now + 7 * DAY)
    assert (lease.isolated, lease.isolated_outage, lease.standin) == (15_000, 50_000, 25_000)
    assert (book.body("l/5").kind, book.body("l/5").evidence) == (EntryKind.LEASE, (b"question",))
    assert book.register.lease_of_till[3] == 5


def test_an_open_lease_is_closed_first() -> None:
    book, till = later(3)
    assert isinstance(book.renew(till), LeaseOpen)
    claim = till.redeem(OTHER, 100)
    decision, close = till.decide(claim, 3), till.close()
    book.hand_in(claim, close)
    assert isinstance(book.renew(till), LeaseOpen)
    book.hand_in(decision)
    assert renewed(book, till).number == 5


@pytest.mark.parametrize(
    ("days", "early"), [(0, True), (1, True), (2, True), (3, False), (99, False)]
)
def test_a_lease_is_renewed_near_its_end_or_after_it(days: int, early: bool) -> None:  # noqa: FBT001
    book, till = later(days)
    book.hand_in(till.close())
    assert isinstance(book.renew(till), RenewalEarly if early else bytes)


def test_at_most_daily() -> None:
    book, till = later(0, lease_days=1)
    book.hand_in(till.close())
    book.now += DAY - 1
    assert isinstance(book.renew(till), RenewalEarly)
    book.now += 1
    assert renewed(book, till).number == 5


def test_the_same_question_gives_the_same_lease() -> None:
    book, till = later(3)
    book.hand_in(till.close())
    first, entries = book.renew(till), len(book.entries)
    assert book.renew(till, lease=3) == first
    assert len(book.entries) == entries


def test_a_revoked_till_gets_none_and_a_frozen_one_no_pots() -> None:
    book, till = later(3)
    book.hand_in(till.close())
    mine = book.register.tills[3]
    book.register.apply(till_change(mine, TillState.FROZEN))
    frozen = renewed(book, till)
    assert (frozen.isolated_outage, frozen.standin, frozen.limit) == (0, 0, 2_000)
    book.register.apply(till_change(mine, TillState.REVOKED))
    assert isinstance(book.renew(till), TillRevoked)


def test_a_new_device_gets_its_isolated_pot_when_it_has_waited() -> None:
    book, till = made_city(new_device_wait=3_600), device(3)
    assert book.figure().isolated == 0
    book.hand_in(till.close())
    book.now = NOW + 3_599
    assert isinstance(book.renew(till), RenewalEarly)
    book.now = NOW + 3_600
    assert renewed(book, till).isolated_outage == 50_000
    book.hand_in(till.close())
    book.now += 2 * DAY
    assert isinstance(book.renew(till), RenewalEarly)


def test_what_the_pot_cost_is_missing_in_the_next() -> None:
    book, till = later(3)
    claim = till.redeem(OTHER, 5_000)
    book.hand_in(claim, till.decide(claim, 3), till.close())
    assert renewed(book, till).isolated_outage == 45_000
    assert book.figure() == Figure(95_000, 75_000, 200_000, 5_000, 0, 0)
