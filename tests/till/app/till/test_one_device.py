"""One till, one device, one tab: what the till does when it is not so, or cannot be sure."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, Route
from tests.running_city import until
from tests.till.app.hosting import AppHost
from tests.till.app.till.devices import Device, Office, office
from tests.till.app.till.faults import between, gone
from tests.till.app.till.profiles import KeptDevice

pytestmark = pytest.mark.browser
TWENTY_MINUTES_AHEAD = "(() => { const now = Date.now; Date.now = () => now() + 1_200_000; })()"


@pytest.fixture
def kept(playwright: Playwright, host: AppHost, tmp_path: Path) -> Iterator[KeptDevice]:
    device = KeptDevice(playwright, host, tmp_path / "profile")
    yield device
    device.off()


@pytest.fixture
def sold(device: Device, real: Office) -> str:
    """A card with 50 euros, sold elsewhere."""
    code: str = real.cards(1)[0].pay_code
    assert device.sell(code, 5_000)["state"] == "accepted"
    return code


def test_a_second_tab_waits_and_goes_on_when_the_first_closes(device: Device, sold: str) -> None:
    second = Device(device.page.context.new_page(), device.host)
    assert second.open()["state"] == "second_tab"
    assert second.look["highest"] == 0
    device.page.close()
    second.until("state", "ready")
    assert second.redeem(sold, 100)["balance"] == 4_900


def test_a_till_closed_leaves_the_lock(device: Device, sold: str) -> None:
    second = Device(device.page.context.new_page(), device.host)
    second.open()
    device.page.evaluate("harness.till.close()")
    second.until("state", "ready")
    assert second.redeem(sold, 100)["state"] == "accepted"


def test_restored_backup_claims_nothing_until_it_is_enrolled_anew(
    kept: KeptDevice, real: Office, point: int, sold: str, tmp_path: Path
) -> None:
    till = kept.on()
    till.enrol(real, point)
    assert till.redeem(sold, 100)["state"] == "accepted"
    kept.off()
    backup = kept.copy_to(tmp_path / "backup")
    till = kept.on()
    assert till.redeem(sold, 200)["state"] == "accepted"
    until(lambda: till.call("uploadNow")["left"] == 0, "all is handed in")
    kept.off()
    kept.restore(backup)
    till = kept.on()
    till.until("state", "reenrol")
    assert till.look["reenrolWhy"] == "restored"
    assert till.redeem(sold, 300)["problem"] == "must_enrol_again"
    assert till.look["status"]["mode"] == "frozen"
    till.enrol(real, point)
    paid = till.redeem(sold, 400)
    assert (paid["state"], paid["seq"], paid["balance"]) == ("accepted", 1, 4_300)
    assert till.look["status"]["mode"] == "online"


def test_two_versions_of_a_record_are_told_and_stop_the_till(
    kept: KeptDevice,
    real: Office,
    point: int,
    sold: str,
    tmp_path: Path,
    playwright: Playwright,
    host: AppHost,
) -> None:
    till = kept.on()
    till.enrol(real, point)
    kept.off()
    twin = KeptDevice(playwright, host, kept.copy_to(tmp_path / "twin"))
    first, second = kept.on(), twin.on()
    second.until_status("mode", "online")
    assert first.redeem(sold, 100)["state"] == "accepted"
    refused = second.redeem(sold, 200)
    assert (refused["state"], refused["problem"]) == ("refused", "equivocation")
    assert (second.look["state"], second.look["reenrolWhy"]) == ("reenrol", "two_versions")
    frozen = first.redeem(sold, 300)
    assert frozen["state"] == "accepted", "a frozen till redeems online"
    twin.off()


def test_what_the_city_has_another_of_is_kept_and_shown_and_waits_for_nothing(
    kept: KeptDevice,
    real: Office,
    point: int,
    sold: str,
    tmp_path: Path,
    playwright: Playwright,
    host: AppHost,
) -> None:
    """The twin took two bookings; the city has others under their numbers."""
    till = kept.on()
    till.enrol(real, point)
    kept.off()
    twin = KeptDevice(playwright, host, kept.copy_to(tmp_path / "twin"))
    first, second = kept.on(), twin.on(barred="**/v1/**")
    for cents in (100, 200):
        noted = second.redeem(sold, cents)
        second.decide(noted["seq"], handed_over=True)
    for cents in (10, 20, 30):
        assert first.redeem(sold, cents)["state"] == "accepted"
    assert (second.look["status"]["unsent"], second.look["status"]["aside"]) == (2, 0)
    second.page.context.unroute_all()
    until(lambda: second.call("uploadNow")["left"] == 0, "the city has said no to all")
    second.until("state", "reenrol")
    assert (second.look["status"]["unsent"], second.look["status"]["aside"]) == (0, 2)
    second.enrol(real, point)
    assert second.look["status"]["aside"] == 2
    assert second.redeem(sold, 40)["state"] == "accepted"
    twin.off()
    second = twin.on()
    assert second.look["status"]["aside"] == 2
    lines = second.call("entries", {"from": 0, "to": 2**32})
    assert [(line["cents"], line["sent"], line["aside"]) for line in lines] == [
        (40, True, False),
        (200, False, True),
        (100, False, True),
    ]
    twin.off()


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Another city, or this one begun anew: it knows none of the tills."""
    with office(tmp_path_factory.mktemp("elsewhere")) as running:
        yield running


def test_a_till_that_the_city_does_not_know_may_enrol_anew(
    device: Device, real: Office, elsewhere: Office, point: int, sold: str
) -> None:
    """Its word is not signed: it bars the till as long as it is said, and no longer."""
    pattern = f"{real.address}/v1/**"

    def lead_astray(route: Route) -> None:
        route.continue_(url=route.request.url.replace(real.address, elsewhere.address))

    device.page.route(pattern, lead_astray)
    device.call("uploadNow")
    device.until("state", "reenrol")
    assert device.look["reenrolWhy"] == "stranger"
    assert (device.look["status"]["mode"], device.look["status"]["upTo"]) == ("frozen", 0)
    assert device.redeem(sold, 100)["problem"] in ("unknown_till", "bad_signature")
    device.page.unroute(pattern)
    device.call("uploadNow")
    device.until("state", "ready")
    device.page.route(pattern, lead_astray)
    device.call("uploadNow")
    device.until("state", "reenrol")
    device.page.unroute(pattern)
    device.enrol(real, point)
    assert device.redeem(sold, 100)["state"] == "accepted"


def test_enrolled_anew_it_still_hands_in_what_it_held(
    kept: KeptDevice, real: Office, point: int, sold: str
) -> None:
    till = kept.on()
    till.enrol(real, point)
    former = till.look["identity"]["till"]
    till.page.route("**/v1/**", gone)
    noted = till.redeem(sold, 700)
    assert till.decide(noted["seq"], handed_over=True)["state"] == "recorded"
    kept.off()
    till = kept.on(barred="**/v1/decisions")
    till.enrol(real, point)
    assert till.look["status"]["unsent"] == 1
    till.page.context.unroute_all()
    until(lambda: till.call("uploadNow")["left"] == 0, "the former number's records are handed in")
    (line,) = till.call("entries", {"from": 0, "to": 2**32})
    assert (line["till"], line["sent"], line["undoable"]) == (former, True, 0)
    assert till.look["highest"] == 0


def test_a_wrong_clock_bars_questions_and_no_claims(
    kept: KeptDevice, real: Office, point: int, sold: str
) -> None:
    till = kept.on()
    till.enrol(real, point)
    kept.off()
    till = kept.on(TWENTY_MINUTES_AHEAD)
    till.until_status("trouble", "clock_apart")
    assert till.redeem(sold, 100)["state"] == "accepted"
    assert till.do("unlock", "0000000000000097", "000000")["refused"] in (
        "number_wrong",
        "clock_apart",
    )


def test_a_till_revoked_says_so_and_loses_nothing(
    fresh: Callable[[], Device], real: Office, point: int, sold: str
) -> None:
    till = fresh()
    till.enrol(real, point)
    with between(till.page, gone, "**/v1/**"):
        noted = till.redeem(sold, 700)
        till.decide(noted["seq"], handed_over=True)
    real.order("till.revoke", till=till.look["identity"]["till"])
    until(lambda: till.call("uploadNow")["left"] == 0, "its records are kept")
    refused = till.redeem(sold, 100)
    assert (refused["state"], refused["problem"]) == ("refused", "till_revoked")
    till.until_status("mode", "frozen")
