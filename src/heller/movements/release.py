"""Release: a person lets a held sale onto its card.

    debit   suspense of the sale point
    credit  card, as a new lot good until the end of the third year after the sale

No: the sale was not held, or has been decided already; the card cannot take money.
"""

from dataclasses import dataclass

from heller.book.account_state import CardAccount
from heller.book.accounts import AccountKind, account
from heller.book.lots import LotKind, end_of_third_year
from heller.book.target import Target
from heller.book.transfer import LotMove, LotOpening, Posting, Transfer


@dataclass(frozen=True, slots=True)
class Release:
    """A held sale and the card that gets its money."""

    target: Target
    card: CardAccount


def release(request: Release) -> Transfer:
    """Post what is left of a held sale onto the card."""
    target, card = request.target, request.card
    lot, cents = card.next_lot(), target.left
    end = end_of_third_year(target.recorded_at)
    opening = LotOpening(card.ref, lot, LotKind.PAID, target.occurred_at, end)
    suspense = account(AccountKind.SUSPENSE, target.point)
    postings = (Posting(suspense, -cents), Posting(card.account, cents))
    return Transfer(postings, (LotMove(card.ref, lot, cents),), (opening,))
