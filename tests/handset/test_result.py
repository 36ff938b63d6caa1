"""A result is what the till decided, beside what the city said."""

import pytest
from tests.handset.city import NOW, UNNA, key

from heller.book.decline import Reason
from heller.claims.codes import Code, read_code
from heller.claims.kinds import REDEEM, REFUND, SALE, VOID
from heller.claims.receipts import (
    BOOK,
    DECLINED,
    DISPUTED,
    DUPLICATE,
    HELD,
    NOTED,
    OK,
    STANDIN,
    Receipt,
)
from heller.claims.records import (
    BY_BOOK,
    BY_STANDIN,
    DROPPED,
    ISOLATED,
    Claim,
    parse_record,
    seal_record,
)
from heller.handset.journal import Entry
from heller.handset.problems import NoAnswer
from heller.handset.result import State, result_of, stored_receipt, verdict_on
from heller.keys import Scope

SCOPE = Scope(UNNA, bytes(8))


def claim(kind: int = REDEEM) -> Claim:
    target = bytes(16) if kind in (VOID, REFUND) else b""
    return Claim(kind, UNNA, 17, 3, 1, NOW, 9, bytes(10), 100, 0, 0, bytes(16), target)


def receipt(outcome: int, reason: int = 0) -> Receipt:
    return Receipt(UNNA, 3, BOOK, 0, outcome, reason, bytes(16), bytes(10), 100, 5, 1, 9, NOW)


def entry(kind: int, made: Receipt | None, said: Receipt | None = None) -> Entry:
    message = seal_record(SCOPE, key("till"), claim(kind), bytes(64))
    stored, standin = (one.pack() + bytes(64) if one else None for one in (made, said))
    return Entry(parse_record(message, UNNA), stored, None, None, standin)


@pytest.mark.parametrize(
    ("outcome", "of_redeem", "of_sale"),
    [
        (OK, BY_BOOK, BY_BOOK),
        (HELD, BY_BOOK, BY_BOOK),
        (DUPLICATE, DROPPED, BY_BOOK),
        (DECLINED, DROPPED, ISOLATED),
        (DISPUTED, DROPPED, ISOLATED),
        (NOTED, DROPPED, ISOLATED),
        (None, DROPPED, ISOLATED),
    ],
)
def test_the_till_decides_by_the_receipt(outcome: int | None, of_redeem: int, of_sale: int) -> None:
    made = None if outcome is None else receipt(outcome)
    verdicts = [verdict_on(claim(kind), made) for kind in (REDEEM, VOID, REFUND, SALE)]
    assert verdicts == [of_redeem, of_redeem, of_redeem, of_sale]


def test_what_the_stand_in_said_is_decided_as_its_word() -> None:
    said = receipt(OK)._replace(by=STANDIN)
    assert [verdict_on(claim(kind), said) for kind in (REDEEM, SALE)] == [BY_STANDIN, BY_STANDIN]
    refused = receipt(DECLINED, Reason.INSUFFICIENT)._replace(by=STANDIN)
    assert verdict_on(claim(), refused) == DROPPED
    assert result_of(entry(REDEEM, None, refused), DROPPED).state is State.DECLINED


@pytest.mark.parametrize("book", [None, receipt(OK), receipt(DECLINED, Reason.INSUFFICIENT)])
def test_the_shop_is_paid_whatever_the_book_says_after_the_stand_in(book: Receipt | None) -> None:
    said = receipt(OK)._replace(by=STANDIN)
    assert result_of(entry(REDEEM, book, said), BY_STANDIN).state is State.ACCEPTED


@pytest.mark.parametrize(
    ("verdict", "made", "state"),
    [
        (BY_BOOK, receipt(OK), State.ACCEPTED),
        (BY_BOOK, receipt(DUPLICATE), State.ACCEPTED),
        (BY_BOOK, receipt(HELD, Reason.PAYABLE_TOO_LOW), State.HELD),
        (DROPPED, receipt(DECLINED, Reason.INSUFFICIENT), State.DECLINED),
        (DROPPED, receipt(DECLINED, Reason.CLOSED), State.DROPPED),
        (DROPPED, receipt(OK), State.DROPPED),
        (DROPPED, None, State.DROPPED),
        (ISOLATED, None, State.RECORDED),
        (ISOLATED, receipt(NOTED), State.RECORDED),
        (ISOLATED, receipt(OK), State.ACCEPTED),
        (ISOLATED, receipt(HELD, Reason.SELLER_BLOCKED), State.HELD),
    ],
)
def test_a_state_for_each_end(verdict: int, made: Receipt | None, state: State) -> None:
    assert result_of(entry(SALE, made), verdict).state is state


def test_a_result_carries_its_receipt_and_reason() -> None:
    made = receipt(DECLINED, Reason.INSUFFICIENT)
    kept = entry(REDEEM, made)
    result = result_of(kept, DROPPED)
    assert (result.kind, result.reason, stored_receipt(kept)) == (
        "redeem", Reason.INSUFFICIENT, made,
    )  # fmt: skip
    assert result.receipt_text is not None
    assert read_code(Code.RECEIPT, result.receipt_text) == kept.receipt


def test_a_result_without_receipt_says_what_stood_in_the_way() -> None:
    problem = NoAnswer()
    result = result_of(entry(VOID, None), DROPPED, problem)
    assert (result.kind, result.reason, result.receipt_text) == ("void", None, None)
    assert result.problem is problem
