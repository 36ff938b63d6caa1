"""The one writer of a city's book: takes posts and orders, decides them in batches, answers.

    inbox ──verify in threads──▶ checked ──facts, decide, sign, append, commit──▶ answers

A batch is what queued while the one before it was under way; there is no timer. While one batch
commits, the signatures of the next are verified. Anything doubtful ends the connection: the writer
takes a new epoch and reads its head anew, and whoever asked sends the same again.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from traceback import format_exc

import structlog
from psycopg import DatabaseError, OperationalError

from heller.claims.batch import Answer
from heller.claims.orders import OrderAnswer, OrderPost
from heller.claims.records import Record
from heller.errors import Busy, InDoubt, Late, RuleBroken
from heller.keys import Scope, SigningKey
from heller.postgres.batch_run import BatchRun, Clock
from heller.postgres.errors import CommitInDoubt
from heller.postgres.posting import Job, OrderJob, PostJob, ProbeJob
from heller.postgres.session import Session, open_session
from heller.postgres.signatures import Verifier

log = structlog.get_logger()

MAX_BATCH = 256
MAX_QUEUE = 2_048
LATE_SECONDS = 1.5
REOPEN_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0)
STOP_SECONDS = 30.0
RULES = frozenset({"HE004", "HE005"})  # of book.append; its others mean that the head has moved


@dataclass(frozen=True, slots=True)
class WriterKeys:
    """What the writer signs with: key ids and keys of ACK and LEASE."""

    scope: Scope
    ack: tuple[int, SigningKey]
    lease: tuple[int, SigningKey]


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


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the writer; a batch of 1 is what the bench calls batching off."""

    batch: int = MAX_BATCH
    queue: int = MAX_QUEUE


class Writer:
    """Owns the commit connection, the head of the chain and the register."""

    def __init__(
        self,
        dsn: str,
        keys: WriterKeys,
        clock: Clock,
        random_bytes: Callable[[int], bytes],
        limits: Limits = Limits(),
    ) -> None:
        """Make a writer; `start` opens it. `dsn` logs in as heller_book."""
        self._dsn, self._keys, self._clock = dsn, keys, clock
        self._random, self._limits = random_bytes, limits
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="sign")
        self._inbox: asyncio.Queue[Job] = asyncio.Queue(limits.queue)
        self._checked: asyncio.Queue[list[Job]] = asyncio.Queue(1)
        self._room = asyncio.Semaphore(1)
        self._room_given = True
        self._tasks: list[asyncio.Task[None]] = []
        self._unanswered: set[Job] = set()
        self.closing = False
        self._session: Session | None = None
        self.failed = asyncio.Event()
        self.tally = Tally()

    @property
    def session(self) -> Session:
        """Give the open session: head, register, connection."""
        if self._session is None:
            raise InDoubt("The book is being opened.")
        return self._session

    @property
    def waiting(self) -> int:
        """Count what waits in the inbox."""
        return self._inbox.qsize()

    async def start(self) -> None:
        """Take the epoch, read head and register, and begin to take work."""
        await self._open()
        self._verifier = Verifier(self._dsn, self._keys.scope, self._pool)
        self._tasks = [
            asyncio.create_task(self._verify_loop()),
            asyncio.create_task(self._book_loop()),
        ]
        for task in self._tasks:
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            log.critical("writer_stopped", error=repr(task.exception()))
            self.failed.set()
            self._leave()

    def _leave(self) -> None:
        """Let nobody wait for a writer that answers no more."""
        for job in self._unanswered:
            job.fail(InDoubt())

    async def _open(self) -> None:
        self._session = await open_session(self._dsn, self._keys.scope)
        log.info("book_opened", epoch=self._session.head.epoch, seq=self._session.head.seq)

    async def stop(self) -> None:
        """Finish what was taken, then close; nothing new is taken meanwhile."""
        self.closing = True
        ends = [asyncio.create_task(self._inbox.join()), asyncio.create_task(self.failed.wait())]
        await asyncio.wait(ends, timeout=STOP_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for task in (*ends, *self._tasks):
            task.cancel()
        await asyncio.gather(*ends, *self._tasks, return_exceptions=True)
        self._leave()
        await self._verifier.close()
        if self._session is not None:
            await self._session.connection.close()
        self._pool.shutdown()

    async def post(self, records: Sequence[Record], *, ask: bool) -> list[Answer]:
        """Answer a till's post, one answer a record; raises Busy, Late or InDoubt."""
        job = PostJob(self._clock.monotonic(), records, ask)
        await self._submit(job)
        return job.answers

    async def order(self, post: OrderPost) -> OrderAnswer:
        """Carry out an office order; raises what refuses it."""
        job = OrderJob(self._clock.monotonic(), post)
        await self._submit(job)
        assert job.answer is not None
        return job.answer

    async def probe(self, nonce: bytes) -> int:
        """Go the whole way of a post, to a durable commit; give the newest seq."""
        job = ProbeJob(self._clock.monotonic(), nonce)
        await self._submit(job)
        return job.seq

    async def _submit(self, job: Job) -> None:
        if self.closing or self.failed.is_set():
            raise Busy
        try:
            self._inbox.put_nowait(job)
        except asyncio.QueueFull:
            raise Busy from None
        self._unanswered.add(job)
        try:
            await job.done  # a caller that goes away ends its wait, not the booking
        finally:
            self._unanswered.discard(job)

    async def _verify_loop(self) -> None:
        while True:
            await self._room.acquire()  # gather late: what queues meanwhile makes a larger batch
            jobs = [await self._inbox.get()]
            size = jobs[0].weight
            while size < self._limits.batch and not self._inbox.empty():
                jobs.append(self._inbox.get_nowait())
                size += jobs[-1].weight
            await self._check(jobs)
            await self._checked.put(jobs)

    async def _check(self, jobs: list[Job]) -> None:
        """Check signatures; where that breaks, nothing was decided, and only those jobs fail."""
        try:
            await self._verifier.check(jobs, self.session.register)
        except (CommitInDoubt, DatabaseError, OSError) as error:
            log.warning("card_keys_not_read", error=repr(error), jobs=len(jobs))
            for job in jobs:
                job.fail(Busy())
        except Exception as error:  # noqa: BLE001 - find the job that broke it
            log.critical("check_broken", error=repr(error), trace=format_exc(), jobs=len(jobs))
            await self._check_one_by_one(jobs)

    async def _check_one_by_one(self, jobs: list[Job]) -> None:
        if len(jobs) == 1:
            self.tally.broken += 1
            jobs[0].fail(RuleBroken())
            return
        for job in jobs:
            await self._check([job])

    async def _book_loop(self) -> None:
        while True:
            jobs = await self._checked.get()
            self._room_given = False
            await self._book(jobs)
            self._give_room()
            for _ in jobs:
                self._inbox.task_done()

    def _give_room(self) -> None:
        """Let the next batch be gathered and checked; once for each batch, while it is written."""
        if not self._room_given:
            self._room_given = True
            self._room.release()

    async def _book(self, jobs: list[Job]) -> None:
        """Book a batch; one that breaks is booked job by job, so that only the broken one fails."""
        now = self._clock.monotonic()
        for job in jobs:
            if now - job.since > LATE_SECONDS:
                self.tally.late += 1
                job.fail(Late())
        live = [job for job in jobs if not job.ended]
        if not live:
            return
        try:
            await self._run(live)
        except Exception as error:  # noqa: BLE001 - in doubt, or broken
            if _doubtful(error):
                log.warning("batch_in_doubt", error=repr(error), jobs=len(live))
                await self._give_up(live)
            else:  # a rule broke, here or in the database: find the job that broke it
                log.critical("batch_broken", error=repr(error), trace=format_exc(), jobs=len(live))
                await self._one_by_one(live)

    async def _run(self, jobs: list[Job]) -> None:
        run = BatchRun(self.session, self._keys.ack, self._keys.lease, self._clock)
        await run.book(jobs, self._random, self._give_room)
        self.tally.batches += 1
        self.tally.records += sum(job.weight for job in jobs)
        for job in jobs:
            job.finish()

    async def _one_by_one(self, jobs: list[Job]) -> None:
        await self._reopen()
        if len(jobs) == 1:
            self.tally.broken += 1
            jobs[0].fail(RuleBroken())
            return
        for job in jobs:
            await self._book([job])

    async def _give_up(self, jobs: list[Job]) -> None:
        self.tally.in_doubt += 1
        for job in jobs:
            job.fail(InDoubt())
        await self._reopen()

    async def _reopen(self) -> None:
        """Open the book again under a new epoch; stops the process after some tries."""
        await self.session.connection.close()
        for pause in REOPEN_SECONDS:
            with suppress(CommitInDoubt, DatabaseError, OSError):
                await self._open()
                return
            log.warning("book_not_open", again_in_seconds=pause)
            await asyncio.sleep(pause)
        await self._open()


def _doubtful(error: Exception) -> bool:
    """Say whether the batch may be kept all the same, or another writer has the book."""
    if isinstance(error, DatabaseError) and error.sqlstate in RULES:
        return False
    return isinstance(error, CommitInDoubt | OperationalError | OSError)
