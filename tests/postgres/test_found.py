"""Founding a city's book: its first line, once, and again after a crash half way."""

import asyncio
import random
from typing import Any

import pytest
from psycopg import errors
from tests.postgres.conftest import Database
from tests.postgres.made_book import FIRST, KEYS, KEYSET, SCOPE, HandClock, Office, made_book

from heller.book.body import EntryKind, decode_body
from heller.book.chain import genesis_prev
from heller.postgres import roles
from heller.postgres.found import found
from heller.postgres.verify import verify


async def begin(database: Database) -> None:
    dsns = (database.dsn(), database.dsn(roles.BOOK))
    await found(dsns, KEYS, FIRST, HandClock(), random.Random(1).randbytes)


def ask(database: Database, question: str) -> Any:  # noqa: ANN401 - whatever was asked
    with database.connect() as owner:
        return owner.execute(question.encode()).fetchall()


def test_the_first_entry_holds_what_the_city_begins_with(database: Database) -> None:
    asyncio.run(begin(database))
    [(entry_id, data, prev)] = ask(database, "SELECT entry_id, body, prev FROM book.journal")
    body = decode_body(data)
    assert (entry_id, body.kind, body.register) == ("g/1", EntryKind.CITY, FIRST)
    assert prev == genesis_prev(SCOPE)
    assert ask(database, "SELECT count(*) FROM book.register") == [(len(FIRST),)]
    assert [no for (no,) in ask(database, "SELECT no >> 32 FROM book.account ORDER BY 1")] == [
        4, 5, 8, 9, 10, 12, 14,
    ]  # fmt: skip
    assert verify(database.dsn(), SCOPE, KEYSET, lambda _a, _b: None).findings == []


def test_a_book_is_founded_once(database: Database) -> None:
    asyncio.run(begin(database))
    with pytest.raises(errors.UniqueViolation, match="has been founded"):
        asyncio.run(begin(database))
    assert ask(database, "SELECT seq FROM book.epoch") == [(1,)]


def test_a_founding_that_stopped_half_way_is_done_again(database: Database) -> None:
    """key_apart_from_effect: the head was there, the first entry was not."""
    with database.connect() as owner:
        owner.execute("SELECT book.found('of another ceremony')")
    asyncio.run(begin(database))
    assert verify(database.dsn(), SCOPE, KEYSET, lambda _a, _b: None).findings == []


def test_a_city_lives_on_its_first_entry(database: Database) -> None:
    async def scene() -> None:
        await begin(database)
        async with made_book(database).writer() as writer:
            answer = await Office(writer, HandClock()).order("merchant.add")
            assert answer.seq == 2

    asyncio.run(scene())
