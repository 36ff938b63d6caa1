"""One batch from facts to commit."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from heller.book.body import Body
from heller.book.lots import german_day
from heller.claims.batch import Batch
from heller.claims.needs import ROUNDS, Needs, first_needs, further_needs
from heller.claims.orders import take_order
from heller.claims.renewing import renew
from heller.claims.take import take_post
from heller.claims.unasked import close_unasked
from heller.claims.witnessed import Stored
from heller.errors import Problem
from heller.keys import Scope, SigningKey
from heller.postgres.append import (
    BARRIER,
    PROBE,
    RESOLVED,
    SPEND,
    Links,
    append_call,
    grow,
    link,
    record_calls,
    salts_of,
)
from heller.postgres.arrays import Bigints, Byteas
from heller.postgres.facts import facts_call, fill, read_facts, read_losses
from heller.postgres.posting import Job, OrderJob, PostJob, ProbeJob, RefusableJob, UnaskedJob
from heller.postgres.renew_job import RenewJob
from heller.postgres.round_trip import BEGIN, COMMIT, Call, Row, round_trip
from heller.postgres.session import Session


class Clock(Protocol):
    """Wall clock (seconds UTC) and monotonic clock, as arguments."""

    def time(self) -> float:
        """Give the wall clock."""

    def monotonic(self) -> float:
        """Give seconds that never jump."""


@dataclass(frozen=True, slots=True)
class WriterKeys:
    """What the writer signs with: key ids and keys of ACK, LEASE and HEAD."""

    scope: Scope
    ack: tuple[int, SigningKey]
    lease: tuple[int, SigningKey]
    head: tuple[int, SigningKey] | None = None  # for a witness


def fresh_batch(session: Session, keys: WriterKeys, clock: Clock) -> Batch:
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
        ack_key=keys.ack[0],
        lease_key=keys.lease,
    )


class BatchRun:
    """Books one list of jobs in one transaction: asking, decide, writing.

    What it asks and writes are calls for the caller's round trip, so that the facts of a batch
    travel behind the commit of the one before.
    """

    def __init__(
        self, session: Session, keys: WriterKeys, clock: Clock, jobs: Sequence[Job] = ()
    ) -> None:
        """Prepare to book these jobs behind the session's head."""
        self._session, self._keys, self._clock, self.jobs = session, keys, clock, jobs
        posts = [job for job in jobs if isinstance(job, PostJob)]
        self._receipts = {key: one for post in posts for key, one in post.receipts.items()}
        self._batch = self._fresh()
        self._records = [record for post in posts for record in post.good()]
        self._records += [r for job in jobs if isinstance(job, UnaskedJob) for r in job.records]
        self._had = Needs()
        self._links = Links()

    def _fresh(self) -> Batch:
        batch = fresh_batch(self._session, self._keys, self._clock)
        batch.receipts = self._receipts
        return batch

    def asking(self) -> list[Call]:
        """Begin the transaction and ask for the first facts; their rows are for `decide`."""
        orders = [job.post for job in self.jobs if isinstance(job, OrderJob)]
        self._had = first_needs(self._batch, self._records, orders)
        return [BEGIN, facts_call(self._batch, self._had)]

    async def decide(self, rows: Sequence[Row]) -> None:
        """Take the facts, decide job after job, and sign; the jobs' answers are set."""
        await self._read(rows)
        live = [job for job in self.jobs if not job.ended]
        self._mark_unproven(live)
        for job in live:
            self._decide(job)
        for probe in (job for job in live if isinstance(job, ProbeJob)):
            await self._probe(probe)
        self._sign()

    async def _read(self, rows: Sequence[Row]) -> None:
        """Take the facts that were asked for; they may have waited long for another's commit."""
        asked_on = self._batch.day
        self._batch = self._fresh()
        if self._batch.day == asked_on:
            fill(self._batch, rows)
        else:  # sums of a day that has just ended
            await read_facts(self._session.connection, self._batch, self._had)
        await self._read_further()
        if any(isinstance(job, OrderJob | RenewJob) and job.grants() for job in self.jobs):
            await read_losses(self._session.connection, self._batch)

    def enter(self, body: Body) -> None:
        """Enter one body of the city's own, with nobody waiting for its answer."""
        self._batch.enter(body)

    async def _read_further(self) -> None:
        """Read what the first facts showed: what they name, and the cards of that."""
        for _ in range(ROUNDS - 1):
            needs = further_needs(self._batch, self._records).minus(self._had)
            if not needs.any():
                break
            await read_facts(self._session.connection, self._batch, needs)
            self._had = self._had.plus(needs)

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
        elif isinstance(job, UnaskedJob):
            job.closed = close_unasked(self._batch, job.records)
        elif isinstance(job, OrderJob):
            with _refusing(job):
                job.answer = take_order(self._batch, job.post)
        elif isinstance(job, RenewJob):
            with _refusing(job):
                job.lease = renew(self._batch, job.message, job.question)

    async def _probe(self, job: ProbeJob) -> None:
        call = Call(PROBE, (job.nonce, self._batch.now))
        ((row,),) = await round_trip(self._session.connection, [call])
        job.seq = row[0]

    def _sign(self) -> None:
        """Sign the receipts here: threads would cost more than the signatures (15 us each)."""
        scope, key = self._session.scope, self._keys.ack[1]
        for paper in self._batch.papers:
            paper.signed = key.sealed(scope, "receipt", paper.receipt.pack())

    def writing(self, random_bytes: Callable[[int], bytes]) -> list[Call]:
        """Append what was decided and commit; where nothing was, commit behind a barrier.

        The session's head moves at once: when the commit fails, the session is given up.
        """
        calls = [*self._entries(random_bytes), *record_calls(self._batch)]
        if self._batch.used_tokens:
            calls.append(Call(SPEND, (Byteas(self._batch.used_tokens),)))
        if self._batch.resolved:
            tills, seqs = zip(*sorted(self._batch.resolved), strict=True)
            calls.append(Call(RESOLVED, (Bigints(tills), Bigints(seqs))))
        if not self._batch.drafts:
            calls.append(Call(BARRIER))
        return [*calls, COMMIT]

    def stored(self) -> list[Stored]:
        """Give the entries as they were appended, for the witness."""
        epoch, links = self._session.head.epoch, self._links
        places = ((self._batch.generation, epoch, draft.seq) for draft in self._batch.drafts)
        rest = (links.salts, links.bodies, links.prevs, links.hashes)
        return [Stored(*place, *parts) for place, *parts in zip(places, *rest, strict=True)]

    def _entries(self, random_bytes: Callable[[int], bytes]) -> list[Call]:
        session, batch, head = self._session, self._batch, self._session.head
        if not batch.drafts:
            return []
        salts = salts_of(random_bytes, len(batch.drafts))
        links = link(session.scope.city, head, batch.drafts, salts)
        self._links, nodes = links, grow(head, links.hashes)
        call = append_call(batch, head, links, nodes)
        head.seq, head.hash = batch.drafts[-1].seq, links.hashes[-1]
        session.last_day = max(session.last_day, batch.day)
        return [call]


@contextmanager
def _refusing(job: RefusableJob) -> Iterator[None]:
    """Keep what refuses a job; it is told after the commit."""
    try:
        yield
    except Problem as problem:
        job.problem = problem
