"""Opening the book: the next epoch, the head, the tree's edge and the register."""

import asyncio
import warnings
from collections.abc import Iterator

import pytest
from psycopg import errors
from tests.postgres.made_book import CARDS, SCOPE, MadeBook, Office, made

from heller.book.merkle import Frontier
from heller.city.register import Register
from heller.postgres import roles
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.session import Session, open_session


@pytest.fixture
def book(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[MadeBook]:
    with made(postgres_server, migrated_template) as filled:
        yield filled


def opened(book: MadeBook) -> Session:
    async def scene() -> Session:
        session = await open_session(book.database.dsn(roles.BOOK), SCOPE)
        await session.connection.close()
        return session

    return asyncio.run(scene())


def test_it_stands_where_the_journal_ends(book: MadeBook) -> None:
    session = opened(book)
    head = session.head
    seq, link = book.entries(), book.ask("SELECT hash FROM book.journal ORDER BY seq DESC LIMIT 1")
    assert (head.generation, head.first_seq, head.seq, head.hash) == (1, 1, seq, link)
    frontier = Frontier()
    for leaf in book.ask("SELECT array_agg(hash ORDER BY seq) FROM book.journal"):
        frontier.add(leaf)
    assert (head.frontier.size, head.frontier.root()) == (seq, frontier.root())
    assert session.last_day == 20251201


def test_each_session_has_a_higher_epoch(book: MadeBook) -> None:
    first = opened(book).head.epoch
    assert [opened(book).head.epoch for _ in range(2)] == [first + 1, first + 2]


def test_the_register_read_is_the_register_that_was_made(book: MadeBook) -> None:
    async def scene() -> Register:
        async with book.writer() as writer:
            await Office(writer, book.clock, first=50).order("merchant.block", merchant=2)
            return writer.session.register

    kept = asyncio.run(scene())
    assert opened(book).register == kept
    register = opened(book).register
    assert (sorted(register.merchants), sorted(register.tills)) == ([1, 2], [1, 2, 3, 4])
    assert (register.cards, register.batches) == (len(CARDS), 1)
    assert register.settings == {"fund": 4_000_000_000, "new_device_wait": 0}
    assert register.lease_of_till == {1: 1, 2: 2, 3: 3, 4: 4}


def test_a_session_refused_leaves_no_connection(book: MadeBook) -> None:
    async def scene() -> None:
        dsn = book.database.dsn(roles.BOOK)
        first = await open_session(dsn, SCOPE)
        for _ in range(12):  # more than the role may have open
            with pytest.raises(errors.LockNotAvailable):
                await open_session(dsn, SCOPE)
        await first.connection.close()

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        asyncio.run(scene())
