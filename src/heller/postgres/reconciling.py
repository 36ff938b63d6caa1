"""The book comes back: it takes what the stand-in did meanwhile, stops it, then decides itself.

    meet ──▶ pull the log, while the stand-in still decides ──▶ stop ──▶ pull the rest ──▶ decide

Afterwards it goes on reading: what reached only the stand-in reaches the book within seconds.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final

import structlog

from heller.claims.kinds import STOP
from heller.claims.receipts import NOTED, Receipt
from heller.claims.records import Record, parse_record
from heller.claims.witnessed import LogEntry, Push
from heller.errors import Busy, InDoubt, Late, Problem
from heller.keys import SIGNATURE_BYTES
from heller.postgres.batch_run import Clock
from heller.postgres.errors import WitnessSilent
from heller.postgres.witness import Witness

log = structlog.get_logger()

OPEN_ANYWAY_SECONDS: Final = 30.0
AGAIN_SECONDS: Final = 0.25
FOLLOW_SECONDS: Final = 5.0
ASK_SECONDS: Final = 2.0
POST: Final = 128

Hand = Callable[[Sequence[Record], Sequence[bytes]], Awaitable[object]]
"""Takes records into the book without asking, with the stand-in's receipts beside them."""


class Reconciling:
    """The state RECONCILING of one writer, and its reading of the stand-in's log."""

    def __init__(self, witness: Witness, hand: Hand, city: int, clock: Clock) -> None:
        """Hand records to the writer by `hand`."""
        self._witness, self._hand, self._city, self._clock = witness, hand, city, clock
        self._next = 0
        self.unreconciled = False

    async def meet(self) -> None:
        """Compare journals; returns when they agree, or after 30 s without the stand-in."""
        until = self._clock.monotonic() + OPEN_ANYWAY_SECONDS
        while self._clock.monotonic() < until:
            with suppress(WitnessSilent):
                await self._witness.mend(starting=True)
                return
            await asyncio.sleep(AGAIN_SECONDS)
        self._alarm()

    async def settle(self) -> None:
        """Take the log and stop the stand-in; gives up 30 s after the last answer."""
        until = self._clock.monotonic() + OPEN_ANYWAY_SECONDS
        while not self.unreconciled:
            try:
                if await self.pull():
                    until = self._clock.monotonic() + OPEN_ANYWAY_SECONDS
                stopped = await self._stop()
                while self._next <= stopped:
                    await self.pull()
                log.info("reconciled", log=stopped)
                return
            except WitnessSilent:
                if self._clock.monotonic() > until:
                    self._alarm()
            await asyncio.sleep(AGAIN_SECONDS)

    def _alarm(self) -> None:
        self.unreconciled = True
        log.critical("opened_without_stand_in", after_seconds=OPEN_ANYWAY_SECONDS)

    async def _stop(self) -> int:
        """Be heard first: a stop counts as long as its book is heard."""
        witness = self._witness
        heartbeat = witness.signing.heartbeat(witness.session.head, witness.state)
        await witness.client.push(Push(heartbeat, "", ()), ASK_SECONDS)
        stop = witness.signing.stop(witness.session.head, max(self._next - 1, 0))
        return (await witness.client.stop(stop, ASK_SECONDS)).n

    async def follow(self) -> None:
        """Go on reading the log, every few seconds."""
        while True:
            await asyncio.sleep(FOLLOW_SECONDS)
            newest = self._witness.newest
            if newest is not None and not self._witness.broken and newest.log >= self._next:
                with suppress(WitnessSilent):
                    await self.pull()
                    self.unreconciled = False

    async def pull(self) -> int:
        """Take the log to its end, and say so to the stand-in; give how many lines came."""
        witness, count = self._witness, 0
        while True:
            heartbeat = witness.signing.heartbeat(witness.session.head, witness.state)
            page = await witness.client.log(heartbeat, self._next, ASK_SECONDS)
            if not page:
                return count
            await self._take(page)
            count += len(page)
            self._next = page[-1].n + 1
            log.info("stand_in_log_taken", n=page[-1].n)

    async def _take(self, page: Sequence[LogEntry]) -> None:
        lines = [line for line in page if line.message[0] != STOP]
        for start in range(0, len(lines), POST):
            part = lines[start : start + POST]
            records = [parse_record(line.message, self._city) for line in part]
            try:
                await self._hand(records, [line.receipt for line in part if self._decided(line)])
            except (Busy, Late, InDoubt) as problem:
                raise WitnessSilent(reason=repr(problem)) from None
            except Problem as problem:
                log.warning("stand_in_line_refused", n=part[0].n, reason=repr(problem))

    def _decided(self, line: LogEntry) -> bool:
        """Say whether a line's receipt is an outcome; `noted` proves nothing."""
        if not line.receipt:
            return False
        receipt = Receipt.parse(line.receipt[:-SIGNATURE_BYTES], self._city)
        return receipt.outcome != NOTED
