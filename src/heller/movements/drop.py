"""Drop: the till says that nothing was handed over, so its booking is undone.

Of a redemption or its advice:

    debit   merchant payable
    credit  shortfall of the merchant, as far as it is still open
    credit  card, into the lots it came from

Of a refund, or a void of a redemption, as far as the card still has it:

    debit   card, out of the lots it went into
    debit   shortfall of the merchant, what it had returned there
    credit  merchant payable

Of a void of a sale:

    debit   sale point receivable
    credit  card (suspense, if the sale was held)

No: a sale itself cannot be dropped, its money was taken before it was signed. What was declined or
held is dropped without a posting.
"""

from dataclasses import dataclass

from heller.book.account_state import CardAccount
from heller.book.accounts import AccountKind, account
from heller.book.body import EntryKind, Outcome
from heller.book.target import Target
from heller.book.transfer import LotMove, Posting, Transfer, between
from heller.movements.give_back import counter_account, payment_back


@dataclass(frozen=True, slots=True)
class Drop:
    """A booking to undo because its till dropped it; `at` in seconds UTC."""

    target: Target
    card: CardAccount | None
    at: int


def drop(request: Drop) -> Transfer:
    """Undo what is left of the target; posts nothing when there was nothing."""
    target, card = request.target, request.card
    if target.outcome != Outcome.OK or not target.left:
        return Transfer(())
    if not target.moves and not target.merchant:
        suspense = account(AccountKind.SUSPENSE, target.point)
        return between(counter_account(target), suspense, target.left)
    if target.kind == EntryKind.REDEEM or _took(target):
        return payment_back(target, card, target.left, request.at)
    return _take_again(target, card)


def _took(target: Target) -> bool:
    """Say whether the card gave money: what is undone was the void of a sale."""
    return bool(target.moves) and target.moves[0].cents < 0


def _take_again(target: Target, card: CardAccount | None) -> Transfer:
    moves = _taken(target, card) if card else ()
    cents = -sum(move.cents for move in moves)
    postings: list[Posting] = []
    if card and cents:
        postings.append(Posting(card.account, -cents))
    if target.to_short:
        shortfall = account(AccountKind.SHORTFALL, target.merchant)
        postings.append(Posting(shortfall, -target.to_short))
    if cents + target.to_short:
        postings.append(Posting(counter_account(target), cents + target.to_short))
    return Transfer(tuple(postings), moves)


def _taken(target: Target, card: CardAccount) -> tuple[LotMove, ...]:
    """Give what the card still has of what it was given."""
    remaining = {lot.no: lot.remaining for lot in card.lots}
    parts = ((move.lot, min(move.cents, remaining[move.lot])) for move in target.moves)
    return tuple(LotMove(card.ref, lot, -cents) for lot, cents in parts if cents > 0)
