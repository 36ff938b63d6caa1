"""The table of closing.py, row by row, in both orders of arrival and in each way to send it."""

from collections.abc import Callable
from typing import TypeAlias

import pytest
from tests.claims.made import (
    CARDS,
    Device,
    Job,
    MemoryBook,
    Said,
    approval,
    asking,
    device,
    made_city,
    one_batch_or_more,
    order,
    ordering,
    read,
    upload,
)

from heller.book.accounts import AccountKind
from heller.book.body import Outcome
from heller.book.decline import Reason
from heller.claims.batch import RecordState
from heller.claims.receipts import ADVICE, DECLINED, HELD, NOTED, OK, UPLOAD, Receipt
from heller.errors import Malformed, SaleStands

CARD, OTHER, PRINTED = CARDS

Way: TypeAlias = Callable[[MemoryBook, bytes, bytes], None]


def one_post(book: MemoryBook, claim: bytes, decision: bytes) -> None:
    book.take(upload(claim, decision))


def one_batch(book: MemoryBook, claim: bytes, decision: bytes) -> None:
    book.take(upload(claim), upload(decision))


def two_batches(book: MemoryBook, claim: bytes, decision: bytes) -> None:
    book.take(upload(claim))
    book.take(upload(decision))


def decision_first_in_a_post(book: MemoryBook, claim: bytes, decision: bytes) -> None:
    book.take(upload(decision, claim))


def decision_first_in_a_batch(book: MemoryBook, claim: bytes, decision: bytes) -> None:
    book.take(upload(decision), upload(claim))


def decision_first(book: MemoryBook, claim: bytes, decision: bytes) -> None:
    book.take(upload(decision))
    book.take(asking(claim))


WAYS = [
    one_post,
    one_batch,
    two_batches,
    decision_first_in_a_post,
    decision_first_in_a_batch,
    decision_first,
]
each_way = pytest.mark.parametrize("send", WAYS, ids=lambda way: way.__name__)
handed_over = pytest.mark.parametrize("verdict", [1, 2, 3])


def sums(book: MemoryBook) -> tuple[int, int, int]:
    """Give what card one, merchant 1 and his shortfall say (credit positive)."""
    return (
        book.balance(AccountKind.CARD, 1),
        book.balance(AccountKind.MERCHANT, 1),
        book.balance(AccountKind.SHORTFALL, 1),
    )


def loaded(cents: int = 5_000) -> tuple[MemoryBook, Device, bytes]:
    """Give a city with money on card one, its till 1, and the sale that brought it."""
    book, till = made_city(new_device_wait=0), device(1)
    sale = till.sale(CARD, cents)
    assert outcome(book.ask(sale)) == (OK, 0)
    book.take(upload(till.decide(sale, 1)))
    return book, till, sale


def outcome(said: Said) -> tuple[int, int]:
    assert isinstance(said, Receipt)
    return said.outcome, said.reason


def drops(book: MemoryBook) -> list[str]:
    return [one for one in book.ids() if one.endswith("/drop")]


# ------------------------------------------------------------------- authorised before


@handed_over
@one_batch_or_more
def test_ok_and_handed_over_nothing_more(verdict: int, *, in_one_batch: bool) -> None:
    book, till, _ = loaded()
    claim = till.redeem(CARD, 1_240)
    decision = till.decide(claim, verdict)
    book.take_jobs(asking(claim), upload(decision), in_one_batch=in_one_batch)
    assert book.ids() == ["c/1/1", "c/1/3"]
    assert (book.state(claim), book.state(decision)) == (RecordState.RESOLVED,) * 2
    assert book.lots(CARD) == [3_760]


@one_batch_or_more
def test_ok_and_dropped_is_reversed(*, in_one_batch: bool) -> None:
    book, till, _ = loaded()
    claim = till.redeem(CARD, 1_240)
    decision = till.decide(claim, 4)
    book.take_jobs(asking(claim), upload(decision), in_one_batch=in_one_batch)
    assert book.ids() == ["c/1/1", "c/1/3", "c/1/3/drop"]
    drop = book.body("c/1/3/drop")
    assert (drop.target, drop.evidence, drop.actor) == ("c/1/3", (decision,), "till:1")
    assert book.lots(CARD) == [5_000]
    assert book.balance(AccountKind.MERCHANT, 1) == 0
    assert (book.state(claim), book.state(decision)) == (RecordState.RESOLVED,) * 2


@one_batch_or_more
def test_declined_and_dropped_is_only_journaled(*, in_one_batch: bool) -> None:
    book, till, _ = loaded()
    claim = till.redeem(CARD, 9_999)
    decision = till.decide(claim, 4)
    book.take_jobs(asking(claim), upload(decision), in_one_batch=in_one_batch)
    assert book.ids() == ["c/1/1", "c/1/3", "c/1/3/drop"]
    assert book.body("c/1/3/drop").postings == ()
    assert book.lots(CARD) == [5_000]


@one_batch_or_more
def test_a_declined_payment_handed_over_is_advised(*, in_one_batch: bool) -> None:
    book, till, _ = loaded(1_000)
    claim = till.redeem(CARD, 1_240)
    decision = till.decide(claim, 3)
    book.take_jobs(asking(claim), upload(decision), in_one_batch=in_one_batch)
    assert book.ids() == ["c/1/1", "c/1/3", "c/1/3/advice"]
    assert outcome(book.receipt(claim)) == (DECLINED, Reason.INSUFFICIENT)
    said = book.receipt(decision)
    assert (said.outcome, said.flags) == (OK, ADVICE | UPLOAD)
    assert sums(book) == (0, 1_240, -240)


@one_batch_or_more
def test_a_declined_payment_that_the_book_is_said_to_have_approved_needs_its_receipt(
    *, in_one_batch: bool
) -> None:
    book, till, _ = loaded()
    claim = till.redeem(CARD, 9_999)
    decision = till.decide(claim, 1)
    book.take_jobs(asking(claim), upload(decision), in_one_batch=in_one_batch)
    assert book.ids() == ["c/1/1", "c/1/3"]
    assert book.state(decision) == RecordState.REVIEW


@handed_over
@one_batch_or_more
def test_a_declined_refund_handed_over_is_for_a_person(verdict: int, *, in_one_batch: bool) -> None:
    book, till, _ = loaded()
    paid = till.redeem(CARD, 1_000)
    book.ask(paid)
    claim = till.refund(paid, 1_001)
    decision = till.decide(claim, verdict)
    book.take_jobs(asking(claim), upload(decision), in_one_batch=in_one_batch)
    assert outcome(book.receipt(claim)) == (DECLINED, Reason.ABOVE_TARGET)
    assert book.state(decision) == RecordState.REVIEW


def test_a_held_refund_handed_over_stays_held() -> None:
    book, till, _ = loaded()
    paid = till.redeem(CARD, 1_000)
    book.ask(paid)
    book.pay_out(1, 1_000)
    claim = till.refund(paid, 1_000)
    assert outcome(book.ask(claim)) == (HELD, Reason.PAYABLE_TOO_LOW)
    decision = till.decide(claim, 3)
    book.hand_in(decision)
    assert book.state(decision) == RecordState.RESOLVED
    assert book.lots(CARD) == [4_000]


def test_a_held_refund_dropped_is_only_journaled() -> None:
    book, till, _ = loaded()
    paid = till.redeem(CARD, 1_000)
    book.ask(paid)
    book.pay_out(1, 1_000)
    claim = till.refund(paid, 1_000)
    book.ask(claim)
    book.hand_in(till.decide(claim, 4))
    assert book.body("c/1/4/drop").postings == ()


# ----------------------------------------------------------------- never authorised


@each_way
def test_none_and_dropped_is_closed_and_journaled(send: Way) -> None:
    book, till, _ = loaded()
    claim = till.redeem(CARD, 1_240)
    decision = till.decide(claim, 4)
    send(book, claim, decision)
    assert book.ids() == ["c/1/1", "c/1/3", "c/1/3/drop"]
    closed, drop = book.body("c/1/3"), book.body("c/1/3/drop")
    assert (closed.outcome, closed.reason, closed.postings) == (
        Outcome.DECLINED,
        Reason.CLOSED,
        (),
    )
    assert (drop.target, drop.evidence, drop.postings) == ("c/1/3", (decision,), ())
    assert book.lots(CARD) == [5_000]
    assert outcome(book.receipt(claim)) == (DECLINED, Reason.CLOSED)
    assert book.state(claim) == RecordState.RESOLVED


@each_way
def test_none_and_handed_over_payment_is_closed_and_advised(send: Way) -> None:
    book, till, _ = loaded()
    claim = till.redeem(CARD, 1_240)
    decision = till.decide(claim, 3)
    send(book, claim, decision)
    assert book.ids() == ["c/1/1", "c/1/3", "c/1/3/advice"]
    assert outcome(book.receipt(claim)) == (DECLINED, Reason.CLOSED)
    said = book.receipt(decision)
    assert (said.outcome, said.flags) == (OK, ADVICE | UPLOAD)
    assert (book.state(claim), book.state(decision)) == (RecordState.RESOLVED,) * 2
    assert sums(book) == (3_760, 1_240, 0)


@each_way
def test_none_and_said_to_be_approved_needs_the_receipt(send: Way) -> None:
    book, till, _ = loaded()
    claim = till.redeem(CARD, 1_240)
    decision = till.decide(claim, 1)
    send(book, claim, decision)
    assert book.ids() == ["c/1/1", "c/1/3"]
    assert outcome(book.receipt(claim)) == (DECLINED, Reason.CLOSED)
    assert sums(book) == (5_000, 0, 0)


@each_way
@handed_over
def test_none_and_handed_over_sale_is_booked(send: Way, verdict: int) -> None:
    book, till, _ = loaded()
    claim = till.sale(OTHER, 2_000)
    send(book, claim, till.decide(claim, verdict))
    assert book.ids() == ["c/1/1", "c/1/3"]
    assert book.lots(OTHER) == [2_000]
    receipt = book.receipt(claim)
    assert (receipt.outcome, receipt.flags, receipt.balance) == (OK, UPLOAD, 2_000)
    assert book.state(claim) == RecordState.RESOLVED


@each_way
def test_none_and_handed_over_void_is_booked(send: Way) -> None:
    book, till, _ = loaded()
    paid = till.redeem(CARD, 1_000)
    book.ask(paid)
    claim = till.void(paid, 1_000)
    send(book, claim, till.decide(claim, 3))
    assert book.ids() == ["c/1/1", "c/1/3", "c/1/4"]
    assert book.lots(CARD) == [5_000]
    assert book.state(claim) == RecordState.RESOLVED


@each_way
def test_none_and_handed_over_refund_that_cannot_be_goes_to_a_person(send: Way) -> None:
    book, till, _ = loaded()
    paid = till.redeem(CARD, 1_000)
    book.ask(paid)
    claim = till.refund(paid, 1_001)
    send(book, claim, till.decide(claim, 3))
    assert outcome(book.receipt(claim)) == (DECLINED, Reason.ABOVE_TARGET)
    assert book.lots(CARD) == [4_000]
    assert book.state(claim) == RecordState.REVIEW


def test_decline_revived() -> None:
    """A declined payment, its customer paid cash, comes again when the card has money: still no."""
    book, till, _ = loaded(1_000)
    claim = till.redeem(CARD, 1_240)
    first = book.ask(claim)
    assert outcome(first) == (DECLINED, Reason.INSUFFICIENT)
    book.hand_in(till.decide(claim, 4))
    more = till.sale(CARD, 5_000)
    assert outcome(book.ask(more)) == (OK, 0)
    book.now += 60
    assert book.ask(claim) == first
    assert book.lots(CARD) == [1_000, 5_000]


# -------------------------------------------------------------------------- a sale stands


def test_sale_then_drop() -> None:
    """A signed sale is bearer money: it cannot be dropped."""
    book, till, _ = loaded()
    claim = till.sale(OTHER, 2_000)
    book.ask(claim)
    refused = book.hand_in(till.decide(claim, 4))
    assert [type(one) for one in refused] == [SaleStands]
    assert book.lots(OTHER) == [2_000]
    assert drops(book) == []


def test_sale_then_drop_before_the_book_was_asked() -> None:
    book, till, _ = loaded()
    claim = till.sale(OTHER, 2_000)
    answers = book.hand_in(claim, till.decide(claim, 4))
    assert [type(one) for one in answers] == [Receipt, SaleStands]
    assert outcome(book.ask(claim)) == (OK, 0)


@pytest.mark.parametrize(
    "send", [decision_first, decision_first_in_a_batch, decision_first_in_a_post]
)
def test_sale_then_drop_in_the_wrong_order(send: Way) -> None:
    """A drop that comes before its sale does nothing; the sale is booked when it comes."""
    book, till, _ = loaded()
    claim = till.sale(OTHER, 2_000)
    send(book, claim, till.decide(claim, 4))
    assert outcome(book.receipt(claim)) == (OK, 0)
    assert book.lots(OTHER) == [2_000]
    assert drops(book) == []


def test_late_sale_counts_from_when_the_money_was_taken() -> None:
    book, till, _ = loaded()
    claim = till.sale(OTHER, 2_000)
    book.now += 10 * 86_400
    book.hand_in(claim, till.decide(claim, 3))
    lot = book.cards[OTHER.ref].lots[0]
    assert lot.active_from == book.now - 10 * 86_400


def test_sale_from_the_future_counts_from_now() -> None:
    book, till, _ = loaded()
    claim = till.sale(OTHER, 2_000, time=book.now + 999_999_999)
    book.hand_in(claim, till.decide(claim, 3))
    assert book.cards[OTHER.ref].lots[0].active_from == book.now


# ------------------------------------------------------------------------ a decision's own rules


def test_two_decisions_for_one_claim_the_first_counts() -> None:
    book, till, _ = loaded()
    claim = till.redeem(CARD, 1_240)
    book.ask(claim)
    first, second = till.decide(claim, 1), till.decide(claim, 4)
    book.hand_in(first, second)
    assert book.state(first) == RecordState.RESOLVED
    assert book.state(second) == RecordState.SECOND
    assert drops(book) == []


@pytest.mark.parametrize("verdicts", [(1, 4), (4, 1), (3, 1)])
@one_batch_or_more
def test_two_decisions_for_a_declined_refund_the_first_counts(
    verdicts: tuple[int, int], *, in_one_batch: bool
) -> None:
    book, till, _ = loaded()
    paid = till.redeem(CARD, 1_000)
    book.ask(paid)
    claim = till.refund(paid, 1_001)
    first, second = (till.decide(claim, verdict) for verdict in verdicts)
    jobs = [asking(claim), upload(first), upload(second)]
    book.take_jobs(*jobs, in_one_batch=in_one_batch)
    assert book.state(second) == RecordState.SECOND
    assert len(drops(book)) == (verdicts[0] == 4)


@pytest.mark.parametrize("other_way_round", [False, True], ids=["in order", "reversed"])
@one_batch_or_more
def test_two_decisions_before_their_claim_the_lower_seq_counts(
    *, in_one_batch: bool, other_way_round: bool
) -> None:
    book, till, _ = loaded()
    claim = till.redeem(CARD, 1_240)
    first, second = till.decide(claim, 3), till.decide(claim, 4)
    both = (second, first) if other_way_round else (first, second)
    book.take_jobs(*map(upload, both), upload(claim), in_one_batch=in_one_batch)
    assert book.ids() == ["c/1/1", "c/1/3", "c/1/3/advice"]
    assert book.state(first) == RecordState.RESOLVED
    assert book.state(second) == RecordState.SECOND
    assert drops(book) == []


def test_a_decision_about_no_claim_is_refused() -> None:
    book, till, _ = loaded()
    close = till.close()
    book.hand_in(close)
    assert [type(one) for one in book.hand_in(till.decide(close, 3))] == [Malformed]


def test_a_drop_that_the_office_made_is_not_made_again() -> None:
    book, till, _ = loaded()
    claim = till.redeem(CARD, 1_240)
    book.ask(claim)
    book.places["c/1/3/drop"] = (2, b"")
    book.hand_in(till.decide(claim, 4))
    assert drops(book) == []
    assert book.lots(CARD) == [3_760]


def test_a_noted_claim_gets_its_final_receipt_when_its_decision_comes() -> None:
    book, till, _ = loaded()
    claim = till.redeem(CARD, 1_240)
    assert outcome(book.hand_in(claim)[0]) == (NOTED, 0)
    book.now += 60
    decision = till.decide(claim, 3)
    book.hand_in(decision)
    final = [book.receipt(claim), book.receipt(decision)]
    book.now += 60
    assert book.hand_in(claim, decision) == final
    assert [outcome(one) for one in final] == [(DECLINED, Reason.CLOSED), (OK, 0)]


# ------------------------------------------------------------------------ undoing what undid


@pytest.mark.parametrize("kind", ["void", "refund"])
@one_batch_or_more
def test_a_dropped_refund_may_be_made_again(kind: str, *, in_one_batch: bool) -> None:
    book, till, _ = loaded()
    paid = till.redeem(CARD, 1_000)
    book.ask(paid)
    undo = getattr(till, kind)(paid, 1_000)
    drop = till.decide(undo, 4)
    again = getattr(till, kind)(paid, 1_000)
    book.take_jobs(asking(undo), upload(drop), asking(again), in_one_batch=in_one_batch)
    assert outcome(book.receipt(again)) == (OK, 0)
    assert book.lots(CARD) == [5_000]
    assert book.balance(AccountKind.MERCHANT, 1) == 0


@one_batch_or_more
def test_refund_loop(*, in_one_batch: bool) -> None:
    """What a dropped refund could not take back stays taken: a payment returns once (I9)."""
    book, till, _ = loaded(1_000)
    paid = till.redeem(CARD, 1_000)
    book.ask(paid)
    undo = till.void(paid, 1_000)
    spent = till.redeem(CARD, 600)
    drop = till.decide(undo, 4)
    again = till.void(paid, 1_000)
    rest = till.void(paid, 400)
    jobs = [asking(undo), asking(spent), upload(drop), asking(again), asking(rest)]
    book.take_jobs(*jobs, in_one_batch=in_one_batch)
    assert outcome(book.receipt(again)) == (DECLINED, Reason.ABOVE_TARGET)
    assert outcome(book.receipt(rest)) == (OK, 0)
    assert book.lots(CARD) == [400]
    assert book.balance(AccountKind.MERCHANT, 1) == 600


@one_batch_or_more
@pytest.mark.parametrize("kind", ["void", "refund"])
def test_a_dropped_payment_is_not_undone_again(kind: str, *, in_one_batch: bool) -> None:
    book, till, _ = loaded()
    paid = till.redeem(CARD, 1_000)
    undo = getattr(till, kind)(paid, 1_000)
    jobs = [asking(paid), upload(till.decide(paid, 4)), asking(undo)]
    book.take_jobs(*jobs, in_one_batch=in_one_batch)
    assert outcome(book.receipt(undo)) == (DECLINED, Reason.ABOVE_TARGET)
    assert book.lots(CARD) == [5_000]


@one_batch_or_more
def test_a_released_sale_is_not_voided_after_its_void_was_dropped(*, in_one_batch: bool) -> None:
    book, till, _ = loaded()
    sale = till.sale(PRINTED, 2_000)
    undo = till.void(sale, 500)
    release = order("held.release", claim=read(sale).claim_hash)
    again = till.void(sale, 500)
    jobs: list[Job] = [
        asking(sale),
        asking(undo),
        ordering(release, approval(release)),
        upload(till.decide(undo, 4)),
        asking(again),
    ]
    book.take_jobs(*jobs, in_one_batch=in_one_batch)
    assert outcome(book.receipt(again)) == (DECLINED, Reason.TARGET_NOT_BOOKED)
    assert book.lots(PRINTED) == [1_500]
    assert book.balance(AccountKind.SUSPENSE, 1) == 500


def test_a_copy_behind_the_decision_gets_the_new_receipt() -> None:
    book, till, _ = loaded()
    claim = till.sale(OTHER, 1_000)
    book.hand_in(claim)
    _, copy = book.take(upload(till.decide(claim, 3)), upload(claim))
    assert copy == [book.receipt(claim)]
    assert outcome(copy[0]) == (OK, 0)


def test_a_dropped_void_of_a_sale_gives_the_money_back_to_the_card() -> None:
    book, till, sale = loaded()
    undo = till.void(sale, 5_000)
    book.ask(undo)
    assert book.lots(CARD) == [0]
    book.hand_in(till.decide(undo, 4))
    assert book.lots(CARD) == [5_000]
    assert book.balance(AccountKind.SALE_POINT, 1) == -5_000
