"""What the till believes: only what follows from the ROOT key of its invitation."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.handset.city import CODE, DOOR, NOW, ROOT, UNNA, City, key
from tests.running_city import until
from tests.till.app.hosting import AppHost
from tests.till.app.till.devices import Device
from tests.till.app.till.small_city import stand_in_for_network

from heller.claims.messages import CityKey, Keyset, Role, seal
from heller.handset.invite import Invite, write_invite

pytestmark = pytest.mark.browser
INVITATION = {"invitation": write_invite(Invite(DOOR, CODE, ROOT.public))}


@pytest.fixture
def city() -> City:
    return City(door=())


@pytest.fixture
def new(browser: Browser, host: AppHost, city: City) -> Iterator[Device]:
    context = browser.new_context()
    device = Device(context.new_page(), host)
    stand_in_for_network(device.page, city)
    device.open()
    yield device
    context.close()


@pytest.fixture
def till(new: Device) -> Device:
    new.call("enrol", INVITATION)
    new.until("state", "ready")
    return new


def test_a_new_key_of_the_city_is_learnt_in_the_middle_of_a_sale(till: Device, city: City) -> None:
    card = city.loaded(5_000).pay_code
    assert till.redeem(card, 100)["balance"] == 4_900
    city.new_ack()
    assert till.redeem(card, 100)["balance"] == 4_800
    city.calls.clear()
    till.open()
    until(
        lambda: bool(till.look) and "/v1/keyset" in city.calls, "the till has looked for newer keys"
    )
    city.calls.clear()
    assert till.redeem(card, 100)["balance"] == 4_700
    assert "/v1/keyset" not in city.calls


def test_an_older_keyset_is_not_taken(till: Device, city: City) -> None:
    card = city.loaded(5_000).pay_code
    city.new_ack()
    ack = CityKey(22, Role.ACK, key(city.ack).public, NOW)
    older = Keyset(UNNA, 1, NOW, ROOT.public, (ack,), {}, "Unna", "")
    city.keyset = lambda: seal(city.scope, ROOT, older)  # type: ignore[method-assign]
    refused = till.redeem(card, 100)
    assert (refused["state"], refused["problem"]) == ("open", "key_unknown")


def test_the_door_moves_with_the_keyset(till: Device, city: City) -> None:
    card = city.loaded(5_000).pay_code
    city.door = ("https://neu.unna.example",)
    city.new_ack()
    till.redeem(card, 100)
    asked: list[str] = []
    till.page.on("request", lambda request: asked.append(request.url))
    assert till.redeem(card, 100)["state"] == "accepted"
    assert asked[0] == "https://neu.unna.example/v1/claims"


def test_a_lease_for_another_key_is_refused(new: Device, city: City) -> None:
    city.lease_for = key("another till").public
    assert new.call("enrol", INVITATION)["waiting"] is True
    new.until("enrolProblem", "untrusted_answer")
    assert new.look["identity"] is None
