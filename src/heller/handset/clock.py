"""The clocks of a till: the time of day, a clock that never jumps, and waiting."""

import time
from typing import Protocol


class Clock(Protocol):
    """What a till asks of its device."""

    def now(self) -> int:
        """Give the time of day in UTC seconds."""
        ...

    def monotonic(self) -> float:
        """Give the seconds of a clock that never jumps."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class DeviceClock:
    """The device's own clocks."""

    def now(self) -> int:
        """Give the time of day in UTC seconds."""
        return int(time.time())

    def monotonic(self) -> float:
        """Give the seconds of a clock that never jumps."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
