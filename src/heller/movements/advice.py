"""Advice: goods were handed over without the book's yes; the till says so afterwards.

    debit   card, out of the lots that were opened before and not expired then
    debit   shortfall of the merchant, what the card lacks
    credit  merchant payable

No: never. Goods that are gone cannot be declined; what the guarantee covers is asked before.
"""

from dataclasses import dataclass

from heller.book.account_state import CardAccount
from heller.book.accounts import AccountKind, account
from heller.book.lots import consume
from heller.book.transfer import Posting, Transfer


@dataclass(frozen=True, slots=True)
class Advice:
    """A payment that has happened: `at` is when (seconds UTC), for which lots are judged."""

    card: CardAccount | None
    merchant: int
    cents: int
    at: int


def advice(request: Advice) -> Transfer:
    """Pay the merchant in full: the card gives what it had then, the city the rest."""
    card, cents, at = request.card, request.cents, request.at
    covered = min(cents, card.balance(at)) if card else 0
    postings = [Posting(account(AccountKind.MERCHANT, request.merchant), cents)]
    if covered < cents:
        shortfall = account(AccountKind.SHORTFALL, request.merchant)
        postings.insert(0, Posting(shortfall, covered - cents))
    if not covered:
        return Transfer(tuple(postings))
    assert card is not None
    postings.insert(0, Posting(card.account, -covered))
    return Transfer(tuple(postings), consume(card.ref, card.lots, covered, at))
