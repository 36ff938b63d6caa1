"""A renewal through the writer: the CLOSE of before or of the same batch, and the book rebuilt."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest
from tests.postgres.made_book import (
    CARDS,
    CITY,
    LOADED,
    SCOPE,
    MadeBook,
    TillHand,
    made,
    receipt,
)

from heller.city.pots import read_grant
from heller.claims.questions import Renew
from heller.claims.receipts import NOTED, OK
from heller.claims.records import ISOLATED, Close, Record, parse_record, seal_record
from heller.errors import LeaseOpen
from heller.keys import payload_hash
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.renew_job import RenewJob
from heller.postgres.writer import Writer

DAY = 86_400


@pytest.fixture
def book(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[MadeBook]:
    with made(postgres_server, migrated_template) as filled:
        yield filled


def close(hand: TillHand, lease: int) -> Record:
    """Sign the end of a lease as the till's next record."""
    hand.seq += 1
    body = Close(CITY, hand.no, hand.seq, lease, hand.seq - 1, 0, hand.prev)
    hand.prev = payload_hash(body.pack())[:16]
    return parse_record(seal_record(SCOPE, hand.key, body), CITY)


def question(book: MadeBook, hand: TillHand, lease: int) -> Renew:
    return Renew(CITY, hand.no, int(book.clock.time()), bytes(8), lease)


def run(book: MadeBook, scene: Callable[[Writer], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with book.writer() as writer:
            await scene(writer)

    asyncio.run(whole())


async def outcomes(writer: Writer, *records: Record) -> list[int]:
    return [receipt(one).outcome for one in await writer.post(list(records), ask=False)]


def test_a_close_waits_for_its_chain_over_commits_and_restarts(book: MadeBook) -> None:
    hand = book.tills[0]
    lacking = hand.redeem(CARDS[0], 2 * LOADED)
    said, end = hand.decide(lacking, ISOLATED), close(hand, hand.no)
    book.clock.wall += 3 * DAY

    async def before(writer: Writer) -> None:
        assert await outcomes(writer, said) == [NOTED]
        assert await outcomes(writer, end) == [NOTED]
        with pytest.raises(LeaseOpen):
            await writer.renew(b"asked", question(book, hand, hand.no))

    async def after(writer: Writer) -> None:
        await outcomes(writer, lacking)
        assert await outcomes(writer, end) == [OK]
        lease = await writer.renew(b"asked", question(book, hand, hand.no))
        grant = read_grant(lease)
        assert (grant.number, grant.till) == (5, hand.no)
        assert grant.isolated == 50_000  # the payment was above the limit of a card
        assert await writer.renew(b"again", question(book, hand, hand.no)) == lease
        assert writer.session.register.closed == {hand.no}

    run(book, before)
    run(book, after)
    assert book.findings() == []


def test_the_close_may_be_in_the_same_batch(book: MadeBook) -> None:
    hand = book.tills[1]
    before = book.clock.wall
    book.clock.wall += 3 * DAY

    async def scene(writer: Writer) -> None:
        end = close(hand, hand.no)
        asked = writer.renew(b"asked", question(book, hand, hand.no))
        posted, lease = await asyncio.gather(writer.post([end], ask=False), asked)
        assert receipt(posted[0]).outcome == OK
        assert read_grant(lease).not_before == before + 3 * DAY

    run(book, scene)
    assert book.findings() == []


def test_losses_are_deducted_from_what_the_database_knows(book: MadeBook) -> None:
    hand = book.tills[0]
    lacking = hand.redeem(CARDS[-1], 4_000)
    said, end = hand.decide(lacking, ISOLATED), close(hand, hand.no)
    book.clock.wall += 3 * DAY
    found: list[int] = []

    async def scene(writer: Writer) -> None:
        assert await outcomes(writer, lacking, said, end) == [2, OK, OK]

    async def renewing(writer: Writer) -> None:
        found.append(read_grant(await writer.renew(b"a", question(book, hand, hand.no))).isolated)

    run(book, scene)
    run(book, renewing)
    assert found == [46_000]


def test_a_job_grants() -> None:
    async def scene() -> None:
        job = RenewJob(0.0, b"asked", Renew(CITY, 1, 0, bytes(8), 1))
        assert (job.grants(), job.weight, job.lease) == (True, 1, b"")

    asyncio.run(scene())
