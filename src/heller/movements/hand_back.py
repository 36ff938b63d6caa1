"""Hand back: a person gives a held sale back; the sale point returned the money to its customer.

    debit   suspense of the sale point
    credit  sale point receivable

No: the sale was not held, or has been decided already.
"""

from dataclasses import dataclass

from heller.book.accounts import AccountKind, account
from heller.book.target import Target
from heller.book.transfer import Transfer, between


@dataclass(frozen=True, slots=True)
class HandBack:
    """A held sale that will not reach a card."""

    target: Target


def hand_back(request: HandBack) -> Transfer:
    """Post what is left of a held sale back to the sale point."""
    target = request.target
    suspense = account(AccountKind.SUSPENSE, target.point)
    return between(suspense, account(AccountKind.SALE_POINT, target.point), target.left)
