"""Block and unblock: a card stops paying, or pays again; its money stays where it is.

    debit   nothing
    credit  nothing

No: the card is unknown, or was replaced. A card without any loading goes back to sealed.
"""

from dataclasses import dataclass

from heller.book.account_state import CardAccount, CardState
from heller.book.decline import Decline, Reason


@dataclass(frozen=True, slots=True)
class Block:
    """A card to block (`blocked`) or to unblock."""

    card: CardAccount | None
    blocked: bool


def block(request: Block) -> CardState | Decline:
    """Give the card's new state; a replaced card stays replaced."""
    card = request.card
    if card is None:
        return Decline(Reason.CARD_UNKNOWN)
    if card.state == CardState.REPLACED:
        return Decline(Reason.CARD_REPLACED)
    if request.blocked:
        return CardState.BLOCKED
    return CardState.ACTIVE if card.lots else CardState.SEALED
