"""Every order that changes the register, good and bad."""

from typing import Any

import pytest
from tests.claims.made import CARDS, LEASE_KEY, NOW, approval, device, made_city, order
from tests.claims.samples import SCOPE, UNNA, digest, key

from heller.book.account_state import CardState
from heller.city.register import State, TillState, What
from heller.claims.lease import Lease
from heller.claims.messages import Enrol, open_message, seal
from heller.claims.orders import ORDERS, OrderAnswer
from heller.claims.receipts import Receipt
from heller.claims.register_orders import MAX_CARDS, REGISTER_ORDERS
from heller.errors import BadSignature, Malformed, OrderRefused, Problem

NEW = type(CARDS[0])("new")
NEWER = type(CARDS[0])("newer")
TILL_KEY = key("till 5")
ENROL = Enrol(UNNA, NOW, TILL_KEY.public, digest("code"))
SIGNED_ENROL = seal(SCOPE, TILL_KEY, ENROL)
PUBLIC = key("carla").public


def carry_out(kind: str, **arguments: Any) -> OrderAnswer | Problem:  # noqa: ANN401
    """Give an order to a new city, approved by a second person."""
    message = order(kind, **arguments)
    return made_city().order(message, approval(message))


@pytest.mark.parametrize(
    ("kind", "arguments", "change"),
    [
        ("merchant.add", {}, (What.MERCHANT, 3, State.ACTIVE)),
        ("merchant.block", {"merchant": 2}, (What.MERCHANT, 2, State.BLOCKED)),
        ("merchant.unblock", {"merchant": 2}, (What.MERCHANT, 2, State.ACTIVE)),
        ("point.add", {"merchant": 2}, (What.POINT, 3, 2, State.ACTIVE, 0)),
        ("point.add", {"merchant": 2, "group": 255}, (What.POINT, 3, 2, State.ACTIVE, 255)),
        ("point.block", {"point": 1}, (What.POINT, 1, 1, State.BLOCKED, 0)),
        ("point.unblock", {"point": 1}, (What.POINT, 1, 1, State.ACTIVE, 0)),
        (
            "seller.grant",
            {"point": 2, "credit_cents": 500, "day_limit_cents": 300},
            (What.SELLER, 2, 500, 300, State.ACTIVE),
        ),
        ("seller.block", {"point": 1}, (What.SELLER, 1, 200_000, 100_000, State.BLOCKED)),
        ("seller.unblock", {"point": 1}, (What.SELLER, 1, 200_000, 100_000, State.ACTIVE)),
        (
            "till.revoke",
            {"till": 4},
            (What.TILL, 4, 2, 2, device(4).key.public, 1, TillState.REVOKED),
        ),
        ("setting.set", {"name": "limit", "value": 0}, (What.SETTING, "limit", 0)),
        ("setting.set", {"name": "limit", "value": 10_000}, (What.SETTING, "limit", 10_000)),
        (
            "approver.add",
            {"actor": "carla", "public": PUBLIC},
            (What.APPROVER, 3, "carla", PUBLIC, 1),
        ),
        (
            "key.add",
            {"actor": "carla", "public": PUBLIC, "rights": 255},
            (What.OFFICE_KEY, "carla", PUBLIC, 255),
        ),
        ("card.block", {"ref": CARDS[0].ref}, (What.CARD_STATE, CARDS[0].ref, CardState.BLOCKED)),
        ("card.unblock", {"ref": CARDS[0].ref}, (What.CARD_STATE, CARDS[0].ref, CardState.SEALED)),
    ],
)
def test_one_change(kind: str, arguments: dict[str, Any], change: tuple[Any, ...]) -> None:
    answer = carry_out(kind, **arguments)
    assert isinstance(answer, OrderAnswer)
    assert answer.changes == (change,)


def test_an_invitation_changes_nothing_yet() -> None:
    answer = carry_out("till.invite", point=1, role=3)
    assert isinstance(answer, OrderAnswer)
    assert answer.changes == ()


def test_a_till_is_admitted_with_its_first_lease() -> None:
    book = made_city()
    answer = book.order(order("till.admit", enrol=SIGNED_ENROL, point=2, role=1))
    assert isinstance(answer, OrderAnswer)
    till, (what, lease) = answer.changes
    assert till == (What.TILL, 5, 2, 2, TILL_KEY.public, 1, TillState.ACTIVE)
    assert what == What.LEASE
    opened = open_message(Lease, SCOPE, LEASE_KEY[1].public, lease)
    assert (opened.till, opened.point, opened.public, opened.number) == (5, 2, TILL_KEY.public, 5)
    assert book.register.lease_of_till[5] == 5


def test_cards_are_registered_as_a_batch() -> None:
    book = made_city()
    rows = [NEW.row(), NEWER.row()]
    answer = book.order(order("cards.register", face_cents=2_500, issuer_key=1, cards=rows))
    assert isinstance(answer, OrderAnswer)
    assert answer.changes == (
        (What.BATCH, 1, 2_500, 2, 1),
        (What.CARD, NEW.ref, 4, 1, 2_500, *NEW.row()[1:], CardState.SEALED),
        (What.CARD, NEWER.ref, 5, 1, 2_500, *NEWER.row()[1:], CardState.SEALED),
    )


def test_a_blocked_card_pays_again_when_unblocked() -> None:
    book, till = made_city(), device(1)
    book.ask(till.sale(CARDS[0], 500))
    states = []
    for kind in ("card.block", "card.unblock"):
        answer = book.order(order(kind, ref=CARDS[0].ref))
        assert isinstance(answer, OrderAnswer)
        states.append(answer.changes[0][2])
        receipt = Receipt.parse(book.body(book.ids()[-1]).receipt[:-64], UNNA)
        assert (receipt.ref, receipt.balance) == (CARDS[0].ref, 500)
    assert states == [CardState.BLOCKED, CardState.ACTIVE]


THIRD = {"face_cents": 0, "issuer_key": 1}
BAD: list[tuple[str, dict[str, Any], str]] = [
    ("merchant.block", {"merchant": 3}, "There is no merchant 3."),
    ("merchant.unblock", {}, "The argument 'merchant' is missing or not int."),
    ("point.add", {"merchant": 3}, "There is no merchant 3."),
    ("point.add", {"merchant": 1, "group": 256}, "The argument 'group' must be between 0 and 255."),
    ("point.block", {"point": 3}, "There is no acceptance point 3."),
    (
        "seller.grant",
        {"point": 3, "credit_cents": 1, "day_limit_cents": 1},
        "There is no acceptance point 3.",
    ),
    ("seller.grant", {"point": 1}, "The argument 'credit_cents' is missing or not int."),
    ("seller.block", {"point": 2}, "This acceptance point has no right to sell."),
    ("seller.unblock", {"point": 3}, "There is no acceptance point 3."),
    ("till.invite", {"point": 3, "role": 1}, "There is no acceptance point 3."),
    ("till.invite", {"point": 1, "role": 4}, "A till may redeem, sell, or both."),
    ("till.invite", {"point": 1, "role": 8}, "The argument 'role' must be between 0 and 7."),
    (
        "till.admit",
        {"enrol": SIGNED_ENROL, "point": 3, "role": 1},
        "There is no acceptance point 3.",
    ),
    (
        "till.admit",
        {"enrol": seal(SCOPE, device(4).key, Enrol(UNNA, NOW, device(4).key.public, bytes(32)))}
        | {"point": 1, "role": 1},
        "A till with this key is enrolled already.",
    ),
    ("till.revoke", {"till": 5}, "There is no till 5."),
    ("cards.register", {**THIRD, "cards": []}, "An order registers 1 to 1000 cards."),
    (
        "cards.register",
        {**THIRD, "cards": [[]] * (MAX_CARDS + 1)},
        "An order registers 1 to 1000 cards.",
    ),
    (
        "cards.register",
        {**THIRD, "cards": [NEW.row(), NEW.row()]},
        "A card of this order is registered already.",
    ),
    (
        "cards.register",
        {**THIRD, "cards": [CARDS[0].row()]},
        "A card of this order is registered already.",
    ),
    ("card.block", {"ref": NEW.ref}, "This card cannot be blocked or unblocked."),
    ("setting.set", {"name": "limit", "value": 10_001}, "limit must be between 0 and 10000."),
    ("approver.add", {"actor": "bert", "public": PUBLIC}, "'bert' is an approver already."),
    ("approver.add", {"actor": "carla", "public": b"short"}, "A public key has 32 bytes."),
    ("key.add", {"actor": "carla", "public": b"", "rights": 1}, "A public key has 32 bytes."),
]


@pytest.mark.parametrize(("kind", "arguments", "sentence"), BAD)
def test_no(kind: str, arguments: dict[str, Any], sentence: str) -> None:
    answer = carry_out(kind, **arguments)
    assert type(answer) is OrderRefused
    assert answer.detail == sentence


@pytest.mark.parametrize(
    "row",
    [
        "a card",
        NEW.row()[:3],
        [*NEW.row(), b""],
        ["not bytes", *NEW.row()[1:]],
        [NEW.ref[:9], *NEW.row()[1:]],
        [*NEW.row()[:3], bytes(31)],
    ],
    ids=["no row", "three parts", "five parts", "no bytes", "short ref", "short hash"],
)
def test_what_is_no_card(row: object) -> None:
    answer = carry_out("cards.register", **THIRD, cards=[row])
    assert type(answer) is OrderRefused
    assert answer.detail == "A card is [ref, public key, lkey, H(view)]."


def test_an_unknown_setting_is_told_the_known_ones() -> None:
    answer = carry_out("setting.set", name="limits", value=1)
    assert type(answer) is OrderRefused
    assert answer.detail.startswith("There is no setting 'limits'. Known: association_credit, ")


def test_a_till_signs_its_own_enrolment() -> None:
    forged = ENROL.pack() + key("till 6").sign(SCOPE, "enrol", ENROL.pack())
    assert type(carry_out("till.admit", enrol=forged, point=1, role=1)) is BadSignature
    assert type(carry_out("till.admit", enrol=b"cut off", point=1, role=1)) is Malformed


def test_a_replaced_card_stays_replaced() -> None:
    book = made_city()
    book.cards[CARDS[0].ref].state = CardState.REPLACED
    assert type(book.order(order("card.unblock", ref=CARDS[0].ref))) is OrderRefused


def test_every_kind_is_tried_here() -> None:
    tried = {"merchant.add", "till.invite", "till.admit", "cards.register"}
    tried |= {"card.block", "card.unblock", "key.add"} | {kind for kind, _, _ in BAD}
    tried |= {"point.unblock"}
    assert tried == set(REGISTER_ORDERS)
    others = {"claim.resolve", "held.release", "held.return", "pot.grant", "pot.raise"}
    assert set(ORDERS) - tried == others
