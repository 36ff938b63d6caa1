"""The facts of a batch, as they lie in its running state."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest
from tests.postgres.made_book import CARDS, KEYS, LOADED, NOW, MadeBook, made

from heller.book.account_state import CardState
from heller.book.body import EntryKind, Outcome
from heller.book.target import Target
from heller.cards.derived import card_ref, card_signing_key
from heller.city.register import Register
from heller.claims.batch import Batch, RecordState
from heller.claims.needs import Needs
from heller.claims.receipts import OK, Receipt
from heller.claims.records import Record
from heller.postgres import roles
from heller.postgres.batch_run import fresh_batch
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.facts import fill_sale, read_facts
from heller.postgres.session import Session, open_session
from heller.postgres.store import Store
from heller.postgres.writer import Writer

REF = card_ref(CARDS[0])


@pytest.fixture
def book(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[MadeBook]:
    with made(postgres_server, migrated_template) as filled:
        yield filled


def read(book: MadeBook, needs: Needs) -> Batch:
    """Read facts into a fresh running state."""

    async def scene() -> Batch:
        session = await open_session(book.database.dsn(roles.BOOK), KEYS.scope)
        batch = fresh(session, book)
        await read_facts(session.connection, batch, needs)
        await session.connection.close()
        return batch

    return asyncio.run(scene())


def fresh(session: Session, book: MadeBook) -> Batch:
    return fresh_batch(session, KEYS, book.clock)


def run(book: MadeBook, scene: Callable[[Writer], Awaitable[object]]) -> None:
    async def whole() -> None:
        async with book.writer() as writer:
            await scene(writer)

    asyncio.run(whole())


def test_a_fresh_batch_stands_behind_the_head(book: MadeBook) -> None:
    batch = read(book, Needs())
    assert (batch.next_seq, batch.generation, batch.now) == (23, 1, NOW)
    assert (batch.day, batch.new_day) == (20251201, False)


def test_cards_with_their_lots(book: MadeBook) -> None:
    sealed = card_ref(CARDS[-1])
    batch = read(book, Needs(refs={REF, sealed, b"unknown..."}))
    assert set(batch.cards) == {REF, sealed}
    card = batch.cards[REF]
    assert (card.no, card.state, card.face) == (1, CardState.ACTIVE, 0)
    assert card.public == card_signing_key(CARDS[0]).public
    assert [(lot.no, lot.remaining, lot.active_from) for lot in card.lots] == [(1, LOADED, NOW)]
    assert (batch.cards[sealed].state, batch.cards[sealed].lots) == (CardState.SEALED, [])


def test_records_with_their_receipts(book: MadeBook) -> None:
    batch = read(book, Needs(records={(1, 5), (1, 6), (2, 1)}))
    assert set(batch.records) == {(1, 5), (2, 1)}
    known = batch.records[(1, 5)]
    assert (known.hash[:16], known.entry_seq) == (book.tills[0].prev, 21)
    assert (known.state, known.message) == (RecordState.UNRESOLVED, b"")
    assert Receipt.parse(known.receipt[:-64], KEYS.scope.city).outcome == OK


def test_decisions_are_found_by_their_claim(book: MadeBook) -> None:
    till = book.tills[0]
    claim = till.redeem(CARDS[0], 5)
    decisions = [till.decide(claim, 2), till.decide(claim, 3)]
    run(book, lambda writer: writer.post([claim, *decisions], ask=False))
    place = (1, claim.body.seq)
    batch = read(book, Needs(decisions={place, (2, 1)}))
    assert list(batch.decisions) == [place]
    assert batch.decisions[place].verdict in (2, 3)
    assert batch.decisions[place].message in [one.message for one in decisions]


def test_targets_with_what_took_them_back(book: MadeBook) -> None:
    till = book.tills[0]
    paid = till.redeem(CARDS[0], 500)
    part = till.void(CARDS[0], 200, paid)
    taken_back = till.void(CARDS[0], 100, paid)

    async def scene(writer: Writer) -> None:
        for claim in (paid, part, taken_back):
            await writer.post([claim], ask=True)
        await writer.post([till.decide(taken_back)], ask=False)

    run(book, scene)
    batch = read(book, Needs(targets={paid.claim_hash, b"?" * 16}))
    assert list(batch.targets) == [paid.claim_hash]
    target = batch.targets[paid.claim_hash]
    assert (target.entry_id, target.kind, target.outcome) == ("c/1/6", EntryKind.REDEEM, Outcome.OK)
    assert (target.till, target.merchant, target.point, target.ref) == (1, 1, 1, REF)
    assert (target.amount, target.reversed_cents, target.left) == (500, 200, 300)
    assert batch.target_seqs == {"c/1/6": 23}
    assert (target.undoes, read_target(book, part).undoes) == (b"", paid.claim_hash)


def read_target(book: MadeBook, claim: Record) -> Target:
    return read(book, Needs(targets={claim.claim_hash})).targets[claim.claim_hash]


def test_sale_points_and_merchants(book: MadeBook) -> None:
    run(book, lambda writer: writer.post([book.tills[2].redeem(CARDS[0], 70)], ask=True))
    batch = read(book, Needs(points={1, 2}, merchants={1, 2}))
    assert (batch.owed, batch.sold) == ({1: 10 * LOADED, 2: 0}, {1: 10 * LOADED, 2: 0})
    assert batch.payables == {1: 0, 2: 70}


@pytest.mark.parametrize("days", [1, -1])
def test_sold_today_is_of_this_day_or_later(book: MadeBook, days: int) -> None:
    """A clock set back never makes the day's limit larger."""
    book.clock.wall += days * 86_400
    batch = read(book, Needs(points={1}))
    assert (batch.owed[1], batch.sold[1]) == (10 * LOADED, 0 if days > 0 else 10 * LOADED)


def test_entries_by_their_ids(book: MadeBook) -> None:
    batch = read(book, Needs(ids={"g/1", "c/1/1", "c/9/9"}))
    assert {name: seq for name, (seq, _) in batch.entries.items()} == {"g/1": 1, "c/1/1": 13}


def test_tokens(book: MadeBook) -> None:
    with book.database.connect(roles.BOOK) as door:
        door.execute("SELECT book.keep_token('token', 1, %s, 99, 0)", [REF])
    batch = read(book, Needs(tokens={b"token", b"other"}))
    assert batch.tokens == {b"token": (1, REF, 99)}


def test_a_question_reads_a_card_and_a_sale_point(book: MadeBook) -> None:
    batch = Batch(KEYS.scope, Register(), NOW, 20251201, 1, 1, False, 2, KEYS.lease)  # noqa: FBT003

    async def scene() -> None:
        door = Store(book.database.dsn(roles.BOOK), 1)
        await door.open()
        await fill_sale(door, batch, REF, 1)
        await door.close()

    asyncio.run(scene())
    assert batch.cards[REF].balance(NOW) == LOADED
    assert batch.owed == {1: 10 * LOADED}
