"""CLOSE: with the whole chain before it a lease ends; with a gap it waits; then nothing counts."""

from tests.claims.alone import CARD, OTHER, bring, city, sums
from tests.claims.made import Device, one_batch_or_more, upload

from heller.book.body import EntryKind
from heller.book.decline import Reason
from heller.claims.batch import RecordState
from heller.claims.receipts import DISPUTED, NOTED, OK

DAY = 86_400


def test_a_close_without_gap_closes_its_lease() -> None:
    book, till = city()
    claim = till.redeem(CARD, 1_000)
    decision, close = till.decide(claim, 3), till.close()
    book.hand_in(claim, decision, close)
    assert (book.receipt(close).outcome, book.receipt(close).ledger_seq) == (OK, len(book.entries))
    assert book.body("c/3/3/close").kind == EntryKind.CLOSE
    assert book.register.closed == {3}
    assert sums(book)[1] == 1_000


@one_batch_or_more
def test_a_close_with_a_gap_before_it_waits(in_one_batch: bool) -> None:  # noqa: FBT001
    book, till = city()
    claim = till.redeem(OTHER, 1_000)
    decision, close = till.decide(claim, 3), till.close()
    early = book.hand_in(close)
    assert (early[0].outcome, book.state(close)) == (NOTED, RecordState.WAITING)  # type: ignore[union-attr]
    assert 3 in book.register.grants
    book.take_jobs(upload(decision), upload(claim), in_one_batch=in_one_batch)
    assert (book.register.closed, sums(book)[1]) == ({3}, 1_000)
    assert book.receipt(close).outcome == OK


def test_a_close_that_still_waits_may_be_handed_in_again() -> None:
    book, till = city()
    claim = till.redeem(OTHER, 1_000)
    decision, close = till.decide(claim, 3), till.close()
    book.hand_in(close)
    assert [one.outcome for one in book.hand_in(close)] == [NOTED]  # type: ignore[union-attr]
    book.hand_in(claim, decision, close)
    final = book.receipt(close)
    assert book.hand_in(close) == [final]


def test_nothing_of_a_closed_lease_is_guaranteed() -> None:
    book, till = city()
    before = till.redeem(OTHER, 1_000)
    book.hand_in(before, till.close())
    said, after = till.decide(before, 3), till.redeem(OTHER, 2_000)
    bring(book, after)
    decision = till.decide(after, 2)
    book.hand_in(said, after, decision)
    for one in (said, decision):
        assert (book.receipt(one).outcome, book.receipt(one).reason) == (
            DISPUTED,
            Reason.LEASE_OVER,
        )
    assert sums(book)[1:] == (0, 0)


def test_a_close_of_another_lease_or_a_second_one_closes_nothing() -> None:
    book, till = city()
    stranger = Device(3, 4)
    other = stranger.close()
    book.hand_in(other)
    assert (book.receipt(other).outcome, book.register.closed) == (NOTED, set())
    till.seq, till.prev = stranger.seq, stranger.prev
    first, second = till.close(), till.close()
    book.hand_in(second, first)
    assert [book.receipt(one).outcome for one in (first, second)] == [OK, NOTED]
    assert (book.register.closed, book.ids()[-1]) == ({3}, "c/3/2/close")


def test_what_the_till_says_it_used_is_information() -> None:
    book, till = city()
    claim = till.redeem(OTHER, 5_000)
    book.hand_in(claim, till.decide(claim, 3), till.close())
    assert book.figure().deducted == 5_000
