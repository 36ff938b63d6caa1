"""One batch decides as its records one by one would have been decided."""

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence

import pytest
from tests.postgres.made_book import CARDS, LOADED, MadeBook, TillHand, made, receipt

from heller.book.decline import Reason
from heller.claims.batch import Answer
from heller.claims.receipts import DECLINED, HELD, NOTED, OK
from heller.claims.records import Claim, Record
from heller.errors import Problem
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.writer import Limits

Post = Callable[[MadeBook, Sequence[Record]], list[Answer]]


@pytest.fixture
def book(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[MadeBook]:
    with made(postgres_server, migrated_template) as filled:
        yield filled


def in_one_batch(book: MadeBook, records: Sequence[Record]) -> list[Answer]:
    """Post each record by itself, all before the writer takes its first."""

    async def scene() -> list[Answer]:
        async with book.writer(Limits(shares=1)) as writer:
            posts = [writer.post([record], ask=is_claim(record)) for record in records]
            found = await asyncio.gather(*posts)
            assert writer.tally.batches == 1
        return [answers[0] for answers in found]

    return asyncio.run(scene())


def one_by_one(book: MadeBook, records: Sequence[Record]) -> list[Answer]:
    async def scene() -> list[Answer]:
        async with book.writer(Limits(batch=1)) as writer:
            posts = ((record, is_claim(record)) for record in records)
            return [(await writer.post([record], ask=ask))[0] for record, ask in posts]

    return asyncio.run(scene())


def is_claim(record: Record) -> bool:
    return isinstance(record.body, Claim)


def said(answer: Answer) -> tuple[object, ...]:
    """Give what an answer says that does not depend on the entry's place."""
    if isinstance(answer, Problem):
        return (type(answer),)
    found = receipt(answer)
    return found.outcome, found.reason, found.amount, found.balance


def test_later_claims_of_a_batch_see_the_earlier(book: MadeBook) -> None:
    till = book.tills[0]
    fresh = CARDS[-1]
    sale = till.sale(fresh, 500)
    claims = [
        till.redeem(fresh, 1),
        sale,
        till.redeem(fresh, 400),
        till.redeem(fresh, 400),
        till.void(fresh, 200, sale),
        till.void(fresh, 100, sale),
    ]
    assert [said(answer)[:2] for answer in in_one_batch(book, claims)] == [
        (DECLINED, Reason.CARD_SEALED),
        (OK, 0),
        (OK, 0),
        (DECLINED, Reason.INSUFFICIENT),
        (DECLINED, Reason.ALREADY_SPENT),
        (OK, 0),
    ]
    assert book.balance(fresh) == 0
    assert book.findings() == []


def test_a_refund_in_the_batch_of_its_payment(book: MadeBook) -> None:
    till = book.tills[0]
    paid = till.redeem(CARDS[0], 500)
    claims = [paid, till.refund(CARDS[0], 500, paid), till.refund(CARDS[0], 1, paid)]
    assert [said(answer)[:2] for answer in in_one_batch(book, claims)] == [
        (OK, 0),
        (OK, 0),
        (DECLINED, Reason.ABOVE_TARGET),
    ]
    assert book.findings() == []


@pytest.mark.parametrize("post", [in_one_batch, one_by_one])
def test_what_a_drop_could_not_take_again_stays_returned(book: MadeBook, post: Post) -> None:
    """I9: 500 paid and given back, 440 of it spent, the giving back dropped: 60 are left of it."""
    till, other = book.tills[0], book.tills[1]
    paid = till.redeem(CARDS[0], 500)
    void = till.void(CARDS[0], 500, paid)
    spent = other.redeem(CARDS[0], LOADED - 60)
    post(book, [paid, void, spent])
    post(book, [till.decide(void)])
    assert book.balance(CARDS[0]) == 0
    backs = [till.refund(CARDS[0], cents, paid) for cents in (61, 60, 1)]
    assert [said(answer)[:2] for answer in post(book, backs)] == [
        (DECLINED, Reason.ABOVE_TARGET),
        (OK, 0),
        (DECLINED, Reason.ABOVE_TARGET),
    ]
    assert book.findings() == []


def test_a_void_behind_the_drop_of_another_in_one_batch(book: MadeBook) -> None:
    """What the drop took again may be given back once more, by a claim of the same batch."""
    till = book.tills[0]
    paid = till.redeem(CARDS[0], 500)
    void = till.void(CARDS[0], 500, paid)
    one_by_one(book, [paid, void])
    records = [till.decide(void), till.void(CARDS[0], 500, paid), till.void(CARDS[0], 1, paid)]
    assert [said(answer)[:2] for answer in in_one_batch(book, records)] == [
        (NOTED, 0),
        (OK, 0),
        (DECLINED, Reason.ABOVE_TARGET),
    ]
    assert book.balance(CARDS[0]) == LOADED
    assert book.findings() == []


def test_a_refund_beyond_the_payable_is_held(book: MadeBook) -> None:
    """The merchant's payable never goes below 0 (I10)."""
    till = book.tills[0]
    paid = till.redeem(CARDS[0], 500)
    one_by_one(book, [paid])
    with book.superuser() as admin:
        admin.execute("UPDATE book.posting SET cents = 499 WHERE cents = 500")
    [answer] = one_by_one(book, [till.refund(CARDS[0], 500, paid)])
    assert said(answer)[:2] == (HELD, Reason.PAYABLE_TOO_LOW)


@pytest.mark.parametrize("seed", range(3))
def test_a_batch_and_its_records_one_by_one_say_the_same(
    postgres_server: EmbeddedPostgres, migrated_template: str, seed: int
) -> None:
    with (
        made(postgres_server, migrated_template) as one,
        made(postgres_server, migrated_template) as other,
    ):
        together = in_one_batch(one, claims_of(one, seed))
        apart = one_by_one(other, claims_of(other, seed))
        assert [said(answer) for answer in together] == [said(answer) for answer in apart]
        for cid in CARDS:
            assert one.balance(cid) == other.balance(cid)
        assert one.findings() == other.findings() == []


def claims_of(book: MadeBook, seed: int) -> list[Record]:
    """Draw claims on few cards, so that they get into each other's way."""
    chance = random.Random(seed)
    records: list[tuple[TillHand, bytes, Record]] = []
    for _ in range(60):
        till, cid = chance.choice(book.tills), chance.choice([*CARDS[:3], CARDS[-1]])
        cents = chance.choice([1, 700, 2_000, LOADED])
        kind = chance.choice(["redeem", "redeem", "sale", "void", "void", "refund", "drop"])
        if kind == "drop" and records:
            till, cid, target = chance.choice(records)
            if is_claim(target):
                records.append((till, cid, till.decide(target)))
        elif kind in ("void", "refund") and records:
            _, cid, target = chance.choice(records)
            undo = till.void if kind == "void" else till.refund
            records.append((till, cid, undo(cid, cents, target)))
        else:
            claim = till.sale if kind == "sale" else till.redeem
            records.append((till, cid, claim(cid, cents)))
    return [record for _, _, record in records]
