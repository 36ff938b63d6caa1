"""Load: money comes onto a card at a sale point.

    debit   sale point receivable
    credit  card, as a new lot good until the end of the third year

A sale is signed after the money was taken, so it is never declined. What would do so holds it:

    debit   sale point receivable
    credit  suspense of the sale point, until a person decides

Held: the till may not sell; the card is unknown, blocked or replaced; the sale point's credit, the
card's limit or the day's limit does not cover it; the sale point is blocked; another amount is
printed on the card.
"""

from dataclasses import dataclass

from heller.book.account_state import CardAccount, CardState
from heller.book.accounts import AccountKind, account
from heller.book.decline import Reason
from heller.book.lots import LotKind, end_of_third_year
from heller.book.transfer import LotMove, LotOpening, Posting, Transfer, between

_STATE_REASON = {
    CardState.BLOCKED: Reason.CARD_BLOCKED,
    CardState.REPLACED: Reason.CARD_REPLACED,
}


@dataclass(frozen=True, slots=True)
class Seller:
    """A sale point's right to sell: cents owed, sold today, and the limits of both."""

    point: int
    blocked: bool
    owed: int
    sold_today: int
    credit: int
    day_limit: int
    card_limit: int


@dataclass(frozen=True, slots=True)
class Load:
    """A sale to book at second `at`; the money was taken at second `opened` (UTC)."""

    card: CardAccount | None
    seller: Seller
    cents: int
    at: int
    opened: int


def _card_reason(request: Load) -> Reason | None:
    card = request.card
    if card is None:
        return Reason.CARD_UNKNOWN
    return _STATE_REASON.get(CardState(card.state))


def why_held(request: Load) -> Reason | None:
    """Say why this sale must wait for a person; None when it can be loaded. Also `can_sell`."""
    seller, cents, card = request.seller, request.cents, request.card
    reason = _card_reason(request)
    if reason is not None or card is None:
        return reason
    if seller.owed + cents > seller.credit:
        return Reason.CREDIT_EXCEEDED
    if card.balance(request.at) + cents > seller.card_limit:
        return Reason.ABOVE_CARD_LIMIT
    if seller.sold_today + cents > seller.day_limit:
        return Reason.ABOVE_DAY_LIMIT
    if seller.blocked:
        return Reason.SELLER_BLOCKED
    printed = card.face if card.state == CardState.SEALED else 0
    return Reason.FACE_DIFFERS if printed not in (0, cents) else None


def held(request: Load) -> Transfer:
    """Post a held sale: the point owes the money, suspense keeps it."""
    point = request.seller.point
    return between(
        account(AccountKind.SALE_POINT, point), account(AccountKind.SUSPENSE, point), request.cents
    )


def load(request: Load) -> Transfer:
    """Post a sale onto its card; the caller has asked `why_held` first."""
    card = request.card
    assert card is not None
    point = account(AccountKind.SALE_POINT, request.seller.point)
    lot = card.next_lot()
    end = end_of_third_year(request.at)
    opening = LotOpening(card.ref, lot, LotKind.PAID, request.opened, end)
    postings = (Posting(point, -request.cents), Posting(card.account, request.cents))
    return Transfer(postings, (LotMove(card.ref, lot, request.cents),), (opening,))
