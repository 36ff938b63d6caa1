"""How a till stands: who it is, what is still to go, what it did last."""

from dataclasses import dataclass

from heller.errors import Problem
from heller.handset.identity import Identity
from heller.handset.journal import Journal
from heller.handset.result import Result, result_of


@dataclass(frozen=True, slots=True)
class Standing:
    """A till's state; `problem` is what stands between it and the city, None when all is well."""

    identity: Identity
    problem: Problem | None
    unreceipted: int
    results: list[Result]


def results(journal: Journal, limit: int) -> list[Result]:
    """Give the last decided claims, newest first."""
    decided = [(entry, journal.decision_on(entry.seq)) for entry in journal.claims(limit)]
    return [result_of(entry, said.verdict) for entry, said in decided if said is not None]


def last_result(journal: Journal) -> Result | None:
    """Give the newest result if nobody has confirmed to have seen it."""
    found = results(journal, 1)
    seen = int.from_bytes(journal.fact("seen") or b"\0")
    return found[0] if found and found[0].claim.seq > seen else None
