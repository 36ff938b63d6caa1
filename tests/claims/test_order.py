"""An emergency order stays within its hard maxima and says only what its action may say."""

from dataclasses import replace
from typing import Any

import pytest
from tests.claims.samples import KAMEN, ORDERS, SATURDAY, UNNA

from heller.claims.order import Action, Order
from heller.errors import Malformed, WrongCity

OUTAGE, PAID_IN, BLOCK, ENDPOINT = ORDERS


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: Action(order.action).name)
def test_an_order_comes_back_equal(order: Order) -> None:
    assert Order.parse(order.pack(), UNNA) == order
    assert len(order.pack()) == 37 + len(order.text)


@pytest.mark.parametrize("action", [Action.EXTEND, Action.LIMITS, Action.BRAKE, Action.ALL_CLEAR])
def test_every_action_is_read(action: Action) -> None:
    order = replace(OUTAGE, action=action, limit=10_000, pot=50_000, value=3)
    assert Order.parse(order.pack(), UNNA) == order


def test_what_an_order_is_about() -> None:
    assert (PAID_IN.target, BLOCK.target) == (5, 17)


@pytest.mark.parametrize(
    ("order", "changes"),
    [
        (OUTAGE, {"limit": 10_001}),
        (OUTAGE, {"until": SATURDAY - 1}),
        (OUTAGE, {"until": SATURDAY + 30 * 86_400 + 1}),
        (OUTAGE, {"action": 0}),
        (OUTAGE, {"action": 9}),
        (OUTAGE, {"arg": bytes(7) + b"\1"}),
        (OUTAGE, {"text": "https://ersatz.example"}),
        (PAID_IN, {"arg": bytes(7) + b"\1"}),
        (BLOCK, {"arg": bytes(8)}),
        (BLOCK, {"arg": b"\3" + bytes(7)}),
        (BLOCK, {"arg": b"\1" + bytes(6) + b"\1"}),
        (ENDPOINT, {"arg": bytes(8)}),
        (ENDPOINT, {"arg": b"\6" + bytes(7)}),
        (ENDPOINT, {"arg": b"\1\1" + bytes(6)}),
        (ENDPOINT, {"text": ""}),
        (ENDPOINT, {"text": "ä" * 61}),
    ],
)
def test_what_no_order_says_is_refused(order: Order, changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        replace(order, **changes)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        OUTAGE.pack()[:-1],
        OUTAGE.pack() + b"a",
        ENDPOINT.pack()[:-1],
        ENDPOINT.pack()[:-1] + b"\xff",
    ],
)
def test_what_is_no_order_is_refused(payload: bytes) -> None:
    with pytest.raises(Malformed):
        Order.parse(payload, UNNA)


def test_another_citys_order_is_refused() -> None:
    with pytest.raises(WrongCity):
        Order.parse(OUTAGE.pack(), KAMEN)
