"""Settle: money came into lots that a card had before it fell short, so it pays what it lacked.

    debit   card, out of the lots that were opened before and not expired then
    credit  shortfall of the merchant

No: never. It is money of the time before; a later loading pays nothing here.
"""

from dataclasses import dataclass

from heller.book.account_state import CardAccount
from heller.book.accounts import AccountKind, account
from heller.book.advised import Advised
from heller.book.lots import consume
from heller.book.transfer import Transfer, between


@dataclass(frozen=True, slots=True)
class Settle:
    """An open shortfall of a card."""

    card: CardAccount
    shortfall: Advised


def settle(request: Settle) -> Transfer:
    """Pay as much of the shortfall as the card has in lots of that time; it may be nothing."""
    card, open_one = request.card, request.shortfall
    cents = min(open_one.short, card.balance(open_one.occurred_at))
    if not cents:
        return Transfer(())
    moves = consume(card.ref, card.lots, cents, open_one.occurred_at)
    shortfall = account(AccountKind.SHORTFALL, open_one.merchant)
    return between(card.account, shortfall, cents, moves)
