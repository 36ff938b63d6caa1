"""What replication may lose, on a real synchronous standby: nothing that anyone was told.

Each scene stops the walsender, so that commits on the primary wait, and then does what an operator,
a fault or an impatient client does. duplicate_answered_unreplicated (R4) and
cancelled_wait_is_success (R5).
"""

import asyncio
import os
import signal as signal_numbers
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from tests.postgres import waiting
from tests.postgres.conftest import Database
from tests.postgres.made_book import (
    CARDS,
    LOADED,
    MadeBook,
    TillHand,
    made_book,
    make,
    receipt,
    signed,
)
from tests.postgres.standby import Standby, pair

from heller.cards.derived import card_ref
from heller.claims.receipts import OK
from heller.claims.records import Record
from heller.errors import InDoubt
from heller.postgres import migrate, roles
from heller.postgres.store import Store
from heller.postgres.writer import Writer

CARD = "SELECT remaining FROM book.read_card(NULL, %s)"
WAITS = """SELECT pid FROM pg_stat_activity
           WHERE application_name = %s AND wait_event = 'SyncRep'"""
Scene = Callable[[Writer], Awaitable[None]]


@pytest.fixture(scope="module")
def standby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standby]:
    with pair(tmp_path_factory.mktemp("pair")) as running:
        fill(running)
        yield running


def fill(standby: Standby) -> Database:
    """Found and fill a city on the primary."""
    database = Database(standby.primary, roles.DATABASE)
    migrate.migrate(database.dsn())
    asyncio.run(make(database))
    return database


@pytest.fixture
def book(standby: Standby) -> MadeBook:
    """The city on the primary; its tills go on where the book has them."""
    return at_hand(Database(standby.primary, roles.DATABASE))


def at_hand(database: Database) -> MadeBook:
    book = made_book(database)
    for hand in book.tills:
        query = "SELECT ROW(seq, encode(hash, 'hex')) FROM book.read_till_head(%s)"
        found = book.ask(query, hand.no)
        if found:
            hand.seq, hand.prev = int(found[0]), bytes.fromhex(found[1])[:16]
    return book


def run(book: MadeBook, scene: Scene) -> None:
    async def whole() -> None:
        async with asyncio.timeout(60), book.writer() as writer:
            await scene(writer)

    asyncio.run(whole())


async def ask(writer: Writer, claim: Record) -> bytes:
    return signed((await writer.post([claim], ask=True))[0])


def waits(standby: Standby, application: str) -> int | None:
    """Give the backend of this application that waits for the standby."""
    with psycopg.connect(standby.primary.dsn(roles.ADMIN)) as admin:
        row = admin.execute(WAITS, [application]).fetchone()
    return int(row[0]) if row else None


async def waiting_backend(standby: Standby, application: str = "heller writer") -> int:
    def look() -> bool:
        return waits(standby, application) is not None

    await asyncio.to_thread(waiting.until, look, f"{application} waits for the standby")
    pid = waits(standby, application)
    assert pid is not None
    return pid


def signal(standby: Standby, function: str, pid: int) -> None:
    with psycopg.connect(standby.primary.dsn(roles.ADMIN), autocommit=True) as admin:
        admin.execute(f"SELECT {function}(%s)".encode(), [pid])


def rows_of(dsn: str, claim: Record) -> list[tuple[bytes]]:
    """Give the receipt of a claim as this server has it."""
    with psycopg.connect(dsn) as connection:
        query = "SELECT receipt FROM book.record WHERE hash = %s"
        return connection.execute(query, [claim.hash]).fetchall()


def on_standby(standby: Standby, claim: Record) -> list[tuple[bytes]]:
    return rows_of(standby.dsn(roles.OWNER), claim)


async def not_answered(task: asyncio.Task[bytes], standby: Standby, application: str) -> None:
    """Make sure that the answer waits: its backend does, and it is not there."""
    await waiting_backend(standby, application)
    assert not task.done()


# ---------------------------------------------------------------------------------------- R4


def test_a_claim_is_answered_when_the_standby_has_it(standby: Standby, book: MadeBook) -> None:
    claim = book.tills[0].redeem(CARDS[0], 1)

    async def scene(writer: Writer) -> None:
        with standby.cut():
            task = asyncio.create_task(ask(writer, claim))
            await not_answered(task, standby, "heller writer")
            assert on_standby(standby, claim) == []
        assert on_standby_after(standby, claim) == [(await task,)]

    run(book, scene)


def on_standby_after(standby: Standby, claim: Record) -> list[tuple[bytes]]:
    waiting.until(lambda: on_standby(standby, claim) != [], "the standby replays the claim")
    return on_standby(standby, claim)


@pytest.mark.parametrize("cid", [CARDS[0], b"unknown card ..."])
def test_a_duplicate_waits_like_the_first(standby: Standby, book: MadeBook, cid: bytes) -> None:
    """A claim that was booked and answered, asked for again while the standby hears nothing.

    Of an unknown card no row is locked, so that nothing at all is written but the barrier.
    """
    claim = book.tills[0].redeem(cid, 1)

    async def scene(writer: Writer) -> None:
        first = await ask(writer, claim)
        with standby.cut():
            again = asyncio.create_task(ask(writer, claim))
            await not_answered(again, standby, "heller writer")
        assert await again == first

    run(book, scene)


def test_duplicate_answered_unreplicated(standby: Standby, book: MadeBook) -> None:
    """The row is on the primary alone, its backend dies, the same claim is sent again."""
    claim = book.tills[0].redeem(CARDS[0], 1)

    async def scene(writer: Writer) -> None:
        epoch = writer.session.head.epoch
        with standby.cut():
            first = asyncio.create_task(ask(writer, claim))
            pid = await waiting_backend(standby)
            signal(standby, "pg_terminate_backend", pid)
            with pytest.raises(InDoubt):
                await first
            assert len(rows_of(standby.primary.dsn(roles.OWNER), claim)) == 1
            again = asyncio.create_task(ask(writer, claim))
            await not_answered(again, standby, "heller writer")
            assert on_standby(standby, claim) == []
        stored = await again
        assert writer.session.head.epoch > epoch
        assert on_standby_after(standby, claim) == [(stored,)]

    run(book, scene)
    assert book.findings() == []


def test_a_balance_waits_like_a_booking(standby: Standby, book: MadeBook) -> None:
    """What the primary alone has can be seen there, but is shown to nobody."""
    claim = book.tills[1].redeem(CARDS[1], 100)
    before = book.balance(CARDS[1])

    async def scene(writer: Writer) -> None:
        door = Store(book.database.dsn(roles.BOOK), 1)
        await door.open()
        assert await door.run(CARD, [card_ref(CARDS[1])]) == [(before,)]
        with standby.cut():
            booking = asyncio.create_task(ask(writer, claim))
            signal(standby, "pg_terminate_backend", await waiting_backend(standby))
            with pytest.raises(InDoubt):
                await booking
            assert book.balance(CARDS[1]) == before - 100
            shown = asyncio.create_task(door.run(CARD, [card_ref(CARDS[1])]))
            await waiting_backend(standby, "heller door")
            assert not shown.done()
        assert await shown == [(before - 100,)]
        await door.close()

    run(book, scene)


# ---------------------------------------------------------------------------------------- R5


def test_cancelled_wait_is_success(standby: Standby, book: MadeBook) -> None:
    """The wait is cancelled; PostgreSQL says COMMIT. Nobody gets a receipt; sent again: once."""
    claim = book.tills[0].redeem(CARDS[2], 10)
    before = book.balance(CARDS[2])

    async def scene(writer: Writer) -> None:
        with standby.cut():
            first = asyncio.create_task(ask(writer, claim))
            pid = await waiting_backend(standby)
            signal(standby, "pg_cancel_backend", pid)
            with pytest.raises(InDoubt):
                await first
            assert writer.tally.in_doubt == 1
            again = asyncio.create_task(ask(writer, claim))
            await not_answered(again, standby, "heller writer")
        stored = await again
        assert receipt(stored).outcome == OK
        assert on_standby_after(standby, claim) == [(stored,)]

    run(book, scene)
    assert book.balance(CARDS[2]) == before - 10
    assert book.findings() == []


def test_a_cancelled_wait_of_a_duplicate_is_no_answer_either(
    standby: Standby, book: MadeBook
) -> None:
    claim = book.tills[0].redeem(CARDS[2], 10)

    async def scene(writer: Writer) -> None:
        first = await ask(writer, claim)
        with standby.cut():
            again = asyncio.create_task(ask(writer, claim))
            signal(standby, "pg_cancel_backend", await waiting_backend(standby))
            with pytest.raises(InDoubt):
                await again
        assert await ask(writer, claim) == first

    run(book, scene)


def test_a_client_that_leaves_cancels_nothing(standby: Standby, book: MadeBook) -> None:
    claim = book.tills[0].redeem(CARDS[3], 10)
    before = book.balance(CARDS[3])

    async def scene(writer: Writer) -> None:
        with standby.cut():
            leaving = asyncio.create_task(ask(writer, claim))
            pid = await waiting_backend(standby)
            leaving.cancel()
            with pytest.raises(asyncio.CancelledError):
                await leaving
            assert waits(standby, "heller writer") == pid
        assert receipt(await ask(writer, claim)).outcome == OK

    run(book, scene)
    assert book.balance(CARDS[3]) == before - 10


# ------------------------------------------------------------------------------- the primary dies


def test_after_a_failover_everything_acknowledged_is_there(tmp_path: Path) -> None:
    """Claims, a cut, duplicates, the death of the primary: what was answered is on the standby."""
    with pair(tmp_path) as standby:
        book = made_book(fill(standby))
        claims = [book.tills[n % 2].redeem(CARDS[n % 10], 1) for n in range(40)]
        answered: dict[bytes, bytes] = {}
        primary = standby.primary.pid
        assert primary is not None

        async def scene() -> None:
            writer = book.new_writer()
            await writer.start()
            for claim in claims[:20]:
                answered[claim.hash] = await ask(writer, claim)
            with standby.cut():
                tasks = [asyncio.create_task(ask(writer, claim)) for claim in claims]
                signal(standby, "pg_terminate_backend", await waiting_backend(standby))
                await waiting_backend(standby)
                os.kill(primary, signal_numbers.SIGKILL)
                found = await asyncio.gather(*tasks, return_exceptions=True)
                assert {type(one) for one in found} <= {InDoubt}
            await writer.stop()

        asyncio.run(scene())
        standby.promote()
        for claim in claims[:20]:
            assert on_standby(standby, claim) == [(answered[claim.hash],)]
        after = at_hand(Database(standby.server, roles.DATABASE))
        run(after, lambda writer: again_counts_once(writer, claims, answered))
        assert [after.balance(cid) for cid in CARDS[:10]] == [LOADED - 4] * 10
        assert after.findings() == []


async def again_counts_once(
    writer: Writer, claims: list[Record], answered: dict[bytes, bytes]
) -> None:
    for claim in claims:
        stored = await ask(writer, claim)
        assert receipt(stored).outcome == OK
        assert answered.get(claim.hash, stored) == stored


def test_tills_at_hand_follow_the_book(book: MadeBook) -> None:
    """The tool itself: a hand taken up again signs behind its last record."""
    hand = TillHand(1, book.tills[0].seq, book.tills[0].prev, book.clock)
    assert hand.redeem(CARDS[0], 1).body.prev == book.tills[0].prev
