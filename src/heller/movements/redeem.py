"""Redeem: pay with a card at an acceptance point.

    debit   card, out of its lots: bonus by expiry first, then by expiry
    credit  merchant payable

No: the till may not redeem; the card is unknown, blocked, not yet sold or replaced; all its money
has expired; it has less than the amount.
"""

from dataclasses import dataclass

from heller.book.account_state import CardAccount, CardState
from heller.book.accounts import AccountKind, account
from heller.book.decline import Decline, Reason
from heller.book.lots import consume
from heller.book.transfer import Transfer, between

_STATE_REASON = {
    CardState.BLOCKED: Reason.CARD_BLOCKED,
    CardState.SEALED: Reason.CARD_SEALED,
    CardState.REPLACED: Reason.CARD_REPLACED,
}


@dataclass(frozen=True, slots=True)
class Redeem:
    """A payment to decide: `at` is the second for which lots are judged (UTC)."""

    card: CardAccount | None
    merchant: int
    cents: int
    at: int


def _all_expired(card: CardAccount, at: int) -> bool:
    filled = [lot for lot in card.lots if lot.remaining]
    return bool(filled) and all(lot.valid_until < at for lot in filled)


def redeem(request: Redeem) -> Transfer | Decline:
    """Decide a payment: the card gives it all, or nothing."""
    card, cents, at = request.card, request.cents, request.at
    if card is None:
        return Decline(Reason.CARD_UNKNOWN)
    if card.state != CardState.ACTIVE:
        return Decline(_STATE_REASON[CardState(card.state)])
    if card.balance(at) < cents:
        expired = _all_expired(card, at)
        return Decline(Reason.CARD_EXPIRED if expired else Reason.INSUFFICIENT)
    moves = consume(card.ref, card.lots, cents, at)
    return between(card.account, account(AccountKind.MERCHANT, request.merchant), cents, moves)
