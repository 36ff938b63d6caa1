"""What void, refund and drop share: a payment's money goes back to where it came from.

What the city paid for the card goes back first, to the shortfall; the rest to the lots. Kind and
expiry of a lot are kept; for an expired lot a new one with 30 days is opened.
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


def payment_back(target: Target, card: CardAccount | None, cents: int, at: int) -> Transfer:
    """Post `cents` of a payment back: to its own shortfall first, then to the card."""
    short = min(cents, target.short)
    postings = [Posting(counter_account(target), -cents)]
    if short:
        postings.append(Posting(account(AccountKind.SHORTFALL, target.merchant), short))
    if cents == short:
        return Transfer(tuple(postings))
    assert card is not None
    back = give_back(card.ref, card.lots, target.out(), cents - short, at)
    postings.append(Posting(card.account, cents - short))
    return Transfer(tuple(postings), back.moves, back.opened)
