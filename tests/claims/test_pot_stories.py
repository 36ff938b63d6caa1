"""One story each of what pots must withstand (claims-tests.md, 19)."""

from itertools import permutations

import pytest
from tests.claims.alone import CARD, OTHER, bring, city, sums
from tests.claims.colluding import DAY, bad_card, cashed, enrol, lost, pay
from tests.claims.made import Device, MemoryBook, device, made_city, order, read, upload

from heller.book.accounts import AccountKind
from heller.book.decline import Reason
from heller.claims.receipts import DISPUTED, HELD, NOTED, OK
from heller.errors import Equivocation


def outcome(book: MemoryBook, decision: bytes) -> tuple[int, int]:
    return book.receipt(decision).outcome, book.receipt(decision).reason


def renewed(book: MemoryBook, till: Device) -> None:
    book.hand_in(till.close())
    assert isinstance(book.renew(till), bytes)


def test_outage_back_outage() -> None:
    """What the first outage cost is missing in the pot of the second."""
    book, till = city()
    whole = book.figure().total
    for left in (45_000, 40_000, 35_000):
        book.take(upload(*pay(book, till, 5_000)))
        book.now += 3 * DAY
        renewed(book, till)
        assert book.register.grants[till.lease].isolated == left
    after = cashed(book, {till.no: till}, {})
    assert lost(after) - lost(book) <= book.figure().total - book.figure().deducted
    assert book.figure().total == whole - 25_000  # till 4 shares the stand-in's pot from now on


def test_a_device_enrolled_again_every_two_days() -> None:
    """Revoking closes nothing, so the new device gets what the old lease leaves: nothing."""
    book, old = city()
    first = book.figure()
    for _ in range(10):
        book.take(upload(*pay(book, old, 2_500)))
        book.order(order("till.revoke", named=f"revoke {old.no}", till=old.no))
        book.now += 2 * DAY
        old = enrol(book, 2)
        grant = book.register.grants[old.lease]
        assert (grant.isolated, grant.standin) == (0, 0)
    assert (lost(book), book.figure()) == (2_500, first)
    book.now += 90 * DAY
    old = enrol(book, 2)
    assert book.register.grants[old.lease].isolated == 47_500


def test_a_close_with_a_gap_before_it() -> None:
    """The pot counts until the gap is filled, and the record in the gap is paid."""
    book, till = city()
    claim, decision = pay(book, till, 5_000)
    close = till.close()
    book.take(upload(claim, close))
    assert (book.receipt(close).outcome, book.figure().isolated) == (NOTED, 100_000)
    book.take(upload(decision))
    assert (outcome(book, decision), book.receipt(close).outcome) == ((OK, 0), OK)
    assert (book.figure().isolated, book.figure().deducted) == (50_000, 5_000)


def test_an_extension_ordered_past_the_leases_end() -> None:
    """The book cannot know what order a till saw: the pot counts until the last possible end."""
    book, till = city()
    book.now += 40 * DAY  # extended by 30 days, uploaded after that
    records = pay(book, till, 5_000, at=book.now - 5 * DAY)
    book.take(upload(*records))
    assert outcome(book, records[1]) == (DISPUTED, Reason.LEASE_OVER)
    assert book.figure().isolated == 100_000
    book.now += 28 * DAY
    assert book.figure().isolated == 0


def test_a_revoked_lease_with_an_old_snapshot() -> None:
    """A person decides what a revoked till brings; its pot counts all the same."""
    book, till = city()
    book.order(order("till.revoke", till=till.no))
    records = pay(book, till, 5_000)
    book.take(upload(*records))
    assert outcome(book, records[1]) == (DISPUTED, Reason.TILL_FROZEN)
    assert (lost(book), book.figure().isolated) == (0, 100_000)


def test_backdating_after_all_clear() -> None:
    """All clear closes nothing: what is signed afterwards, and dated before, is paid in the pot."""
    book, till = city()
    book.now += 20 * DAY
    records = pay(book, till, 5_000, at=book.now - 15 * DAY)
    book.take(upload(*records))
    assert outcome(book, records[1]) == (OK, 0)
    assert lost(cashed(book, {till.no: till}, {})) <= book.figure().total


def test_a_refund_to_kept_cards_after_the_payout() -> None:
    """A refund is covered by what the merchant is still owed, or it waits."""
    book, till = city()
    claim = till.redeem(CARD, 3_000)
    book.ask(claim)
    book.take(upload(till.decide(claim, 1)))
    book.pay_out(2, 2_000)
    refund = till.refund(claim, 1_001)
    book.ask(refund)
    assert outcome(book, refund) == (HELD, Reason.PAYABLE_TOO_LOW)
    book.take(upload(till.decide(refund, 4)))
    covered = till.refund(claim, 1_000)
    book.ask(covered)
    assert (outcome(book, covered), sums(book)) == ((OK, 0), (3_000, 0, 0))


def test_chain_a_to_the_stand_in_and_b_to_the_book() -> None:
    """Two versions of one record freeze the till; neither is guaranteed."""
    book, till = city()
    fork = Device(till.no, till.lease)
    to_book = pay(book, till, 1_000)
    to_standin = pay(book, fork, 2_000, verdict=2)
    book.take(upload(*to_book))
    answers = book.take(upload(*to_standin))[0]
    assert [type(one) for one in answers] == [Equivocation, Equivocation]
    paid = lost(book)
    later = pay(book, till, 1_000)
    book.take(upload(*later))
    assert outcome(book, later[1]) == (DISPUTED, Reason.TILL_FROZEN)
    assert (paid, lost(book)) == (1_000, 1_000)


@pytest.mark.parametrize("order_of", list(permutations(range(3))))
def test_an_over_signing_stand_in_for_a_colluder(order_of: tuple[int, ...]) -> None:
    """The colluder gets his pot and no more; the honest merchant is paid in full, in any order."""
    book = made_city(new_device_wait=0, standin=6_000)
    seller, colluder, honest = device(1), device(1), device(3)
    sale = seller.sale(CARD, 5_000)
    book.ask(sale)
    said = seller.decide(sale, 1)
    book.take(upload(said))
    colluder.seq, colluder.prev = seller.seq, seller.prev
    mine = [*pay(book, colluder, 4_000, 2), *pay(book, colluder, 4_000, 2)]
    theirs = pay(book, honest, 6_000, 2, card=CARD)
    posts = [upload(*mine), upload(*theirs), upload(*mine[:2])]
    for one in order_of:
        book.take(posts[one])
    owed = [book.balance(AccountKind.MERCHANT, no) for no in (1, 2)]
    short = [book.balance(AccountKind.SHORTFALL, no) for no in (1, 2)]
    assert (owed, short, book.balance(AccountKind.CARD, 1)) == ([4_000, 6_000], [-4_000, -1_000], 0)


def test_a_lease_expired_for_55_days() -> None:
    """The stand-in may still use it; isolated it is over; renewed, it is as every other."""
    book, till = city()
    book.now += 62 * DAY
    by_standin, alone = pay(book, till, 5_000, 2), pay(book, till, 5_000)
    book.take(upload(*by_standin, *alone))
    assert outcome(book, by_standin[1]) == (OK, 0)
    assert outcome(book, alone[1]) == (DISPUTED, Reason.LEASE_OVER)
    renewed(book, till)
    grant = book.register.grants[till.lease]
    assert (grant.isolated, grant.standin) == (50_000, 25_000)
    assert book.figure().deducted == 5_000


def test_money_that_comes_later_refills_nothing_that_was_not_lost() -> None:
    """A settled shortfall is no loss any more: the next pot is whole again."""
    book, till = city()
    records = pay(book, till, 5_000, card=OTHER)
    book.take(upload(*records))
    seller = device(2)
    sale = seller.sale(OTHER, 9_000, time=read(records[0]).body.time)  # type: ignore[union-attr]
    book.take(upload(sale, seller.decide(sale, 3)))
    assert lost(book) == 0
    book.now += 3 * DAY
    renewed(book, till)
    assert book.register.grants[till.lease].isolated == 50_000


def test_a_receipt_that_comes_after_the_close_pays_nothing() -> None:
    book, till = city()
    claim = till.redeem(bad_card(), 9_000)
    decision = till.decide(claim, 2)
    book.take(upload(claim, decision, till.close()))
    assert outcome(book, decision) == (DISPUTED, Reason.ABOVE_LEASE_LIMIT)
    bring(book, claim)
    book.take(upload(claim, decision))
    assert outcome(book, decision) == (DISPUTED, Reason.LEASE_OVER)
