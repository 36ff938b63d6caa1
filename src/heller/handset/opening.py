"""Opening a till: is it still the only one of its number, is everything decided. Once, first."""

from dataclasses import dataclass
from typing import Final

from heller.errors import ClockApart, Problem
from heller.handset.counter import Counter
from heller.handset.door import Head
from heller.handset.journal import Journal
from heller.handset.problems import MustEnrolAgain, is_silence
from heller.handset.renewal import renew_if_due

AGAIN_S: Final = 5.0
NONCE: Final = slice(13, 21)  # of a HELLO


@dataclass(frozen=True, slots=True)
class Opening:
    """What the city said when the till was opened: nothing, that all is well, or a problem.

    `at` is a moment of the monotonic clock; `renewal` what stood in the way of a lease that is due.
    """

    problem: Problem | None
    at: float
    renewal: Problem | None = None
    new_lease: bool = False

    def holds(self, now: float) -> bool:
        """Say whether this still counts: while all is well, and after silence for a few seconds."""
        return self.problem is None or now - self.at < AGAIN_S

    @property
    def answered(self) -> bool:
        """Say whether the city answered."""
        return self.problem is None or not is_silence(self.problem)

    def demand_free(self) -> None:
        """Let no claim pass that cannot be booked.

        Silence is no reason, the claim asks again; nor is a wrong clock, which bars questions only
        (docs/decisions/0008).
        """
        if self.problem is not None and self.answered and not isinstance(self.problem, ClockApart):
            raise self.problem


def open_till(journal: Journal, counter: Counter, hello: bytes) -> Opening:
    """Compare the till's head with the city's, then decide what is undecided."""
    problem: Problem | None = None
    begin = counter.clock.monotonic()
    try:
        _compare(journal, counter.door.head(hello))
    except Problem as found:
        problem = found
        if counter.standin is not None and is_silence(found):
            counter.standin.watch.missed(begin)  # and the stand-in is asked at once
    if journal.fact("must_enrol") is None:
        counter.resolve()
    if journal.fact("must_enrol") is not None:  # also learnt while resolving
        problem = MustEnrolAgain()
    had = journal.fact("lease")
    refused = renew_if_due(counter, hello[NONCE]) if problem is None else None
    new = journal.fact("lease") != had
    return Opening(problem, counter.clock.monotonic(), refused, new)


def _compare(journal: Journal, head: Head) -> None:
    """Refuse to go on when the city has a record of this till that this folder has not written."""
    last = journal.last()
    own = last.seq if last else 0
    if head.seq > own:
        _stop(journal)
    entry = journal.entry(head.seq)
    if entry is not None and entry.record.hash != head.hash:
        _stop(journal)


def _stop(journal: Journal) -> None:
    journal.keep(must_enrol=b"\1")
    raise MustEnrolAgain
