"""Orders that move money: what a person decides about a held sale."""

from typing import Final

from heller.book.account_state import CardState
from heller.book.body import EntryKind, Outcome
from heller.book.target import Target
from heller.city.register import What
from heller.claims.batch import Batch
from heller.claims.office import OfficeOrder
from heller.claims.order_effect import Effect, Handler, argument
from heller.errors import OrderRefused
from heller.movements.hand_back import HandBack, hand_back
from heller.movements.release import Release, release


def _held_sale(batch: Batch, order: OfficeOrder) -> Target:
    target = batch.targets.get(argument(order, "claim", bytes))
    if target is None or (target.kind, target.outcome) != (EntryKind.SALE, Outcome.HELD):
        raise OrderRefused("There is no held sale under this claim.")
    if not target.left:
        raise OrderRefused("This held sale has been decided already.")
    return target


def _release(batch: Batch, order: OfficeOrder) -> Effect:
    target = _held_sale(batch, order)
    card = batch.cards.get(target.ref)
    if card is None or card.state not in (CardState.SEALED, CardState.ACTIVE):
        raise OrderRefused("The card cannot take money; give the sale back instead.")
    transfer = release(Release(target, card))
    card.state = CardState.ACTIVE
    change = (What.CARD_STATE, target.ref, int(CardState.ACTIVE))
    return Effect((change,), transfer, ref=target.ref, cents=target.left, target=target)


def _return(batch: Batch, order: OfficeOrder) -> Effect:
    target = _held_sale(batch, order)
    transfer = hand_back(HandBack(target))
    return Effect((), transfer, ref=target.ref, cents=target.left, target=target)


MONEY_ORDERS: Final[dict[str, Handler]] = {"held.release": _release, "held.return": _return}
