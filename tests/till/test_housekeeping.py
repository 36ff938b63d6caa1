"""The door closes claims that were only noted, a day later, whatever stands in its way."""

import asyncio
import os
from collections.abc import Iterator

import pytest
from tests.postgres.conftest import migrated_template, postgres_server
from tests.postgres.made_book import ACK, CARDS, HEAD, LEASE, SCOPE, MadeBook, made, receipt

from heller.book.decline import Reason
from heller.claims.receipts import DECLINED
from heller.claims.unasked import UNASKED_SECONDS
from heller.errors import Busy
from heller.postgres import roles
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.store import Store
from heller.postgres.writer import Writer
from heller.till import housekeeping
from heller.till.city_door import CityDoor, DoorKeys
from heller.till.housekeeping import close_once, keep_house


@pytest.fixture
def book(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[MadeBook]:
    with made(postgres_server, migrated_template) as filled:
        yield filled


async def door_of(book: MadeBook, writer: Writer) -> CityDoor:
    store = Store(book.database.dsn(roles.BOOK))
    await store.open()
    keys = DoorKeys(SCOPE, (2, ACK), (3, LEASE), (4, HEAD), bytes(32), bytes(32))
    return CityDoor(keys, writer, store, book.clock, os.urandom)


def test_a_claim_is_closed_when_a_day_has_passed(book: MadeBook) -> None:
    async def day() -> list[int]:
        async with book.writer() as writer:
            door = await door_of(book, writer)
            claim = book.tills[0].redeem(CARDS[0], 100)
            await writer.post([claim], ask=False)
            counts = []
            for seconds in (UNASKED_SECONDS, 1, 0):
                book.clock.wall += seconds
                counts.append(await close_once(door))
            (answer,) = await writer.post([claim], ask=True)
            await door.store.close()
        said = receipt(answer)
        assert (said.outcome, said.reason) == (DECLINED, Reason.UNASKED)
        return counts

    assert asyncio.run(day()) == [0, 1, 0]
    assert book.findings() == []


def test_a_busy_book_is_asked_again(book: MadeBook, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    async def close(_door: CityDoor) -> int:
        asked.append(1)
        if len(asked) == 1:
            raise Busy
        if len(asked) == 3:
            raise asyncio.CancelledError
        return 1

    async def house() -> None:
        async with book.writer() as writer:
            await keep_house(await door_of(book, writer), pause=0)

    monkeypatch.setattr(housekeeping, "close_once", close)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(house())
    assert len(asked) == 3


__all__ = ["migrated_template", "postgres_server"]
