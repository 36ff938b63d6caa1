"""Advices wait for a chain without gap; money of the time before settles what fell short."""

from itertools import permutations

import pytest
from tests.claims.alone import CARD, OTHER, city, sums
from tests.claims.made import NOW, MemoryBook, asking, device, read, upload

from heller.book.accounts import AccountKind
from heller.book.decline import Reason
from heller.claims.batch import RecordState
from heller.claims.receipts import ADVICE, DECLINED, NOTED, OK, UPLOAD


def test_advice_missing_in_a_gap() -> None:
    """What lies behind a gap is closed at once, and paid when the gap is filled."""
    book, till = city()
    first, second = till.redeem(CARD, 1_000), till.redeem(OTHER, 500)
    one, two = till.decide(first, 3), till.decide(second, 3)
    book.hand_in(second, one, two)
    assert book.receipt(second).reason == Reason.CLOSED
    assert [book.receipt(each).outcome for each in (one, two)] == [NOTED, NOTED]
    assert sums(book) == (5_000, 0, 0)
    book.hand_in(first)
    assert [book.receipt(each).outcome for each in (one, two)] == [OK, OK]
    assert sums(book) == (4_000, 1_500, -500)


def test_the_receipt_of_the_decision_says_what_was_paid() -> None:
    book, till = city(1_000)
    claim = till.redeem(CARD, 1_500)
    decision = till.decide(claim, 3)
    book.hand_in(claim, decision)
    closed, paid = book.receipt(claim), book.receipt(decision)
    assert (closed.outcome, closed.reason, closed.claim_hash) == (
        DECLINED, Reason.CLOSED, read(claim).claim_hash,
    )  # fmt: skip
    assert (paid.outcome, paid.flags, paid.claim_hash, paid.ref, paid.amount) == (
        OK, ADVICE | UPLOAD, read(decision).claim_hash, bytes(10), 0,
    )  # fmt: skip
    assert paid.ledger_seq == book.places["c/3/1/advice"][0]
    assert book.body("c/3/1/advice").evidence == (claim, decision)


def test_an_isolated_payment_before_a_load_takes_nothing_of_it() -> None:
    book, till = city(1_000)
    claim = till.redeem(CARD, 1_500, time=NOW)
    book.now = NOW + 100
    seller = device(1)
    seller.seq, seller.prev = 2, read(book_last(book, 1)).claim_hash
    book.ask(seller.sale(CARD, 700, time=NOW + 50))
    book.hand_in(claim, till.decide(claim, 3))
    assert sums(book) == (700, 1_500, -500)


def test_a_later_load_settles_nothing_of_the_time_before() -> None:
    book, till = city(1_000)
    claim = till.redeem(CARD, 1_500, time=NOW)
    book.hand_in(claim, till.decide(claim, 3))
    book.now = NOW + 100
    seller = device(1)
    seller.seq, seller.prev = 2, read(book_last(book, 1)).claim_hash
    book.ask(seller.sale(CARD, 700, time=NOW + 50))
    assert sums(book) == (700, 1_500, -500)


def book_last(book: MemoryBook, till: int) -> bytes:
    """Give the last record of a till as the book has it: a DECISION, which keeps its bytes."""
    newest = max(place for place in book.records if place[0] == till)
    return book.records[newest].message


def test_money_that_comes_back_settles_what_fell_short() -> None:
    book, till = city(1_000)
    elsewhere = device(2)
    taken = elsewhere.redeem(CARD, 800)
    book.ask(taken)
    claim = till.redeem(CARD, 1_000)
    book.hand_in(claim, till.decide(claim, 3))
    assert sums(book) == (0, 1_000, -800)
    book.hand_in(elsewhere.decide(taken, 4))
    assert sums(book) == (0, 1_000, 0)
    seq = book.places["c/2/1/drop"][0]
    assert book.ids()[-2:] == ["c/2/1/drop", f"c/3/1/settle/{seq}"]


def test_a_refund_returns_its_own_shortfall_first() -> None:
    book, till = city(1_000)
    claim = till.redeem(CARD, 1_500)
    book.hand_in(claim, till.decide(claim, 3))
    part = till.refund(claim, 700)
    book.ask(part)
    assert book.receipt(part).outcome == OK
    assert sums(book) == (200, 800, 0)
    book.hand_in(till.decide(part, 4))
    assert sums(book) == (0, 1_500, -500)
    rest = till.void(claim, 1_500)
    book.take(asking(rest))
    assert sums(book) == (1_000, 0, 0)


def test_in_one_batch_a_refund_finds_what_a_settlement_took() -> None:
    book, till = city(1_000)
    elsewhere = device(2)
    taken = elsewhere.redeem(CARD, 1_000)
    book.ask(taken)
    claim = till.redeem(CARD, 1_000)
    decision, refund = till.decide(claim, 3), till.refund(claim, 600)
    book.take(upload(claim, decision), upload(elsewhere.decide(taken, 4)), asking(refund))
    assert sums(book) == (600, 400, 0)
    assert book.balance(AccountKind.MERCHANT, 1) == 0


@pytest.mark.parametrize("kind", ["void", "refund"])
def test_an_undoing_alone_is_applied_when_it_is_booked(kind: str) -> None:
    book, till = city()
    claim = till.redeem(CARD, 1_000)
    undo = getattr(till, kind)(claim, 400)
    one, two = till.decide(claim, 3), till.decide(undo, 3)
    book.hand_in(undo, two)
    assert (book.state(undo), book.state(two)) == (RecordState.WAITING, RecordState.WAITING)
    book.hand_in(claim, one)
    assert sums(book) == (4_400, 600, 0)
    assert (book.receipt(undo).outcome, book.state(two)) == (OK, RecordState.RESOLVED)


def test_an_undoing_alone_that_cannot_be_waits_for_a_person() -> None:
    book, till = city()
    claim = till.redeem(CARD, 1_000)
    one = till.decide(claim, 3)
    undo = till.void(claim, 1_001)
    book.hand_in(claim, one, undo, till.decide(undo, 3))
    assert (book.receipt(undo).reason, book.state(undo)) == (
        Reason.ABOVE_TARGET, RecordState.REVIEW,
    )  # fmt: skip


def test_reconciliation_in_every_order() -> None:
    """Ok and drop beside an isolated payment, two tills alone, one sum short: one result."""
    results = set()
    for way in permutations(range(4)):
        book, till = city(1_000)
        third, online = device(4), device(2)
        taken = online.redeem(CARD, 600)
        book.ask(taken)
        alone, other = till.redeem(CARD, 800, time=NOW), third.redeem(CARD, 0 + 1, time=NOW)
        posts = [
            upload(alone, till.decide(alone, 3)),
            upload(online.decide(taken, 4)),
            upload(other, third.decide(other, 4)),
            upload(alone),
        ]
        for place in way:
            book.take(posts[place])
        results.add((sums(book), book.balance(AccountKind.MERCHANT, 1)))
    assert results == {((200, 800, 0), 0)}
