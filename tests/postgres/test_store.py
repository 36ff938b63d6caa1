"""What the door reads beside the batches: a few connections, each answer behind a commit."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import psycopg
import pytest
from tests.postgres.made_book import CARDS, FILLED, LOADED, MadeBook, made

from heller.cards.derived import card_ref
from heller.errors import Busy, InDoubt
from heller.postgres import roles, store
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.store import Store

CARD = "SELECT remaining FROM book.read_card(NULL, %s)"
Scene = Callable[[Store], Awaitable[None]]


@pytest.fixture(scope="module")
def book(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[MadeBook]:
    with made(postgres_server, migrated_template) as filled:
        yield filled


def run(book: MadeBook, scene: Scene, size: int = 2) -> None:
    async def whole() -> None:
        door = Store(book.database.dsn(roles.BOOK), size)
        await door.open()
        try:
            await scene(door)
        finally:
            await door.close()

    asyncio.run(whole())


def test_it_reads(book: MadeBook) -> None:
    async def scene(door: Store) -> None:
        assert await door.run(CARD, [card_ref(CARDS[0])]) == [(LOADED,)]
        assert await door.run(CARD, [b"unknown"]) == []
        assert await door.run(CARD, [card_ref(CARDS[0])], binary=True) == [(LOADED,)]

    run(book, scene)


def test_it_keeps(book: MadeBook) -> None:
    async def scene(door: Store) -> None:
        await door.run("SELECT book.keep_side(ARRAY['r'::bytea], ARRAY['12'], ARRAY['m'::bytea])")
        assert await door.run("SELECT * FROM book.read_side('12')") == [(b"r", b"m")]

    run(book, scene)


def test_each_read_commits_something_that_was_written(book: MadeBook) -> None:
    """A transaction that writes nothing never waits for the standby."""

    def written() -> int:
        query = "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint"
        return int(book.ask(query))

    async def scene(door: Store) -> None:
        before = written()
        await door.run("SELECT 1")
        between = written()
        assert between > before
        async with door.tree(1, 1) as tree:
            await tree.leaf(0)
        assert written() > between

    run(book, scene)


def test_more_askers_than_connections_wait_their_turn(book: MadeBook) -> None:
    async def scene(door: Store) -> None:
        asked = [door.run(CARD, [card_ref(cid)]) for cid in CARDS[:FILLED]]
        assert await asyncio.gather(*asked) == [[(LOADED,)]] * FILLED

    run(book, scene, size=1)


def test_who_waits_too_long_is_told_busy(book: MadeBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "WAIT_SECONDS", 0.05)

    async def scene(door: Store) -> None:
        async with door.tree(1, 1):
            with pytest.raises(Busy):
                await door.run("SELECT 1")
        assert await door.run("SELECT 1") == [(1,)]

    run(book, scene, size=1)


def test_a_lost_connection_is_replaced(book: MadeBook) -> None:
    async def scene(door: Store) -> None:
        [(pid,)] = await door.run("SELECT pg_backend_pid()")
        with book.superuser() as admin:
            admin.execute("SELECT pg_terminate_backend(%s)", [pid])
        with pytest.raises(InDoubt):
            await door.run("SELECT 1")
        assert await door.run("SELECT 1") == [(1,)]

    run(book, scene, size=1)


def test_what_the_database_refuses_leaves_the_connection_usable(book: MadeBook) -> None:
    async def scene(door: Store) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await door.run("SELECT count(*) FROM book.card")
        assert await door.run("SELECT 1") == [(1,)]

    run(book, scene, size=1)
