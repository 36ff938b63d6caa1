"""The till at the real door: enrolled, sold, paid with, undone, refunded."""

import pytest
from tests.till.app.till.devices import Device, Office

pytestmark = pytest.mark.browser


def test_a_card_is_sold_paid_with_undone_and_refunded(device: Device, real: Office) -> None:
    card = real.cards(1)[0].pay_code
    assert device.do("askSale", card, 5_000)["may"] is True
    sold = device.sell(card, 5_000)
    assert (sold["state"], sold["balance"], len(sold["certificate"])) == ("accepted", 5_000, 678)
    paid = device.redeem(card, 1_240, register="B-17", staff="Ute")
    assert (paid["state"], paid["balance"], paid["by"]) == ("accepted", 3_760, "book")
    undone = device.call("undo", {"seq": paid["seq"]})
    assert (undone["state"], undone["cents"], undone["balance"]) == ("accepted", 1_240, 5_000)
    second = device.redeem(card, 2_000)
    back = device.call("refund", {"target": second["seq"], "cents": 500})
    assert (back["state"], back["balance"]) == ("accepted", 3_500)
    balance = device.do("balance", card)
    assert (balance["cents"], balance["state"]) == (3_500, "active")
    assert [move["cents"] for move in balance["moves"]] == [500, -2_000, 1_240, -1_240, 5_000]
    assert device.call("uploadNow") == {"left": 0, "problem": None}
    real.require_good()
