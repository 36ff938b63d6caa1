"""One batch from facts to commit."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heller.book.body import Body
from heller.book.lots import german_day
from heller.claims.batch import Batch
from heller.claims.needs import Needs, first_needs, further_needs
from heller.claims.orders import OrderPost, take_order
from heller.claims.records import Record
from heller.claims.take import take_post
from heller.errors import Problem
from heller.keys import SigningKey
from heller.postgres.append import append_batch, grow, link, record_papers, salts_of
from heller.postgres.facts import read_facts
from heller.postgres.posting import Job, OrderJob, PostJob, ProbeJob
from heller.postgres.session import Session

ROUNDS = 3  # of facts: what the records name, what those name, their cards


class Clock(Protocol):
    """Wall clock (seconds UTC) and monotonic clock, as arguments."""

    def time(self) -> float:
        """Give the wall clock."""

    def monotonic(self) -> float:
        """Give seconds that never jump."""


def fresh_batch(
    session: Session, ack_key: int, lease: tuple[int, SigningKey], clock: Clock
) -> Batch:
    """Make an empty running state behind the session's head."""
    head, now = session.head, int(clock.time())
    day = german_day(now)
    return Batch(
        session.scope,
        session.register,
        now,
        day,
        head.generation,
        head.seq + 1,
        new_day=day > session.last_day,
        ack_key=ack_key,
        lease_key=lease,
    )


class BatchRun:
    """Books one list of jobs in one transaction."""

    def __init__(
        self,
        session: Session,
        ack: tuple[int, SigningKey],
        lease: tuple[int, SigningKey],
        clock: Clock,
    ) -> None:
        """Prepare the batch's running state behind the session's head."""
        self._session, self._ack = session, ack[1]
        self._batch = fresh_batch(session, ack[0], lease, clock)

    async def book(
        self,
        jobs: Sequence[Job],
        random_bytes: Callable[[int], bytes],
        decided: Callable[[], None] = lambda: None,
    ) -> None:
        """Decide and commit; the jobs' answers are set, and may go out when this returns.

        `decided` is called when nothing is left but writing.
        """
        connection = self._session.connection
        await connection.execute("BEGIN")
        await self._read(jobs)
        for job in jobs:
            self._decide(job)
        for probe in (job for job in jobs if isinstance(job, ProbeJob)):
            await self._probe(probe)
        self._sign()
        decided()
        await self._write(random_bytes)

    async def enter_alone(self, body: Body, random_bytes: Callable[[int], bytes]) -> None:
        """Enter one body of the city's own, with nobody waiting for its answer."""
        await self._session.connection.execute("BEGIN")
        self._batch.enter(body)
        await self._write(random_bytes)

    async def _read(self, jobs: Sequence[Job]) -> None:
        records: list[Record] = []
        orders: list[OrderPost] = []
        for job in jobs:
            if isinstance(job, PostJob):
                records.extend(job.good())
            elif isinstance(job, OrderJob):
                orders.append(job.post)
        had, needs = Needs(), first_needs(self._batch, records, orders)
        for _ in range(ROUNDS):
            if not needs.any():
                break
            await read_facts(self._session.connection, self._batch, needs)
            had = had.plus(needs)
            needs = further_needs(self._batch, records).minus(had)
        self._mark_unproven(jobs)

    def _mark_unproven(self, jobs: Sequence[Job]) -> None:
        """Have proofs checked that could not be: the card was registered after the signatures."""
        for job in jobs:
            for ref in job.unproven if isinstance(job, PostJob) else ():
                card = self._batch.cards.get(ref)
                if card is not None:
                    card.fresh = True

    def _decide(self, job: Job) -> None:
        if isinstance(job, PostJob):
            job.answered(take_post(self._batch, job.good(), ask=job.asks()))
        elif isinstance(job, OrderJob):
            try:
                job.answer = take_order(self._batch, job.post)
            except Problem as problem:
                job.problem = problem

    async def _probe(self, job: ProbeJob) -> None:
        values = (job.nonce, self._batch.now)
        cursor = await self._session.connection.execute("SELECT book.probe(%s, %s)", values)
        row = await cursor.fetchone()
        assert row is not None
        job.seq = row[0]

    def _sign(self) -> None:
        """Sign the receipts here: threads would cost more than the signatures (15 us each)."""
        scope, key = self._session.scope, self._ack
        for paper in self._batch.papers:
            paper.signed = key.sealed(scope, "receipt", paper.receipt.pack())

    async def _write(self, random_bytes: Callable[[int], bytes]) -> None:
        """Append what was decided and commit; where nothing was, commit behind a barrier."""
        session, batch = self._session, self._batch
        connection, head = session.connection, session.head
        if batch.drafts:
            salts = salts_of(random_bytes, len(batch.drafts))
            links = link(session.scope.city, head, batch.drafts, salts)
            nodes = grow(head, links.hashes)
            async with connection.pipeline():
                await append_batch(connection, batch, head, links, nodes)
                await self._write_records()
                await connection.execute("COMMIT")
            head.seq, head.hash = batch.drafts[-1].seq, links.hashes[-1]
            session.last_day = max(session.last_day, batch.day)
            return
        async with connection.pipeline():
            await self._write_records()
            await connection.execute("SELECT book.barrier()")
            await connection.execute("COMMIT")

    async def _write_records(self) -> None:
        connection, batch = self._session.connection, self._batch
        await record_papers(connection, batch)
        if batch.used_tokens:
            await connection.execute("SELECT book.spend_tokens(%b::bytea[])", (batch.used_tokens,))
