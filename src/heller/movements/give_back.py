"""What void, refund and drop share: a payment's money goes back to the lots it came from.

Kind and expiry of a lot are kept; for an expired lot a new one with 30 days is opened.
"""

from heller.book.account_state import CardAccount
from heller.book.accounts import AccountKind, account
from heller.book.lots import give_back
from heller.book.target import Target
from heller.book.transfer import Posting, Transfer


def counter_account(target: Target) -> int:
    """Give the account on the other side of the card: the merchant's, or the sale point's."""
    if target.merchant:
        return account(AccountKind.MERCHANT, target.merchant)
    return account(AccountKind.SALE_POINT, target.point)


def payment_back(target: Target, card: CardAccount, cents: int, at: int) -> Transfer:
    """Post `cents` of what left a card back to it, from where it went."""
    back = give_back(card.ref, card.lots, target.out(), cents, at)
    postings = (Posting(counter_account(target), -cents), Posting(card.account, cents))
    return Transfer(postings, back.moves, back.opened)
