"""Orders that change the register: merchants, points, sellers, tills, cards, settings, people."""

from typing import Any, Final

from heller.book.account_state import CardState
from heller.book.decline import Decline
from heller.city.register import (
    MAY_REDEEM,
    MAY_SELL,
    State,
    Till,
    TillState,
    What,
)
from heller.city.settings import SETTINGS
from heller.claims.batch import Batch
from heller.claims.granting import grant
from heller.claims.office import OfficeOrder
from heller.claims.order_effect import Effect, Handler, amount, argument
from heller.claims.questions import Enrol
from heller.claims.till_change import till_change
from heller.errors import BadSignature, OrderRefused
from heller.keys import KEY_BYTES, verify_message
from heller.movements.block import Block, block
from heller.movements.issue import Issue

MAX_CARDS: Final = 1_000  # in one order, so that its entry stays small
_WIDTHS: Final = (10, 32, 16, 32)  # ref, public key, lkey, H(view)


def _merchant_add(batch: Batch, _order: OfficeOrder) -> Effect:
    no = max(batch.register.merchants, default=0) + 1
    return Effect(((What.MERCHANT, no, int(State.ACTIVE)),))


def _merchant(batch: Batch, order: OfficeOrder) -> int:
    no = amount(order, "merchant")
    if no not in batch.register.merchants:
        raise OrderRefused(f"There is no merchant {no}.")
    return no


def _merchant_state(state: State) -> Handler:
    def handler(batch: Batch, order: OfficeOrder) -> Effect:
        return Effect(((What.MERCHANT, _merchant(batch, order), int(state)),))

    return handler


def _point_add(batch: Batch, order: OfficeOrder) -> Effect:
    no = max(batch.register.points, default=0) + 1
    merchant = _merchant(batch, order)
    group = amount(order, "group", 255) if "group" in order.arguments else 0
    return Effect(((What.POINT, no, merchant, int(State.ACTIVE), group),))


def _point(batch: Batch, order: OfficeOrder) -> int:
    no = amount(order, "point")
    if no not in batch.register.points:
        raise OrderRefused(f"There is no acceptance point {no}.")
    return no


def _point_state(state: State) -> Handler:
    def handler(batch: Batch, order: OfficeOrder) -> Effect:
        point = batch.register.points[_point(batch, order)]
        return Effect(((What.POINT, point.no, point.merchant, int(state), point.group),))

    return handler


def _seller_grant(batch: Batch, order: OfficeOrder) -> Effect:
    credit, day = amount(order, "credit_cents"), amount(order, "day_limit_cents")
    return Effect(((What.SELLER, _point(batch, order), credit, day, int(State.ACTIVE)),))


def _seller_state(state: State) -> Handler:
    def handler(batch: Batch, order: OfficeOrder) -> Effect:
        right = batch.register.sellers.get(_point(batch, order))
        if right is None:
            raise OrderRefused("This acceptance point has no right to sell.")
        row = (What.SELLER, right.point, right.credit, right.day_limit, int(state))
        return Effect((row,))

    return handler


def _till_invite(batch: Batch, order: OfficeOrder) -> Effect:
    _point(batch, order)
    _role(order)
    return Effect()


def _role(order: OfficeOrder) -> int:
    role = amount(order, "role", 7)
    if not role & (MAY_REDEEM | MAY_SELL):
        raise OrderRefused("A till may redeem, sell, or both.")
    return role


def _till_admit(batch: Batch, order: OfficeOrder) -> Effect:
    message = argument(order, "enrol", bytes)
    enrol = Enrol.parse(message[:-64], batch.scope.city)
    if verify_message(batch.scope, "enrol", enrol.public, message) is None:
        raise BadSignature
    if any(till.public == enrol.public for till in batch.register.tills.values()):
        raise OrderRefused("A till with this key is enrolled already.")
    no = max(batch.register.tills, default=0) + 1
    point = batch.register.points[_point(batch, order)]
    till = Till(no, point.merchant, point.no, enrol.public, _role(order), int(TillState.ACTIVE))
    return Effect(
        (till_change(till, TillState.ACTIVE), (What.LEASE, grant(batch, till))),
    )


def _till_revoke(batch: Batch, order: OfficeOrder) -> Effect:
    no = amount(order, "till")
    till = batch.register.tills.get(no)
    if till is None:
        raise OrderRefused(f"There is no till {no}.")
    return Effect((till_change(till, TillState.REVOKED),))


def _cards_register(batch: Batch, order: OfficeOrder) -> Effect:
    face, issuer = amount(order, "face_cents"), amount(order, "issuer_key", 255)
    rows = argument(order, "cards", list)
    if not 0 < len(rows) <= MAX_CARDS:
        raise OrderRefused(f"An order registers 1 to {MAX_CARDS} cards.")
    batch_no = batch.register.batches + 1
    first = batch.register.cards + 1
    cards = [_card(row, first + place, batch_no, face) for place, row in enumerate(rows)]
    refs = {card[1] for card in cards}
    if len(refs) != len(cards) or any(ref in batch.cards for ref in refs):
        raise OrderRefused("A card of this order is registered already.")
    return Effect(((What.BATCH, batch_no, face, len(cards), issuer), *cards))


def _card(row: object, no: int, batch_no: int, face: int) -> tuple[Any, ...]:
    match row:
        case [bytes(ref), bytes(public), bytes(lkey), bytes(view_hash)]:
            widths = (len(ref), len(public), len(lkey), len(view_hash))
            if widths == _WIDTHS:
                return Issue(ref, no, batch_no, face, public, lkey, view_hash).row()
        case _:
            pass
    raise OrderRefused("A card is [ref, public key, lkey, H(view)].")


def _card_block(*, blocked: bool) -> Handler:
    def handler(batch: Batch, order: OfficeOrder) -> Effect:
        ref = argument(order, "ref", bytes)
        card = batch.cards.get(ref)
        state = block(Block(card, blocked))
        if isinstance(state, Decline) or card is None:
            raise OrderRefused("This card cannot be blocked or unblocked.")
        card.state = CardState(state)
        return Effect(((What.CARD_STATE, ref, int(state)),), ref=ref)

    return handler


def _setting_set(_batch: Batch, order: OfficeOrder) -> Effect:
    name, value = argument(order, "name", str), amount(order, "value")
    setting = SETTINGS.get(name)
    if setting is None:
        raise OrderRefused(f"There is no setting {name!r}. Known: {', '.join(sorted(SETTINGS))}.")
    if not setting.low <= value <= setting.high:
        raise OrderRefused(f"{name} must be between {setting.low} and {setting.high}.")
    return Effect(((What.SETTING, name, value),))


def _public(order: OfficeOrder) -> bytes:
    public: bytes = argument(order, "public", bytes)
    if len(public) != KEY_BYTES:
        raise OrderRefused("A public key has 32 bytes.")
    return public


def _approver_add(batch: Batch, order: OfficeOrder) -> Effect:
    no = max(batch.register.approvers, default=0) + 1
    actor = argument(order, "actor", str)
    if any(one.actor == actor for one in batch.register.approvers.values()):
        raise OrderRefused(f"{actor!r} is an approver already.")
    return Effect(((What.APPROVER, no, actor, _public(order), 1),))


def _key_add(_batch: Batch, order: OfficeOrder) -> Effect:
    actor, rights = argument(order, "actor", str), amount(order, "rights", 255)
    return Effect(((What.OFFICE_KEY, actor, _public(order), rights),))


REGISTER_ORDERS: Final[dict[str, Handler]] = {
    "merchant.add": _merchant_add,
    "merchant.block": _merchant_state(State.BLOCKED),
    "merchant.unblock": _merchant_state(State.ACTIVE),
    "point.add": _point_add,
    "point.block": _point_state(State.BLOCKED),
    "point.unblock": _point_state(State.ACTIVE),
    "seller.grant": _seller_grant,
    "seller.block": _seller_state(State.BLOCKED),
    "seller.unblock": _seller_state(State.ACTIVE),
    "till.invite": _till_invite,
    "till.admit": _till_admit,
    "till.revoke": _till_revoke,
    "cards.register": _cards_register,
    "card.block": _card_block(blocked=True),
    "card.unblock": _card_block(blocked=False),
    "setting.set": _setting_set,
    "approver.add": _approver_add,
    "key.add": _key_add,
}
