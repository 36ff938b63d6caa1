"""What a person decides about a held sale."""

import pytest
from tests.claims.made import (
    CARDS,
    Device,
    Job,
    MemoryBook,
    approval,
    asking,
    device,
    made_city,
    one_batch_or_more,
    order,
    ordering,
    read,
)
from tests.claims.samples import UNNA, digest

from heller.book.account_state import CardState
from heller.book.accounts import AccountKind
from heller.book.body import EntryKind
from heller.city.register import What
from heller.claims.orders import OrderAnswer
from heller.claims.receipts import HELD, Receipt
from heller.errors import OrderRefused, Problem

CARD = CARDS[2]  # 50 euros are printed on it


def held() -> tuple[MemoryBook, Device, bytes]:
    """Give a city with a held sale of 20 euros."""
    book, till = made_city(), device(1)
    sale = till.sale(CARD, 2_000)
    said = book.ask(sale)
    assert isinstance(said, Receipt)
    assert said.outcome == HELD
    return book, till, sale


def decide(book: MemoryBook, what: str, sale: bytes, named: str = "") -> OrderAnswer | Problem:
    message = order(f"held.{what}", named=named, claim=read(sale).claim_hash)
    return book.order(message, approval(message))


def sums(book: MemoryBook) -> tuple[int, int, int]:
    """Give card, suspense and what the point owes."""
    suspense = book.balance(AccountKind.SUSPENSE, 1)
    return book.balance(AccountKind.CARD, 3), suspense, -book.balance(AccountKind.SALE_POINT, 1)


def test_a_held_sale_is_released_onto_its_card() -> None:
    book, _, sale = held()
    assert sums(book) == (0, 2_000, 2_000)
    book.now += 60
    answer = decide(book, "release", sale)
    assert isinstance(answer, OrderAnswer)
    assert sums(book) == (2_000, 0, 2_000)
    body = book.body(book.ids()[1])
    assert (body.kind, body.target) == (EntryKind.RELEASE, "c/1/1")
    assert body.register == ((What.CARD_STATE, CARD.ref, CardState.ACTIVE),)
    receipt = Receipt.parse(body.receipt[:-64], UNNA)
    assert (receipt.ref, receipt.amount, receipt.balance) == (CARD.ref, 2_000, 2_000)
    assert book.cards[CARD.ref].state == CardState.ACTIVE


def test_a_held_sale_is_handed_back() -> None:
    book, _, sale = held()
    answer = decide(book, "return", sale)
    assert isinstance(answer, OrderAnswer)
    assert answer.changes == ()
    assert sums(book) == (0, 0, 0)


@pytest.mark.parametrize("first", ["release", "return"])
@pytest.mark.parametrize("second", ["release", "return"])
@one_batch_or_more
def test_it_is_decided_once(first: str, second: str, *, in_one_batch: bool) -> None:
    book, _, sale = held()
    jobs = []
    for what, named in ((first, "first"), (second, "second")):
        message = order(f"held.{what}", named=named, claim=read(sale).claim_hash)
        jobs.append(ordering(message, approval(message)))
    answers = book.take_jobs(*jobs, in_one_batch=in_one_batch)
    assert [type(answer) for answer in answers] == [OrderAnswer, OrderRefused]
    assert str(answers[1]).endswith("This held sale has been decided already.")


@one_batch_or_more
def test_only_what_was_not_undone_is_released(*, in_one_batch: bool) -> None:
    book, till, sale = held()
    message = order("held.release", claim=read(sale).claim_hash)
    jobs: list[Job] = [asking(till.void(sale, 500)), ordering(message, approval(message))]
    book.take_jobs(*jobs, in_one_batch=in_one_batch)
    assert sums(book) == (1_500, 0, 1_500)


@one_batch_or_more
def test_a_released_sale_is_not_undone_out_of_suspense(*, in_one_batch: bool) -> None:
    book, till, sale = held()
    message = order("held.release", claim=read(sale).claim_hash)
    jobs: list[Job] = [ordering(message, approval(message)), asking(till.void(sale, 500))]
    book.take_jobs(*jobs, in_one_batch=in_one_batch)
    assert sums(book) == (2_000, 0, 2_000)


@pytest.mark.parametrize("state", [CardState.BLOCKED, CardState.REPLACED])
def test_a_card_that_cannot_take_money_gets_none(state: CardState) -> None:
    book, _, sale = held()
    book.cards[CARD.ref].state = state
    answer = decide(book, "release", sale)
    assert str(answer).endswith("The card cannot take money; give the sale back instead.")
    assert isinstance(decide(book, "return", sale), OrderAnswer)


def test_a_card_that_does_not_exist_gets_none() -> None:
    book, till = made_city(), device(1)
    unknown = type(CARD)("unknown")
    sale = till.sale(unknown, 2_000)
    book.ask(sale)
    assert isinstance(decide(book, "release", sale), OrderRefused)
    assert isinstance(decide(book, "return", sale), OrderAnswer)


def test_there_must_be_a_held_sale() -> None:
    book, till, _ = held()
    sold = till.sale(CARDS[0], 2_000)
    paid = till.redeem(CARDS[0], 100)
    for record in (sold, paid):
        book.ask(record)
    noted = till.sale(CARDS[1], 2_000)
    book.hand_in(noted)
    answers = [decide(book, "release", record) for record in (sold, paid, noted)]
    unknown = order("held.release", claim=digest("unknown")[:16])
    answers.append(book.order(unknown, approval(unknown)))
    assert [str(answer).rpartition("; ")[2] for answer in answers] == [
        "The office order cannot be carried out. There is no held sale under this claim."
    ] * 4
