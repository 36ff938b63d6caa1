"""One round trip a batch: what travels together stands and falls by itself."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence

import pytest
from tests.postgres.made_book import CARDS, LOADED, MadeBook, made
from tests.postgres.waiting import until

from heller.cards.derived import card_ref
from heller.claims.batch import Batch
from heller.claims.needs import Needs
from heller.errors import Late, RuleBroken
from heller.postgres import booking
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.facts import facts_call
from heller.postgres.posting import Job, PostJob
from heller.postgres.round_trip import Call
from heller.postgres.writer import Writer

Scene = Callable[[Writer], Awaitable[None]]


@pytest.fixture
def book(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[MadeBook]:
    with made(postgres_server, migrated_template) as filled:
        yield filled


def run(book: MadeBook, scene: Scene) -> None:
    async def whole() -> None:
        async with book.writer() as writer:
            await scene(writer)

    asyncio.run(whole())


def jobs(book: MadeBook, *amounts: int, card: bytes = CARDS[0]) -> list[PostJob]:
    """Make a job for each amount, all on one card and one till."""
    now, till = book.clock.monotonic(), book.tills[0]
    return [PostJob(now, [till.redeem(card, amount)], ask=True) for amount in amounts]


async def ended(made: Sequence[Job]) -> list[type[BaseException] | None]:
    """Give how each job ended, without an answer or with one."""
    found = await asyncio.gather(*[job.done for job in made], return_exceptions=True)
    return [type(one) if isinstance(one, BaseException) else None for one in found]


def test_the_next_batch_sees_what_this_one_did(book: MadeBook) -> None:
    """Its facts were asked for before this one's commit was known, and read behind it."""

    async def scene(writer: Writer) -> None:
        booker, made_jobs = writer._booker, jobs(book, LOADED - 1, 2, 1)  # noqa: SLF001
        this, following = made_jobs[:1], made_jobs[1:]
        assert await booker.book(this, lambda: list(following)) == following
        await booker.book(following)
        assert await ended(made_jobs) == [None] * 3
        assert booker.tally.batches == 2

    run(book, scene)
    assert book.balance(CARDS[0]) == 0
    assert book.findings() == []


def test_a_job_of_the_next_batch_that_breaks_does_not_break_this_one(
    book: MadeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = card_ref(CARDS[1])

    def breaks(batch: Batch, needs: Needs) -> Call:
        assert poison not in needs.refs
        return facts_call(batch, needs)

    monkeypatch.setattr("heller.postgres.batch_run.facts_call", breaks)

    async def scene(writer: Writer) -> None:
        booker, this = writer._booker, jobs(book, 10)  # noqa: SLF001
        following = jobs(book, 20, card=CARDS[1])
        assert await booker.book(this, lambda: list(following)) == following
        await booker.book(following)
        assert await ended([*this, *following]) == [None, RuleBroken]

    run(book, scene)
    assert book.balance(CARDS[0]) == LOADED - 10
    assert book.findings() == []


def test_lateness_is_judged_when_a_batch_is_decided_not_when_it_was_taken(book: MadeBook) -> None:
    """A commit may wait long for its standby; the next batch was taken before that."""

    async def scene(writer: Writer) -> None:
        booker, made_jobs = writer._booker, jobs(book, 10, 20)  # noqa: SLF001
        following = await booker.book(made_jobs[:1], lambda: [made_jobs[1]])
        book.clock.steady += booking.LATE_SECONDS + 0.1
        await booker.book(following)
        assert await ended(made_jobs) == [None, Late]
        assert (booker.tally.late, booker.tally.records) == (1, 1)

    run(book, scene)
    assert book.balance(CARDS[0]) == LOADED - 10


def test_a_batch_taken_before_midnight_is_decided_in_the_new_day(book: MadeBook) -> None:
    async def scene(writer: Writer) -> None:
        booker, first = writer._booker, jobs(book, 10)  # noqa: SLF001
        sale = PostJob(book.clock.monotonic(), [book.tills[0].sale(CARDS[-1], 500)], ask=True)
        following = await booker.book(first, lambda: [sale])
        book.clock.wall += 86_400
        await booker.book(following)
        assert await ended([*first, sale]) == [None, None]

    run(book, scene)
    assert book.findings() == []
    assert book.ask("SELECT count(*) FROM book.day") == 2


def test_an_entry_under_way_is_shown_to_nobody(book: MadeBook) -> None:
    """The next batch is chained to it already; heads and health tell of what is committed."""

    async def scene(writer: Writer) -> None:
        booker, before = writer._booker, writer.session.head.seq  # noqa: SLF001
        with book.superuser() as admin:
            admin.execute("BEGIN")
            admin.execute("LOCK TABLE book.epoch IN EXCLUSIVE MODE")
            booking_it = asyncio.create_task(booker.book(jobs(book, 10)))
            waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            await asyncio.to_thread(
                until, lambda: admin.execute(waits).fetchone() != (0,), "it waits"
            )
            head = writer.session.head
            assert (head.seq, head.committed) == (before + 1, before)
            admin.execute("COMMIT")
        await booking_it
        assert writer.session.head.committed == before + 1

    run(book, scene)
