"""Void: undo an own booking at the same till within 15 minutes.

Of a redemption:

    debit   merchant payable
    credit  shortfall of the merchant, as far as its own is still open
    credit  card, into the lots it came from

Of a sale, at most what is unspent of that loading:

    debit   card, out of the lot that the sale opened (suspense, if the sale was held)
    credit  sale point receivable

No: the booking is not known or not booked; it was another till's or another card's; it is more than
15 minutes old; less than the amount is left of it; of a sale, part of the amount is spent already.
"""

from dataclasses import dataclass

from heller.book.account_state import CardAccount
from heller.book.accounts import AccountKind, account
from heller.book.body import EntryKind, Outcome
from heller.book.decline import Decline, Reason
from heller.book.target import Target
from heller.book.transfer import LotMove, Transfer, between
from heller.movements.give_back import payment_back

WINDOW_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class Void:
    """An undo to decide: of `target`, asked by `till` for card `ref` at second `at` (UTC)."""

    target: Target | None
    card: CardAccount | None
    till: int
    ref: bytes
    cents: int
    at: int


def _refusal(request: Void, target: Target) -> Reason | None:
    if not target.booked or target.kind not in (EntryKind.REDEEM, EntryKind.SALE):
        return Reason.TARGET_NOT_BOOKED
    if target.till != request.till or target.ref != request.ref:
        return Reason.TARGET_OTHER
    if request.at - target.recorded_at > WINDOW_SECONDS:
        return Reason.TOO_LATE
    return Reason.ABOVE_TARGET if request.cents > target.left else None


def void(request: Void) -> Transfer | Decline:
    """Decide an undo."""
    target, card = request.target, request.card
    if target is None:
        return Decline(Reason.TARGET_UNKNOWN)
    reason = _refusal(request, target)
    if reason is not None:
        return Decline(reason)
    if target.kind == EntryKind.SALE:
        return _void_sale(target, card, request.cents)
    return payment_back(target, card, request.cents, request.at)


def _void_sale(target: Target, card: CardAccount | None, cents: int) -> Transfer | Decline:
    point = account(AccountKind.SALE_POINT, target.point)
    if target.outcome == Outcome.HELD:
        if target.settled:
            return Decline(Reason.TARGET_NOT_BOOKED)
        return between(account(AccountKind.SUSPENSE, target.point), point, cents)
    assert card is not None
    opened = target.moves[0].lot
    lot = next(lot for lot in card.lots if lot.no == opened)
    if lot.remaining < cents:
        return Decline(Reason.ALREADY_SPENT)
    return between(card.account, point, cents, (LotMove(card.ref, opened, -cents),))
