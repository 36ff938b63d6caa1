"""Waiting for a condition, with an end to the patience."""

import time
from collections.abc import Callable

PAUSE_S = 0.01


def until(condition: Callable[[], bool], seconds: float) -> bool:
    """Look every 10 ms until the condition holds; False when it did not within the seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_S)
    return True
