"""Nothing answers: what the till accepts alone, up to how much, and what it never forgets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from tests.running_city import until
from tests.till.app.till.devices import Device, Json, Office
from tests.till.app.till.faults import between, gone
from tests.till.app.till.pairs import load_balances

from heller.claims.codes import Code, write_code

pytestmark = pytest.mark.browser
EVERYTHING = "**/v1/**"
L = 2_000
POT = 15_000
OPERATIONS = 20
DAY = 86_400


@pytest.fixture
def device(fresh: Callable[[], Device], real: Office) -> Device:
    return fresh().enrol_alone(real)


@contextmanager
def alone(device: Device) -> Iterator[None]:
    """Nothing of the city is there; the till has noticed."""
    with between(device.page, gone, EVERYTHING):
        device.call("uploadNow")
        device.until_status("noBook", wanted=True)
        yield


def cards(device: Device, real: Office, number: int, cents: int = 5_000) -> list[str]:
    """Give cards that were sold, and whose balances the till holds."""
    made = [card.pay_code for card in real.cards(number)]
    assert [device.sell(code, cents)["state"] for code in made] == ["accepted"] * number
    load_balances(device, real.city_home)
    return made


def refused(result: Json) -> tuple[str, str, int]:
    return result["state"], result["problem"], result["alone"]["most"]


def test_one_card_pays_no_more_than_the_limit_whatever_happens(
    device: Device, real: Office
) -> None:
    """Neither a restart, nor giving back, nor another amount gives a card more than L."""
    card, other = cards(device, real, 2)
    with alone(device):
        paid = device.redeem(card, 1_500)
        assert (paid["state"], paid["by"], paid["receipt"]) == ("accepted", None, None)
        assert paid["alone"]["left"] == POT - 1_500
        assert refused(device.redeem(card, 501)) == ("refused", "alone_card_limit", 500)
        device.open()
        assert refused(device.redeem(card, 501)) == ("refused", "alone_card_limit", 500)
        undone = device.call("undo", {"seq": paid["seq"], "cents": 1_500})
        assert device.decide(undone["seq"], handed_over=True)["state"] == "recorded"
        assert refused(device.redeem(card, 501)) == ("refused", "alone_card_limit", 500)
        assert device.redeem(card, 500)["state"] == "accepted"
        device.open()
        assert refused(device.redeem(card, 1)) == ("refused", "alone_card_limit", 0)
        assert device.redeem(other, L)["state"] == "accepted"
        assert device.look["status"]["left"] == POT - 2 * L
    until(lambda: device.call("uploadNow")["left"] == 0, "all is handed in")
    assert device.do("balance", card)["cents"] == 5_000 - L + 1_500
    assert device.do("balance", other)["cents"] == 5_000 - L
    real.require_good()


def test_the_pot_ends_and_the_till_goes_on_recording(device: Device, real: Office) -> None:
    made = cards(device, real, 8)
    with alone(device):
        for card in made[:7]:
            assert device.redeem(card, L)["state"] == "accepted"
        assert device.look["status"]["upTo"] == POT - 7 * L
        assert refused(device.redeem(made[7], L)) == ("refused", "alone_pot_low", POT - 7 * L)
        assert device.redeem(made[7], POT - 7 * L)["alone"]["left"] == 0
        device.open()
        waits = device.redeem(made[7], 100)
        assert (waits["state"], waits["problem"]) == ("open", "alone_pot_used")
        noted = device.decide(waits["seq"], handed_over=True)
        assert (noted["state"], noted["problem"]) == ("recorded", "alone_pot_used")
        status = device.look["status"]
        assert (status["mode"], status["upTo"], status["left"]) == ("expired", 0, 0)
    until(lambda: device.call("uploadNow")["left"] == 0, "all is handed in")
    assert device.call("entry", noted["seq"])["state"] in ("recorded", "held")
    real.require_good()


def test_operations_end(device: Device, real: Office) -> None:
    (card,) = cards(device, real, 1)
    with alone(device):
        for _ in range(OPERATIONS):
            assert device.redeem(card, 1)["state"] == "accepted"
        device.open()
        assert device.redeem(card, 1)["problem"] == "alone_operations_used"


def test_only_cards_that_the_balances_know_are_taken(device: Device, real: Office) -> None:
    """Unknown, sealed and blocked cards are refused; one with less money gives what it has."""
    (poor,) = cards(device, real, 1, 700)
    sealed = real.cards(1)[0]
    load_balances(device, real.city_home)
    unknown = real.cards(1)[0].pay_code
    with alone(device):
        assert refused(device.redeem(poor, 701)) == ("refused", "alone_card_balance", 700)
        assert device.redeem(poor, 700)["state"] == "accepted"
        assert refused(device.redeem(poor, 1)) == ("refused", "alone_card_balance", 0)
        assert refused(device.redeem(sealed.pay_code, 1)) == ("refused", "alone_card_sealed", 0)
        assert refused(device.redeem(unknown, 1)) == ("refused", "alone_card_unknown", 0)


def test_without_balances_nothing_is_guaranteed(device: Device, real: Office) -> None:
    card = real.cards(1)[0].pay_code
    assert device.sell(card, 5_000)["state"] == "accepted"
    device.page.evaluate("harness.forgetBalances()")
    with between(device.page, gone, "**/v1/snapshots/*"):
        device.open()
        with alone(device):
            waits = device.redeem(card, 100)
            assert (waits["state"], waits["alone"]) == ("open", None)
            status = device.look["status"]
            assert (status["mode"], status["upTo"], status["balancesAt"]) == ("expired", 0, 0)


@pytest.mark.parametrize(
    ("year", "says"),
    [(1970, "accepted"), (2036, "open"), (2107, "open")],
)
def test_no_year_stops_a_till(device: Device, real: Office, year: int, says: str) -> None:
    """A clock wrong by decades lowers the guarantee at most; what was recorded is booked."""
    (card,) = cards(device, real, 1)
    device.page.add_init_script(f"Date.now = () => Date.UTC({year}, 5, 1)")
    device.open()
    with alone(device):
        paid = device.redeem(card, 1_000)
        assert paid["state"] == says
        if says == "open":
            assert paid["problem"] == "alone_lease_over"
            status = device.look["status"]
            assert (status["mode"], status["leaseOver"], status["upTo"]) == ("expired", True, 0)
            assert device.decide(paid["seq"], handed_over=True)["state"] == "recorded"
    again = device.page.context.new_page()
    device.page.close()
    right = Device(again, device.host)
    right.open()
    until(lambda: right.call("uploadNow")["left"] == 0, "all is handed in")
    assert right.call("entry", paid["seq"])["sent"]
    assert right.redeem(card, 1)["state"] == "accepted"
    real.require_good()


def test_a_sealed_card_pays_with_its_certificate(
    device: Device, fresh: Callable[[], Device], real: Office
) -> None:
    """Sold by a till that then burns; the shop that saw the certificate is paid all the same."""
    code = real.cards(1)[0].pay_code
    seller = fresh().enrol_alone(real)
    load_balances(seller, real.city_home)
    with alone(seller):
        credit = seller.look["identity"]["lease"]["credit"]
        may = {"may": True, "sealed": True, "creditLeft": credit}
        assert seller.do("askSale", code, 5_000) == may
        assert seller.do("askSale", code, credit + 1) == {"refused": "credit_exceeded"}
        sold = seller.sell(code, 5_000)
        left = credit - 5_000
        assert seller.do("askSale", code, left)["creditLeft"] == left
    assert (sold["state"], len(sold["certificate"])) == ("recorded", 874)
    certificate = write_code(Code.CERTIFICATE, bytes.fromhex(sold["certificate"]))
    seller.page.close()
    load_balances(device, real.city_home)
    with alone(device):
        assert refused(device.redeem(code, 1_000)) == ("refused", "alone_card_sealed", 0)
        assert device.do("read", certificate[:-1]) == {"refused": "certificate_wrong"}
        assert device.do("read", certificate) == {"certificate": 5_000}
        assert device.redeem(code, 1_000)["state"] == "accepted"
        device.open()
        assert refused(device.redeem(code, 1_001)) == ("refused", "alone_card_limit", 1_000)
    until(lambda: device.call("uploadNow")["left"] == 0, "all is handed in")
    assert device.do("balance", code)["cents"] == 4_000
    assert device.redeem(code, 4_000)["balance"] == 0
    real.require_good()


def test_a_balance_is_told_as_of_then(device: Device, real: Office) -> None:
    (card,) = cards(device, real, 1)
    with alone(device):
        paid = device.redeem(card, 1_000)
        assert (paid["state"], paid["problem"]) == ("accepted", None), device.look["identity"]
        told = device.do("balance", card)
        assert (told["cents"], told["stale"], told["moves"]) == (4_000, True, [])
        assert told["at"] == device.look["status"]["balancesAt"]
        unknown = real.cards(1)[0].pay_code
        assert device.do("balance", unknown) == {"trouble": "line_down"}
    device.until_status("mode", "online")
    assert device.do("balance", card)["stale"] is False
