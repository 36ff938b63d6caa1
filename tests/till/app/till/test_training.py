"""Practising: the same till, a book inside the app, and nothing that ever leaves it."""

import pytest
from tests.running_city import until
from tests.till.app.till.devices import Device, Office

pytestmark = pytest.mark.browser


def test_everything_can_be_practised_and_nothing_is_sent(device: Device, real: Office) -> None:
    before, asked = real.seq(), []
    device.page.on("request", lambda request: asked.append(request.url))
    shown = device.do("train")
    rich, poor, sealed, blocked = (card["text"] for card in shown["cards"])
    assert (shown["training"], shown["state"]) == (True, "ready")
    assert shown["identity"]["shop"] == "i-Punkt"
    paid = device.redeem(rich, 1_240)
    assert (paid["state"], paid["balance"]) == ("accepted", 2_520)
    assert device.call("undo", {"seq": paid["seq"]})["balance"] == 3_760
    short = device.redeem(poor, 1_240)
    assert (short["state"], short["reason"], short["balance"]) == ("declined", "insufficient", 810)
    assert device.redeem(blocked, 100)["reason"] == "card_blocked"
    assert device.redeem(sealed, 100)["reason"] == "card_sealed"
    assert device.do("askSale", sealed, 5_000)["sealed"] is True
    assert device.sell(sealed, 5_000)["state"] == "accepted"
    second = device.redeem(sealed, 2_000)
    back = device.call("refund", {"target": second["seq"], "cents": 500})
    assert (back["state"], back["balance"]) == ("accepted", 3_500)
    until(lambda: device.call("uploadNow")["left"] == 0, "all is receipted")
    assert device.do("balance", sealed)["cents"] == 3_500
    device.do("stopTraining")
    assert [url for url in asked if "/v1/" in url and not in_background(real, url)] == []
    assert (real.seq(), device.look["highest"]) == (before, 0)


def in_background(real: Office, url: str) -> bool:
    """What the real till beside it reads of its city by itself."""
    own = url.startswith(real.address)
    return own and any(path in url for path in ("/tills/head", "/v1/keyset", "/v1/snapshots/"))


def test_number_and_pin_can_be_practised(device: Device) -> None:
    card = device.do("train")["cards"][0]
    assert device.do("unlock", card["number"], "000000") == {"refused": "unlock_failed"}
    assert device.do("unlock", card["number"], card["pin"])["card"]["typed"] is True
    paid = device.redeem(card["number"], 100)
    assert (paid["state"], paid["typed"], paid["number4"]) == (
        "accepted",
        True,
        card["number"][-4:],
    )


def test_real_and_practice_cards_are_told_apart(device: Device, real: Office) -> None:
    card = real.cards(1)[0].pay_code
    practice = device.do("train")["cards"][0]["text"]
    assert device.do("read", card) == {"refused": "practice_only"}
    device.do("stopTraining")
    assert device.do("read", practice) == {"refused": "not_genuine"}


def test_practising_begins_anew_each_time(device: Device) -> None:
    first = device.do("train")["cards"][0]["text"]
    assert device.redeem(first, 100)["seq"] == 1
    device.do("stopTraining")
    second = device.do("train")
    assert second["highest"] == 0
    assert device.redeem(second["cards"][0]["text"], 100)["balance"] == 3_660
