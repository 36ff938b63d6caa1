"""Two people end the claims of a lost till; if it comes back, its own word wins."""

from typing import Any

import pytest
from tests.claims.alone import CARD, city, sums
from tests.claims.made import Device, MemoryBook, approval, device, order, read
from tests.claims.samples import UNNA

from heller.book.body import EntryKind
from heller.claims.batch import RecordState
from heller.claims.orders import OrderAnswer
from heller.claims.resolving import resolved_place
from heller.errors import ApprovalNeeded, OrderRefused, Problem


def resolve(book: MemoryBook, signed: bytes, handed_over: int, **changes: Any) -> object:  # noqa: ANN401
    body, key = read(signed).body, read(signed).claim_hash
    names: dict[str, Any] = {
        "till": body.till,
        "seq": body.seq,
        "claim": key,
        "handed_over": handed_over,
    }
    message = order("claim.resolve", **{**names, **changes})
    return book.order(message, approval(message))


def asked(cents: int) -> tuple[MemoryBook, Device, bytes]:
    book, till = city(1_000)
    claim = till.redeem(CARD, cents)
    book.ask(claim)
    return book, till, claim


@pytest.mark.parametrize(
    ("cents", "handed_over", "result"),
    [
        (600, 1, (400, 600, 0)),
        (600, 0, (1_000, 0, 0)),
        (1_600, 1, (0, 1_600, -600)),
        (1_600, 0, (1_000, 0, 0)),
    ],
)
def test_handed_over_or_not(cents: int, handed_over: int, result: tuple[int, int, int]) -> None:
    book, _, claim = asked(cents)
    assert isinstance(resolve(book, claim, handed_over), OrderAnswer)
    assert sums(book) == result
    entry = next(book.entry(seq) for seq in range(1, len(book.entries) + 1)
                 if book.entry(seq).kind == EntryKind.RESOLVE)  # fmt: skip
    assert resolved_place(entry, UNNA) == (3, 1)


@pytest.mark.parametrize("verdict", [1, 2, 3, 4])
@pytest.mark.parametrize("handed_over", [0, 1])
@pytest.mark.parametrize("cents", [600, 1_600])
def test_a_till_that_comes_back_has_the_last_word(
    verdict: int, handed_over: int, cents: int
) -> None:
    book, till, claim = asked(cents)
    resolve(book, claim, handed_over)
    book.hand_in(till.decide(claim, verdict))
    paid = (1_000 - min(cents, 1_000), cents, min(0, 1_000 - cents))
    if verdict == 4:
        paid = (1_000, 0, 0)
    elif cents == 1_600 and verdict == 1 and not handed_over:
        paid = (1_000, 0, 0)  # the book never said yes, and its receipt is not there
    assert sums(book) == paid


def test_only_what_is_open_can_be_resolved() -> None:
    book, till, claim = asked(600)
    assert isinstance(resolve(book, claim, 1, seq=2), OrderRefused)
    assert isinstance(resolve(book, claim, 1, claim=bytes(16)), OrderRefused)
    assert isinstance(resolve(book, claim, 2), OrderRefused)
    assert isinstance(resolve(book, claim, 1, till="three"), OrderRefused)
    resolve(book, claim, 1)
    assert isinstance(resolve(book, claim, 0), OrderRefused)
    other = till.redeem(CARD, 100)
    book.ask(other)
    book.hand_in(till.decide(other, 1))
    assert isinstance(resolve(book, other, 0), OrderRefused)
    assert book.state(other) == RecordState.RESOLVED
    seller = device(2)
    sale = seller.sale(CARD, 100)
    book.ask(sale)
    assert isinstance(resolve(book, sale, 0), OrderRefused)


def test_one_person_is_not_enough() -> None:
    book, _, claim = asked(600)
    names: dict[str, Any] = {"till": 3, "seq": 1, "claim": read(claim).claim_hash, "handed_over": 0}
    alone = book.order(order("claim.resolve", **names))
    assert isinstance(alone, Problem)
    assert isinstance(alone, ApprovalNeeded)
