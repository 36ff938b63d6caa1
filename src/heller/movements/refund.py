"""Refund: goods come back later, the money returns to the same card.

    debit   merchant payable, only what is not yet paid out
    credit  shortfall of the merchant, as far as the payment's own is still open
    credit  card, into the lots it came from; an expired lot gets 30 days

No: the payment is not known or was not booked; it was another merchant's or another card's; it is
more than 30 days old; less than the amount is left of it.

Held: the merchant's unpaid sum does not cover it. Nothing is booked then, it waits.
"""

from dataclasses import dataclass

from heller.book.account_state import CardAccount
from heller.book.body import EntryKind
from heller.book.decline import Decline, Reason
from heller.book.target import Target
from heller.book.transfer import Transfer
from heller.movements.give_back import payment_back

WINDOW_SECONDS = 30 * 86_400


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund to decide; `payable` is what the merchant is owed and not yet paid (cents)."""

    target: Target | None
    card: CardAccount | None
    merchant: int
    ref: bytes
    cents: int
    payable: int
    at: int


def _refusal(request: Refund, target: Target) -> Reason | None:
    if not target.booked or target.kind != EntryKind.REDEEM:
        return Reason.TARGET_NOT_BOOKED
    if target.merchant != request.merchant or target.ref != request.ref:
        return Reason.TARGET_OTHER
    if request.at - target.recorded_at > WINDOW_SECONDS:
        return Reason.TOO_LATE
    if request.cents > target.left:
        return Reason.ABOVE_TARGET
    return Reason.PAYABLE_TOO_LOW if request.cents > request.payable else None


def refund(request: Refund) -> Transfer | Decline:
    """Decide a refund; PAYABLE_TOO_LOW means held, every other reason a decline."""
    target, card = request.target, request.card
    if target is None:
        return Decline(Reason.TARGET_UNKNOWN)
    reason = _refusal(request, target)
    if reason is not None:
        return Decline(reason)
    return payment_back(target, card, request.cents, request.at)
