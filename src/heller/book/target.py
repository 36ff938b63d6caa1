"""The entry that a void, refund, drop or release undoes or completes."""

from dataclasses import dataclass

from heller.book.advised import Advised
from heller.book.body import EntryKind, Outcome
from heller.book.lots import still_out
from heller.book.transfer import LotMove


@dataclass(slots=True)
class Target:
    """An earlier entry as the running batch sees it; amounts in cents, times in seconds UTC.

    `reversed_cents` sums what voids, refunds and drops have taken back of it so far (I9).
    `undoes` is the hash of the claim that this one undoes (16 bytes; empty for others), `settled`
    says that a person has decided about it. Of a claim that was advised, `moves` are those of the
    advice and of what settled it, and `short_back` is what was returned to its own shortfall.
    `claim` is the signed claim itself, `to_short` what a void or refund returned to the shortfall
    of its target.
    """

    entry_id: str
    kind: int
    outcome: int
    till: int
    merchant: int
    point: int
    ref: bytes
    amount: int
    recorded_at: int
    moves: tuple[LotMove, ...]
    reversed_cents: int = 0
    settled: bool = False
    undoes: bytes = b""
    advised: Advised | None = None
    short_back: int = 0
    to_short: int = 0
    claim: bytes = b""
    occurred_at: int = 0

    @property
    def left(self) -> int:
        """Give the cents that have not been taken back."""
        return self.amount - self.reversed_cents

    @property
    def booked(self) -> bool:
        """Say whether money moved at all."""
        return self.outcome in (Outcome.OK, Outcome.HELD) and self.kind != EntryKind.DROP

    def out(self) -> list[LotMove]:
        """Give what this entry took out of the card's lots and nobody returned, last first."""
        to_card = self.reversed_cents - self.short_back
        return still_out([move for move in self.moves if move.cents < 0], to_card)

    @property
    def short(self) -> int:
        """Give the cents that neither card nor settlement has paid yet."""
        return self.advised.short if self.advised else 0
