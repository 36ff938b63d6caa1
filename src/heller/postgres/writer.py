"""The one writer of a city's book: takes posts and orders, decides them in batches, answers.

    inbox ──signatures──▶ checked ──facts, decide, sign, append, commit──▶ answers

A batch is of what was checked while the one before it was under way; no timer. Signatures are
verified all the time, in arrival's order, whatever the book does meanwhile. Anything doubtful ends
the connection: the writer takes a new epoch and reads its head anew, and whoever asked sends the
same again.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from traceback import format_exc

import structlog
from psycopg import DatabaseError

from heller import errors
from heller.claims.batch import Answer, ProvenReceipt
from heller.claims.orders import OrderAnswer, OrderPost
from heller.claims.proven import prove_receipts
from heller.claims.questions import Renew
from heller.claims.records import Record
from heller.errors import Busy, InDoubt, RuleBroken
from heller.postgres.batch_run import Clock, WriterKeys
from heller.postgres.booking import Booker, Tally
from heller.postgres.errors import CommitInDoubt
from heller.postgres.posting import NO_RECEIPTS, Job, OrderJob, PostJob, ProbeJob, UnaskedJob
from heller.postgres.reconciling import Reconciling
from heller.postgres.renew_job import RenewJob
from heller.postgres.session import Session
from heller.postgres.signatures import Verifier, Verifying
from heller.postgres.store import Store
from heller.postgres.witness import Witness
from heller.postgres.witness_found import find_witness

log = structlog.get_logger()

MAX_BATCH = 256
MAX_QUEUE = 2_048
CHECKS_AT_ONCE = 4  # so that the checking process never waits for the loop to take its answer
SHARE_FROM = 16  # so few records are one batch, however many shares there are
STOP_SECONDS = 30.0

Checking = tuple[list[Job], Verifying | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the writer; a batch of 1 is what the bench calls batching off.

    Of all that is under way a batch takes one of `shares`, so that the others can be checked,
    committed and on the line meanwhile; all at once would walk in step, each stage idle in turn.
    """

    batch: int = MAX_BATCH
    queue: int = MAX_QUEUE
    shares: int = 4


class Writer:
    """Takes what tills and office ask, and sees that each gets its answer."""

    def __init__(
        self,
        dsn: str,
        keys: WriterKeys,
        clock: Clock,
        random_bytes: Callable[[int], bytes],
        limits: Limits = Limits(),
        store: Store | None = None,
    ) -> None:
        """Make a writer; `start` opens the book. `dsn` logs in as heller_book.

        `store` reads what a witness lacks; without it, none is looked for.
        """
        self._dsn, self._keys, self._clock, self._limits = dsn, keys, clock, limits
        self._booker = Booker(dsn, keys, clock, random_bytes)
        self._inbox: asyncio.Queue[Job] = asyncio.Queue(limits.queue)
        self._checking: asyncio.Queue[Checking] = asyncio.Queue(CHECKS_AT_ONCE)
        self._checked: asyncio.Queue[Job] = asyncio.Queue(limits.batch)
        self._tasks: list[asyncio.Task[None]] = []
        self._unanswered: set[Job] = set()
        self._store = store
        self.reconciling: Reconciling | None = None
        self._reconciled: Reconciling | None = None
        self.closing = False
        self.failed = asyncio.Event()

    @property
    def session(self) -> Session:
        """Give the open session: head, register, connection."""
        return self._booker.session

    @property
    def tally(self) -> Tally:
        """Give what was counted since the start."""
        return self._booker.tally

    @property
    def witness(self) -> Witness | None:
        """Give the writer's side of the city's witness; None when the city names none."""
        return self._booker.witness

    @property
    def unreconciled(self) -> bool:
        """Say whether the book opened without its stand-in's log, and has not read it since."""
        return self._reconciled is not None and self._reconciled.unreconciled

    @property
    def waiting(self) -> int:
        """Count what waits in the inbox."""
        return self._inbox.qsize()

    async def start(self) -> None:
        """Take the epoch, read head and register, and begin to take work."""
        await self._booker.open()
        self._verifier = Verifier(self._dsn, self._keys.scope)
        self._begin(self._verify_loop(), self._checked_loop(), self._book_loop())
        witness = find_witness(self.session, self._keys, self._clock, self._store)
        if witness is not None:
            self._booker.witness = witness
            reconciling = Reconciling(witness, self._hand, self._keys.scope.city, self._clock)
            self.reconciling = self._reconciled = reconciling
            self._begin(self._reconcile(witness, reconciling))

    def _begin(self, *works: Coroutine[None, None, None]) -> None:
        for work in works:
            task = asyncio.create_task(work)
            task.add_done_callback(self._ended)
            self._tasks.append(task)

    async def _reconcile(self, witness: Witness, reconciling: Reconciling) -> None:
        """Meet the stand-in, take over from it, then go on hearing of it."""
        await reconciling.meet()
        self._begin(witness.run())
        await reconciling.settle()
        witness.open()
        self.reconciling = None
        await reconciling.follow()

    async def _hand(self, records: Sequence[Record], receipts: Sequence[bytes]) -> None:
        """Take what the stand-in's log brings, without asking."""
        proven = prove_receipts(self._keys.scope, self.session.register.keyset, receipts)
        job = PostJob(self._clock.monotonic(), records, ask=False, receipts=proven)
        await self._submit(job, own=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            log.critical("writer_stopped", error=repr(task.exception()))
            self.failed.set()
            self._leave()

    def _leave(self) -> None:
        """Let nobody wait for a writer that answers no more."""
        for job in self._unanswered:
            job.fail(InDoubt())

    async def stop(self) -> None:
        """Finish what was taken, then close; nothing new is taken meanwhile."""
        self.closing = True
        ends = [asyncio.create_task(self._inbox.join()), asyncio.create_task(self.failed.wait())]
        await asyncio.wait(ends, timeout=STOP_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for task in (*ends, *self._tasks):
            task.cancel()
        await asyncio.gather(*ends, *self._tasks, return_exceptions=True)
        if self.witness is not None:
            await self.witness.close()
        self._leave()
        await self._verifier.close()
        await self._booker.close()

    async def post(
        self,
        records: Sequence[Record],
        *,
        ask: bool,
        receipts: Mapping[bytes, ProvenReceipt] = NO_RECEIPTS,
    ) -> list[Answer]:
        """Answer a till's post, one answer a record; raises Busy, Late, InDoubt or Reconciling.

        `receipts` are the city's own, by the hash of their record; their signatures are checked.
        """
        return (await self.posted(records, ask=ask, receipts=receipts)).answers

    async def posted(
        self,
        records: Sequence[Record],
        *,
        ask: bool,
        receipts: Mapping[bytes, ProvenReceipt] = NO_RECEIPTS,
    ) -> PostJob:
        """Answer a till's post, with the witness's flush if there is one; raises as `post`."""
        job = PostJob(self._clock.monotonic(), records, ask, receipts)
        await self._submit(job)
        return job

    async def order(self, post: OrderPost) -> OrderAnswer:
        """Carry out an office order; raises what refuses it."""
        job = OrderJob(self._clock.monotonic(), post)
        await self._submit(job)
        assert job.answer is not None
        return job.answer

    async def renew(self, message: bytes, question: Renew) -> bytes:
        """Give a till its next lease, signed; raises what refuses it."""
        job = RenewJob(self._clock.monotonic(), message, question)
        await self._submit(job)
        return job.lease

    async def close_unasked(self, records: Sequence[Record]) -> int:
        """Close claims that were only noted for too long; give how many were."""
        job = UnaskedJob(self._clock.monotonic(), records)
        await self._submit(job)
        return job.closed

    async def probe(self, nonce: bytes) -> int:
        """Go the whole way of a post, to a durable commit; give the newest seq."""
        job = ProbeJob(self._clock.monotonic(), nonce)
        await self._submit(job)
        return job.seq

    async def _submit(self, job: Job, *, own: bool = False) -> None:
        if self.closing or self.failed.is_set():
            raise Busy
        if self.reconciling is not None and not own:
            raise errors.Reconciling
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
            jobs = await self._next(self._inbox)
            await self._checking.put((jobs, await self._verifying(jobs)))

    async def _checked_loop(self) -> None:
        """Pass on what was checked, in the order of its arrival."""
        while True:
            jobs, verifying = await self._checking.get()
            if verifying is not None:
                await verifying.finish()
            for job in jobs:
                await self._checked.put(job)

    async def _next(self, queue: asyncio.Queue[Job]) -> list[Job]:
        """Take what waits, up to a batch; wait for the first."""
        first = await queue.get()
        return [first, *self._waiting_in(queue, first.weight)]

    def _waiting_in(self, queue: asyncio.Queue[Job], size: int = 0) -> list[Job]:
        """Take what waits, up to a batch's share, of which `size` records are there already."""
        jobs: list[Job] = []
        share = len(self._unanswered) // self._limits.shares
        most = min(self._limits.batch, max(SHARE_FROM, share))
        while size < most and not queue.empty():
            jobs.append(queue.get_nowait())
            size += jobs[-1].weight
        return jobs

    async def _verifying(self, jobs: list[Job]) -> Verifying | None:
        """Begin to check; where that breaks, nothing was decided, and only those jobs fail."""
        try:
            return await self._verifier.begin(jobs, self.session.register)
        except (CommitInDoubt, DatabaseError, OSError) as error:
            log.warning("card_keys_not_read", error=repr(error), jobs=len(jobs))
            for job in jobs:
                job.fail(Busy())
        except Exception as error:  # noqa: BLE001 - find the job that broke it
            log.critical("check_broken", error=repr(error), trace=format_exc(), jobs=len(jobs))
            await self._check_one_by_one(jobs)
        return None

    async def _check_one_by_one(self, jobs: list[Job]) -> None:
        if len(jobs) == 1:
            self.tally.broken += 1
            jobs[0].fail(RuleBroken())
            return
        for job in jobs:
            verifying = await self._verifying([job])
            if verifying is not None:
                await verifying.finish()

    async def _book_loop(self) -> None:
        jobs: list[Job] = []
        while True:
            jobs = jobs or await self._next(self._checked)
            done, jobs = jobs, await self._booker.book(jobs, self._following)
            for _ in done:
                self._inbox.task_done()

    def _following(self) -> list[Job]:
        return self._waiting_in(self._checked)
