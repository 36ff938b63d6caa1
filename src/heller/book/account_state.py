"""What the book knows about a card at the moment of a decision."""

from dataclasses import dataclass, field
from enum import IntEnum

from heller.book.accounts import AccountKind, account
from heller.book.lots import Lot, available
from heller.book.transfer import LotMove, LotOpening


class CardState(IntEnum):
    """What may be done with a card."""

    SEALED = 1
    ACTIVE = 2
    BLOCKED = 3
    REPLACED = 4


@dataclass(slots=True)
class CardAccount:
    """A card as the running batch sees it: its state and its lots, changed by each decision.

    `fresh`: registered in this very batch, so nobody could check its proofs before.
    """

    ref: bytes
    no: int
    state: int
    public: bytes
    face: int = 0
    lots: list[Lot] = field(default_factory=list)
    fresh: bool = False

    @property
    def account(self) -> int:
        """Give the card's account number."""
        return account(AccountKind.CARD, self.no)

    def balance(self, at: int) -> int:
        """Give the cents that the card can pay at this second."""
        return available(self.lots, at)

    def next_lot(self) -> int:
        """Give the number of the next lot to open."""
        return max((lot.no for lot in self.lots), default=0) + 1

    def open_lot(self, opening: LotOpening) -> None:
        """Add a lot that a transfer opens."""
        self.lots.append(
            Lot(opening.lot, opening.kind, 0, opening.active_from, opening.valid_until)
        )

    def move(self, move: LotMove) -> None:
        """Change one lot by a transfer's move; a lot below 0 stops the process (I3)."""
        for place, lot in enumerate(self.lots):
            if lot.no == move.lot:
                remaining = lot.remaining + move.cents
                assert remaining >= 0
                self.lots[place] = lot._replace(remaining=remaining)
                return
        raise AssertionError("a move on a lot that does not exist")
