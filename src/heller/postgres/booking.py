"""Booking batch after batch: the book's session, its commits, and what to do when one fails.

One round trip a batch: the facts of the next batch travel behind the commit of this one. Anything
doubtful ends the connection: a new epoch is taken, the head is read anew, and whoever asked sends
the same again.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from traceback import format_exc

import structlog
from psycopg import DatabaseError, OperationalError

from heller.errors import InDoubt, Late, RuleBroken
from heller.postgres.batch_run import BatchRun, Clock, WriterKeys
from heller.postgres.errors import CommitInDoubt, WitnessSilent
from heller.postgres.posting import Job
from heller.postgres.round_trip import Call, Row, round_trip
from heller.postgres.session import Session, open_session
from heller.postgres.witness import Witness

log = structlog.get_logger()

LATE_SECONDS = 1.5
REOPEN_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0)
RULES = frozenset(
    {"HE004", "HE005", "HE006"}
)  # of book.append; its others mean that the head has moved

Following = Callable[[], list[Job]]
Asked = tuple[BatchRun, list[Row]]  # a batch and the facts that came for it


@dataclass(slots=True)
class Tally:
    """What the writer counted since its start."""

    batches: int = 0
    records: int = 0
    in_doubt: int = 0
    late: int = 0
    broken: int = 0

    def as_dict(self) -> dict[str, int]:
        """Give the counts by name."""
        return asdict(self)


def _none() -> list[Job]:
    return []


class Booker:
    """Owns the commit connection, the head of the chain and the register."""

    def __init__(
        self, dsn: str, keys: WriterKeys, clock: Clock, random_bytes: Callable[[int], bytes]
    ) -> None:
        """Make a booker; `open` opens the book. `dsn` logs in as heller_book."""
        self._dsn, self._keys, self._clock, self._random = dsn, keys, clock, random_bytes
        self._session: Session | None = None
        self._ahead: Asked | None = None
        self.witness: Witness | None = None
        self.tally = Tally()

    @property
    def session(self) -> Session:
        """Give the open session: head, register, connection."""
        if self._session is None:
            raise InDoubt("The book is being opened.")
        return self._session

    async def open(self) -> None:
        """Take the next epoch, read head and register."""
        self._session = await open_session(self._dsn, self._keys.scope)
        log.info("book_opened", epoch=self._session.head.epoch, seq=self._session.head.seq)

    async def close(self) -> None:
        """Close the connection; with it goes the lock that keeps other writers out."""
        if self._session is not None:
            await self._session.connection.close()

    async def book(self, jobs: Sequence[Job], following: Following = _none) -> list[Job]:
        """Book a batch; one that breaks is booked job by job, so that only the broken one fails.

        `following` is asked for the next batch when this one is decided. Gives that next batch:
        it must be the next one to be booked.
        """
        after: list[Job] = []

        def taken() -> list[Job]:
            after.extend(following())
            return after

        try:
            await self._run(jobs, taken)
        except Exception as error:  # noqa: BLE001 - in doubt, or broken
            self._ahead = None
            await self._failed(error, [job for job in jobs if not job.ended], alone=not after)
        return after

    async def _run(self, jobs: Sequence[Job], following: Following) -> None:
        run, rows = self._ahead or await self._asked(jobs)
        self._ahead = None
        self._drop_late(jobs)
        await run.decide(rows)
        calls = run.writing(self._random)
        if after := following():
            next_run = self._batch(after)
            results = await self._send([*calls, *next_run.asking()])
            self._ahead = (next_run, results[-1])
        else:
            await self._send(calls)
        self._finish(jobs, run)

    async def _asked(self, jobs: Sequence[Job]) -> Asked:
        run = self._batch(jobs)
        return run, (await self._send(run.asking()))[-1]

    async def _send(self, calls: Sequence[Call]) -> list[list[Row]]:
        return await round_trip(self.session.connection, calls)

    def _batch(self, jobs: Sequence[Job]) -> BatchRun:
        return BatchRun(self.session, self._keys, self._clock, jobs)

    def _drop_late(self, jobs: Sequence[Job]) -> None:
        """Leave undecided what waited too long: its till has gone to the stand-in."""
        now = self._clock.monotonic()
        for job in jobs:
            if now - job.since > LATE_SECONDS:
                self.tally.late += 1
                job.fail(Late())

    def _finish(self, jobs: Sequence[Job], run: BatchRun) -> None:
        self.session.head.committed = self.session.head.seq
        self.tally.batches += 1
        self.tally.records += sum(job.weight for job in jobs if not job.ended)
        if self.witness is None:
            for job in jobs:
                job.finish()
        else:
            self.witness.take(run.stored(), jobs)

    async def _failed(self, error: Exception, jobs: Sequence[Job], *, alone: bool) -> None:
        if _doubtful(error):
            log.warning("batch_in_doubt", error=repr(error), jobs=len(jobs))
            self.tally.in_doubt += 1
            for job in jobs:
                job.fail(InDoubt())
            await self._reopen()
        else:  # a rule broke, here or in the database: find the job that broke it
            log.critical("batch_broken", error=repr(error), trace=format_exc(), jobs=len(jobs))
            await self._reopen()
            await self._one_by_one(jobs, alone=alone)

    async def _one_by_one(self, jobs: Sequence[Job], *, alone: bool) -> None:
        """Find the job that breaks; it may be one of the next batch, whose facts came along."""
        if alone and len(jobs) == 1:
            self.tally.broken += 1
            jobs[0].fail(RuleBroken())
            return
        for job in jobs:
            await self.book([job])

    async def _reopen(self) -> None:
        """Open the book again under a new epoch; stops the process after some tries."""
        await self.session.connection.close()
        for pause in REOPEN_SECONDS:
            with suppress(CommitInDoubt, DatabaseError, OSError):
                await self.open()
                await self._meet_again()
                return
            log.warning("book_not_open", again_in_seconds=pause)
            await asyncio.sleep(pause)
        await self.open()
        await self._meet_again()

    async def _meet_again(self) -> None:
        """Compare the journal that was found with the witness's; without it, go on."""
        if self.witness is not None:
            self.witness.follow(self.session)
            with suppress(WitnessSilent):
                await self.witness.mend(starting=True)


def _doubtful(error: Exception) -> bool:
    """Say whether the batch may be kept all the same, or another writer has the book."""
    if isinstance(error, DatabaseError) and error.sqlstate in RULES:
        return False
    return isinstance(error, CommitInDoubt | OperationalError | OSError)
