"""Whether the book lives, and whether the stand-in may decide; used by the store's thread alone.

A stop counts for its epoch. When the book is silent for 2 s, the stand-in decides again.
"""

from typing import Final, Protocol

from heller.claims.between import Heartbeat, Stop
from heller.standin.errors import BookDecides, Listening, Stale

SILENT_SECONDS: Final = 2.0
LISTENING, DECIDING, STOPPED = 1, 2, 3


class Clock(Protocol):
    """Wall clock (seconds UTC) and monotonic clock, as arguments."""

    def time(self) -> float:
        """Give the wall clock."""

    def monotonic(self) -> float:
        """Give seconds that never jump."""


class Presence:
    """What was last heard of the book."""

    def __init__(self, clock: Clock) -> None:
        """Begin to listen."""
        self._clock = clock
        self._started = clock.monotonic()
        self._heard = self._second = self._started - SILENT_SECONDS
        self._newest = (0, 0, 0)
        self.stopped_epoch = 0
        self.since = int(clock.time())

    def remember(self, epoch: int, stopped: int) -> None:
        """Know again after a start which epochs were heard and stopped; older ones stay stale."""
        self.stopped_epoch = stopped
        self._newest = max(self._newest, (max(epoch, stopped), 0, 0))

    @property
    def epoch(self) -> int:
        """Give the newest epoch heard."""
        return self._newest[0]

    def hear(self, heartbeat: Heartbeat) -> None:
        """Take a sign of life; raises Stale for one that is older than another, or repeated.

        Within one second a sign may come twice in the same bytes; later that is a recording.
        """
        sign, now = (heartbeat.epoch, heartbeat.seq, heartbeat.time), self._clock.monotonic()
        if sign[0] < self.epoch or (sign[0] == self.epoch and sign[2] < self._newest[2]):
            raise Stale
        if (sign[0], sign[2]) != (self.epoch, self._newest[2]):
            self._second = now
        elif now - self._second > SILENT_SECONDS:
            raise Stale
        self._newest, self._heard = sign, now

    @property
    def alive(self) -> bool:
        """Say whether the book was heard within the last 2 seconds."""
        return self._clock.monotonic() - self._heard < SILENT_SECONDS

    @property
    def state(self) -> int:
        """Give 1 listening, 2 deciding, 3 stopped."""
        if self._clock.monotonic() - self._started < SILENT_SECONDS:
            return LISTENING
        return STOPPED if self.alive and self.stopped_epoch >= self.epoch > 0 else DECIDING

    def require_deciding(self) -> None:
        """Raise Listening or BookDecides when the stand-in may not decide now."""
        if self.state == LISTENING:
            raise Listening
        if self.state == STOPPED:
            raise BookDecides

    def stop(self, stop: Stop) -> None:
        """Stop for this epoch; raises Stale for an older one."""
        if stop.epoch < max(self.epoch, self.stopped_epoch):
            raise Stale
        self.stopped_epoch = stop.epoch
