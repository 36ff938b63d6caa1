"""The writer's side of the witness: each batch is pushed after its commit, and answered then.

    commit ──▶ waiting ──push, at most 250 ms──▶ flush ──▶ answer with it
                                          └──▶ silence ──▶ answer without

What waits goes together; batches are booked meanwhile. Three misses open a breaker: from then on
nothing waits, and the witness is asked in the background until it has all again.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import structlog

from heller.claims.witnessed import MAX_ENTRIES, Push, Stored
from heller.postgres.batch_run import Clock
from heller.postgres.errors import WitnessDiverges, WitnessSilent
from heller.postgres.posting import Job
from heller.postgres.session import Session
from heller.postgres.witness_client import Flushed, WitnessClient
from heller.postgres.witness_meeting import Meeting
from heller.postgres.witness_signing import DECIDING, RECONCILING, WitnessSigning

log = structlog.get_logger()

WAIT_SECONDS: Final = 0.25
BEAT_SECONDS: Final = 0.5
MISSES: Final = 3
MOST_BYTES: Final = 1 << 20  # of entries that were not acknowledged yet
MEND_SECONDS: Final = 1.0


@dataclass(slots=True)
class _Waiting:
    """Jobs that are committed and wait for the flush, until a monotonic second."""

    jobs: Sequence[Job]
    until: float

    def answer(self, flush: bytes | None) -> None:
        for job in self.jobs:
            job.witness = flush
            job.finish()


class Witness:
    """Pushes entries, hears flushes, and answers the jobs of committed batches."""

    def __init__(
        self, client: WitnessClient, signing: WitnessSigning, meeting: Meeting, clock: Clock
    ) -> None:
        """Make the writer's side; `run` works until it is cancelled."""
        self.client, self.signing, self._meeting, self._clock = client, signing, meeting, clock
        self._wake, self._mending = asyncio.Event(), asyncio.Lock()
        self._waiting: list[_Waiting] = []
        self._unkept: list[Stored] = []
        self._tip = (0, 0, b"")
        self._collecting = False
        self.state = RECONCILING
        self.broken, self.misses, self.missed = True, 0, 0
        self.newest: Flushed | None = None
        self.since = clock.monotonic()

    def follow(self, session: Session) -> None:
        """Follow a newly opened session; what it has is not known to the witness yet."""
        self.session = session
        self._break()

    @property
    def unwitnessed_seconds(self) -> float:
        """Say for how long there has been no flush (seconds)."""
        return self._clock.monotonic() - self.since

    def take(self, entries: Sequence[Stored], jobs: Sequence[Job]) -> None:
        """Take a committed batch; its jobs are answered with a flush, or without after 250 ms."""
        head = self.session.head
        self._tip = (head.generation, head.seq - head.first_seq + 1, head.frontier.root())
        waiting = _Waiting(jobs, self._clock.monotonic() + WAIT_SECONDS)
        if self.broken:
            if self._collecting:
                self._collect(entries)
            waiting.answer(None)
        elif not entries and not self._unkept:
            waiting.answer(self.newest.message if self.newest else None)
        else:
            self._waiting.append(waiting)
            self._collect(entries)
            self._wake.set()

    def _collect(self, entries: Sequence[Stored]) -> None:
        self._unkept.extend(entries)
        size = sum(len(entry.body) for entry in self._unkept)
        if len(self._unkept) > MAX_ENTRIES or size > MOST_BYTES:
            self._break()  # from the database, in pages

    async def run(self) -> None:
        """Push what waits; be heard every half second. Raises WitnessDiverges."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT_SECONDS):
                    await self._wake.wait()
            self._wake.clear()
            if self.broken:
                with suppress(WitnessSilent):
                    await self.mend(starting=False)
            else:
                await self._push()

    async def _push(self) -> None:
        waiting, self._waiting = self._waiting, []
        entries, tip = tuple(self._unkept), self._tip
        now = self._clock.monotonic()
        until = waiting[0].until if waiting else now + WAIT_SECONDS
        message = None
        try:
            note = self.signing.note(*tip) if entries else ""
            push = Push(self.signing.heartbeat(self.session.head, self.state), note, entries)
            flushed = await self.client.push(push, max(until - now, 0.01))
            message = self._kept(flushed, len(entries), tip)
        except WitnessSilent as silence:
            self._missed(silence)
        except WitnessDiverges as difference:
            log.warning("witness_stands_elsewhere", reason=str(difference))
            self._break()  # it may only be behind; meeting it tells
        finally:
            for one in waiting:
                one.answer(message)

    def _kept(self, flushed: Flushed, count: int, tip: tuple[int, int, bytes]) -> bytes | None:
        flush, before = flushed.flush, self.newest
        if count and (flush.generation, flush.size, flush.root) != tip:
            raise WitnessDiverges(reason=f"it signs {flush.size} entries, we have {tip[1]}")
        if before is not None and flush.size < before.flush.size:
            raise WitnessDiverges(reason=f"it signs {flush.size}, and signed more before")
        del self._unkept[:count]
        self.misses, self.newest, self.since = 0, flushed, self._clock.monotonic()
        return flushed.message

    def _missed(self, silence: WitnessSilent) -> None:
        self.misses += 1
        self.missed += 1
        log.warning("witness_missed", misses=self.misses, reason=str(silence))
        for one in self._waiting:
            one.answer(None)
        self._waiting = []
        if self.misses >= MISSES:
            log.error("witness_breaker_open")
            self._break()

    def _break(self) -> None:
        """Let nothing wait any more."""
        waiting, self._waiting, self._unkept = self._waiting, [], []
        self.broken, self._collecting = True, False
        for one in waiting:
            one.answer(None)

    async def mend(self, *, starting: bool) -> None:
        """Ask the witness where it stands, and push what it lacks; then batches wait again.

        Raises WitnessSilent, and WitnessDiverges; ahead it may be only when a session begins.
        """
        async with self._mending:
            if self.broken:
                await self._mend(starting=starting)

    async def _mend(self, *, starting: bool) -> None:
        flushed = await self._meeting.meet(self.session, self.state, starting=starting)
        while True:
            self._collecting = True  # from here on, what is committed is remembered too
            committed = self.session.head.committed
            flushed = await self._meeting.push(self.session, self.state, flushed, committed)
            if self._collecting:
                break
        self.broken, self._collecting, self.misses = False, False, 0
        self.newest, self.since = flushed, self._clock.monotonic()
        self._forget_kept(flushed)
        log.info("witness_has_all", size=flushed.flush.size)

    def _forget_kept(self, flushed: Flushed) -> None:
        last = self.session.head.first_seq + flushed.flush.size - 1
        self._unkept = [entry for entry in self._unkept if entry.seq > last]

    def open(self) -> None:
        """The book decides from now on."""
        self.state = DECIDING

    async def close(self) -> None:
        """Answer what waits without a flush, and hang up; `run` has been cancelled."""
        self._break()
        await self.client.close()
