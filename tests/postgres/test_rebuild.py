"""I15: the tables added up from the journal alone are the tables that the writer wrote."""

import asyncio
import random
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors, sql
from tests.postgres.made_book import CARDS, SCOPE, MadeBook, live, made, receipt

from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.errors import BookInUse, JournalBroken
from heller.postgres.projection import COLUMNS
from heller.postgres.rebuild import rebuild
from heller.postgres.writer import Writer

KEPT = ("epoch", "journal", "checkpoint")


@pytest.fixture(scope="module")
def lived_in(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[MadeBook]:
    """A book in which everything has happened."""
    with made(postgres_server, migrated_template) as filled:
        asyncio.run(with_writer(filled))
        yield filled


@pytest.fixture
def book(lived_in: MadeBook) -> Iterator[MadeBook]:
    """The same, put back afterwards: by the very thing under test, and found good."""
    yield lived_in
    rebuilt(lived_in)
    assert lived_in.findings() == []


async def with_writer(book: MadeBook) -> None:
    async with book.writer() as writer:
        await live(book, writer, small=230)


def rebuilt(book: MadeBook) -> dict[str, int]:
    return rebuild(book.database.dsn(), SCOPE, lambda _done, _all: None)


def dump(book: MadeBook) -> dict[str, list[str]]:
    """Give all rows of all tables as text, every column."""
    with book.database.connect() as owner:
        return {name: rows(owner, name) for name in (*KEPT, *COLUMNS)}


def rows(owner: psycopg.Connection, name: str) -> list[str]:
    query = sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier("book", name))
    return [row[0] for row in owner.execute(query)]


def test_rebuilt_tables_are_byte_equal(book: MadeBook) -> None:
    before = dump(book)
    assert rebuilt(book) == {name: len(before[name]) for name in COLUMNS} | {
        "record": int(book.ask("SELECT count(*) FROM book.claim WHERE entry_seq > 0"))
    }
    assert dump(book) == before


@pytest.mark.parametrize("seed", range(5))
def test_a_damaged_projection_is_repaired(book: MadeBook, seed: int) -> None:
    """Each table loses a third of its rows; lots, cards and records are overwritten."""
    before = dump(book)
    chance = random.Random(seed)
    with book.superuser() as admin:
        for name in set(COLUMNS) - {"record"}:
            query = sql.SQL("DELETE FROM {} t WHERE hashtext(t::text) % 3 = {}")
            admin.execute(query.format(sql.Identifier("book", name), chance.randrange(3)))
        admin.execute("UPDATE book.lot SET remaining = 99")
        admin.execute("UPDATE book.card SET state = 3, lkey = 'x'")
        admin.execute(
            "UPDATE book.record SET receipt = 'x', state = 5 WHERE entry_seq > 0 AND kind < 20"
        )
        admin.execute("INSERT INTO book.posting VALUES (1, 9, 1, 1), (2, 9, 1, -1)")
    assert book.findings() != []
    rebuilt(book)
    assert dump(book) == before


def test_records_lost_or_turned_into_others_come_back(book: MadeBook) -> None:
    """Of a lost claim the state is what its DECISION says; what it cost is all there."""
    with book.superuser() as admin:
        admin.execute("UPDATE book.record SET kind = 21, hash = sha256(hash) WHERE till = 2")
        admin.execute("DELETE FROM book.record WHERE till = 1 AND kind < 20")
    rebuilt(book)
    assert book.findings() == []
    query = "SELECT array_agg(DISTINCT state) FROM book.record WHERE kind < 20 AND till = 1"
    assert book.ask(query) == [2, 3]


def test_the_writer_goes_on_behind_a_rebuilt_book(book: MadeBook) -> None:
    rebuilt(book)

    async def scene() -> None:
        async with book.writer() as writer:
            answers = await writer.post([book.tills[2].redeem(CARDS[0], 3)], ask=True)
            assert receipt(answers[0]).outcome == 1

    asyncio.run(scene())


def test_no_rebuild_while_a_writer_has_the_book(book: MadeBook) -> None:
    async def scene() -> None:
        async with book.writer() as writer:
            with pytest.raises(BookInUse, match="Stop the city"):
                await asyncio.to_thread(rebuilt, book)
            answers = await writer.post([book.tills[2].redeem(CARDS[0], 3)], ask=True)
            assert receipt(answers[0]).outcome == 1

    asyncio.run(scene())


def test_no_writer_while_the_book_is_rebuilt(book: MadeBook) -> None:
    refusals: list[BaseException] = []

    async def begin(writer: Writer) -> None:
        with pytest.raises(errors.LockNotAvailable) as refusal:
            await writer.start()
        refusals.append(refusal.value)

    async def scene() -> None:
        await begin(book.new_writer())

    rebuild(book.database.dsn(), SCOPE, lambda _done, _all: asyncio.run(scene()))
    assert len(refusals) == 1


@pytest.fixture
def damaged(lived_in: MadeBook) -> Iterator[MadeBook]:
    """The same; its journal is put back afterwards."""
    with lived_in.superuser() as admin:
        for name in ("journal", "epoch"):
            admin.execute(f"CREATE TABLE public.{name} AS TABLE book.{name}".encode())
        yield lived_in
        for name in ("journal", "epoch"):
            admin.execute(f"TRUNCATE book.{name}".encode())
            admin.execute(f"INSERT INTO book.{name} TABLE public.{name}".encode())
            admin.execute(f"DROP TABLE public.{name}".encode())
    rebuilt(lived_in)


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE book.journal SET body = body || 'x' WHERE seq = 30", "journal entry 30"),
        ("DELETE FROM book.journal WHERE seq = 30", "journal entry 31"),
        ("UPDATE book.epoch SET seq = seq + 1", "head"),
    ],
)
def test_a_damaged_journal_changes_nothing(damaged: MadeBook, statement: str, where: str) -> None:
    with damaged.superuser() as admin:
        admin.execute(statement.encode())
        admin.execute("UPDATE book.lot SET remaining = remaining + 1")
    before = dump(damaged)
    with pytest.raises(JournalBroken, match=where):
        rebuilt(damaged)
    assert dump(damaged) == before
