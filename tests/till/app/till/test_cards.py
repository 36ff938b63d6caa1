"""What is held to the till, or typed: each text has one meaning."""

from collections.abc import Callable

import pytest
from tests.handset.city import City
from tests.till.app.till.devices import Device, Office
from tests.till.app.till.faults import between, refuses

from heller import errors
from heller.cards.coded import from_text, to_text

pytestmark = pytest.mark.browser


def test_every_text_has_its_answer(device: Device, real: Office) -> None:
    made = real.cards(1, 2_500)[0]
    card = device.do("read", f" {made.pay_code}\r\n")["card"]
    assert (card["face"], card["number"], card["typed"]) == (2_500, made.number, False)
    assert card["ref"] == made.ref.hex()
    sold = device.sell(made.pay_code, 2_500)
    spoiled = bytearray(from_text("HG1:", made.pay_code))
    spoiled[-1] ^= 1
    unknown_key = bytearray(from_text("HG1:", made.pay_code))
    unknown_key[5] = 250
    elsewhere = bytearray(from_text("HG1:", made.pay_code))
    elsewhere[4] ^= 1
    texts = {
        "https://unna.example/#HV1.05978036.AAAAAAAAAAAAAAAAAAAAAA": "view_code",
        "https://example.org/": "foreign",
        "4006381333931": "foreign",
        "": "foreign",
        made.pay_code[:-3]: "foreign",
        to_text("HR1:", bytes.fromhex(sold["receipt"])): "receipt",
        to_text("HG1:", bytes(spoiled)): "not_genuine",
        to_text("HG1:", bytes(unknown_key)): "not_genuine",
        to_text("HG1:", bytes(elsewhere)): "other_city",
    }
    assert {text: device.do("read", text)["refused"] for text in texts} == texts
    certificate = to_text("HC1:", bytes.fromhex(sold["certificate"]))
    assert device.do("read", certificate) == {"certificate": 2_500}


def test_a_card_of_another_city_that_calls_itself_ours_is_not_genuine(device: Device) -> None:
    assert device.do("read", City().make_cards(1)[0].pay_code) == {"refused": "not_genuine"}


def test_number_and_pin_pay_once(device: Device, real: Office) -> None:
    made = real.cards(1)[0]
    device.sell(made.pay_code, 2_000)
    assert device.do("unlock", made.number, made.pin)["card"]["number"] == made.number
    paid = device.redeem(made.number, 700)
    assert (paid["state"], paid["typed"], paid["number4"]) == ("accepted", True, made.number[-4:])
    again = device.redeem(made.number, 700)
    assert (again["state"], again["problem"]) == ("refused", "bad_token")
    assert device.do("balance", made.number) == {"trouble": "needs_card"}
    assert device.do("balance", made.pay_code)["cents"] == 1_300


def test_wrong_numbers_and_pins_are_told(device: Device, real: Office) -> None:
    made = real.cards(1)[0]
    assert device.do("unlock", "1234", made.pin) == {"refused": "number_wrong"}
    assert device.do("unlock", made.number, "12") == {"refused": "number_wrong"}
    wrong = f"{(int(made.pin) + 1) % 10**6:06d}"
    for _ in range(5):
        assert device.do("unlock", made.number, wrong) == {"refused": "unlock_failed"}
    assert device.do("unlock", made.number, made.pin) == {"refused": "too_many_tries"}


def test_a_sale_is_asked_for_before_money_is_taken(device: Device, real: Office) -> None:
    made = real.cards(1, 5_000)[0]
    may = device.do("askSale", made.pay_code, 5_000)
    assert (may["may"], may["sealed"]) == (True, True)
    assert device.do("askSale", made.pay_code, 2_000) == {"refused": "face_differs"}
    with between(device.page, refuses(errors.Busy), "**/sales/ask"):
        assert device.do("askSale", made.pay_code, 5_000) == {"trouble": "busy"}
    device.sell(made.pay_code, 5_000)
    assert device.do("askSale", made.pay_code, 1_000)["sealed"] is False


def test_a_sale_against_the_citys_word_is_held(device: Device, real: Office) -> None:
    made = real.cards(1, 5_000)[0]
    sold = device.sell(made.pay_code, 2_000)
    assert (sold["state"], sold["reason"], sold["certificate"]) == ("held", "face_differs", None)


def test_a_till_without_the_right_sells_nothing(
    fresh: Callable[[], Device], real: Office, point: int
) -> None:
    card = real.cards(1)[0].pay_code
    shop = fresh()
    shop.enrol(real, point, 1)
    assert shop.do("askSale", card, 1_000) == {"refused": "no_right"}
    refused = shop.sell(card, 1_000)
    assert (refused["state"], refused["problem"], refused["seq"]) == ("refused", "no_right", 0)


def test_another_tills_claim_is_refunded_by_its_receipt(
    device: Device, fresh: Callable[[], Device], real: Office, point: int
) -> None:
    card = real.cards(1)[0].pay_code
    device.sell(card, 5_000)
    paid = device.redeem(card, 2_000)
    receipt = to_text("HR1:", bytes.fromhex(paid["receipt"]))
    other = fresh()
    other.enrol(real, point)
    found = other.call("findTarget", receipt)["target"]
    assert (found["cents"], found["seq"]) == (2_000, 0)
    back = other.call("refund", {"target": receipt, "cents": 1_500})
    assert (back["state"], back["balance"]) == ("accepted", 4_500)
    too_much = other.call("refund", {"target": receipt, "cents": 600})
    assert (too_much["state"], too_much["reason"]) == ("declined", "above_target")
    assert other.call("findTarget", "HR1:ABC") == {"refused": "claim_unknown"}
    assert other.call("findTarget", 99) == {"refused": "claim_unknown"}
