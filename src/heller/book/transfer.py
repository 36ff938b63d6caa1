"""A transfer: what one movement posts, and how it changes the lots of cards."""

from dataclasses import dataclass
from typing import NamedTuple


class Posting(NamedTuple):
    """One side of a transfer: cents on an account, credit positive, debit negative."""

    account: int
    cents: int


class LotMove(NamedTuple):
    """Money into (positive) or out of (negative) one lot of a card."""

    ref: bytes
    lot: int
    cents: int


class LotOpening(NamedTuple):
    """A new lot of a card; its money comes as a LotMove of the same transfer.

    Times in seconds UTC.
    """

    ref: bytes
    lot: int
    kind: int
    active_from: int
    valid_until: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """Postings that sum to 0, with the lots they move. `held` says that a person must decide."""

    postings: tuple[Posting, ...]
    moves: tuple[LotMove, ...] = ()
    opened: tuple[LotOpening, ...] = ()

    def __post_init__(self) -> None:
        """Stop the process rather than post what does not sum to 0 (I1)."""
        assert sum(p.cents for p in self.postings) == 0
        assert all(p.cents for p in self.postings)


def between(debit: int, credit: int, cents: int, moves: tuple[LotMove, ...] = ()) -> Transfer:
    """Move cents from one account to another: debit the first, credit the second."""
    return Transfer((Posting(debit, -cents), Posting(credit, cents)), moves)
