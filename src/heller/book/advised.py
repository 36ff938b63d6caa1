"""What a claim cost that was handed over without the book's word, as the running batch sees it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(slots=True)
class Advised:
    """One advice: whose claim it was, when it happened (seconds UTC), and what the card lacked.

    `short` is the part of the shortfall that is still open, in cents.
    """

    till: int
    seq: int
    entry_seq: int
    occurred_at: int
    merchant: int
    ref: bytes
    short: int

    @property
    def order(self) -> tuple[int, int, int]:
        """Give the order in which shortfalls are settled: the oldest first."""
        return (self.occurred_at, self.till, self.seq)


def open_shortfalls(advices: Iterable[Advised], ref: bytes) -> list[Advised]:
    """List what is still open on a card, oldest first."""
    return sorted((a for a in advices if a.ref == ref and a.short), key=lambda one: one.order)
