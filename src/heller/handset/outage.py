"""Whether an outage is declared: by the stand-in's signed status, for a day.

claims.md: declared is an emergency order, or the stand-in's status not older than 24 hours. It says
that it decides, which it does only when it does not hear the book.
"""

import threading
from collections.abc import Mapping
from typing import Any, Final

from heller.claims.isolated import NO_OUTAGE, Outage
from heller.errors import Problem
from heller.handset.fields import blob
from heller.handset.journal import Journal
from heller.handset.problems import Untrusted
from heller.handset.trust import Trust

HOLDS_S: Final = 24 * 3_600
DECIDING: Final = 2
_FACT: Final = "standin_status"


class HeardStatus:
    """What another thread has heard of the stand-in, until the till takes it over."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self._lock = threading.Lock()
        self._message = b""

    def hear(self, answer: Mapping[str, Any]) -> None:
        """Take an answer of GET /v1/status; what cannot be read says nothing."""
        try:
            message = blob(answer, "status")
        except Problem:
            return
        with self._lock:
            self._message = message

    def outage(self, journal: Journal, trust: Trust, now: int) -> Outage:
        """Keep what was heard when it is genuine, and say whether an outage is declared."""
        with self._lock:
            message, self._message = self._message, b""
        if message and _declared_at(message, trust) is not None:
            journal.keep(**{_FACT: message})
        declared = _declared_at(journal.fact(_FACT) or b"", trust)
        is_fresh = declared is not None and now < declared + HOLDS_S  # a slow clock is no reason
        return Outage(declared=True) if is_fresh else NO_OUTAGE


def _declared_at(message: bytes, trust: Trust) -> int | None:
    """Give when the stand-in said that it decides; None when it did not, or it was not it."""
    try:
        status = trust.status(message)
    except Untrusted:
        return None
    return status.time if status.state == DECIDING else None
