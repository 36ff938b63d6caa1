"""Names and PINs of those who work at a till."""

import pytest
from tests.running_city import BOTH
from tests.till.app.till.devices import Device, Office

from heller.handset.invite import write_invite

pytestmark = pytest.mark.browser
FIVE_MINUTES_AHEAD = "(() => { const now = Date.now; Date.now = () => now() + 301_000; })()"


def test_a_name_and_its_pin_sign_in(device: Device) -> None:
    ute = device.call("addStaff", " Ute ", "1234")
    assert ute["name"] == "Ute"
    assert device.look["staff"] == [ute]
    assert device.call("checkPin", ute["id"], "1234") == {"good": True}
    assert device.look["signedIn"] == ute
    device.call("signOut")
    assert device.look["signedIn"] is None
    assert device.open()["staff"] == [ute]
    assert device.call("removeStaff", ute["id"], "1234") == {"good": True}
    assert (device.look["staff"], device.look["signedIn"]) == ([], None)


def test_names_are_told_apart_and_pins_are_pins(device: Device) -> None:
    device.call("addStaff", "Ute", "1234")
    assert device.call("addStaff", "Ute", "5678", "1234") == {"problem": "name_taken"}
    for pin in ("123", "123456789", "12a4", ""):
        assert device.call("addStaff", "Kai", pin, "1234") == {"problem": "pin_form"}
    assert device.call("addStaff", "  ", "1234", "1234") == {"problem": "pin_form"}


def test_only_with_the_first_ones_pin_others_come_and_go(device: Device) -> None:
    ute = device.call("addStaff", "Ute", "1234")
    assert device.call("addStaff", "Kai", "5678") == {"wrong": True, "left": 4}
    kai = device.call("addStaff", "Kai", "5678", "1234")
    assert device.call("addStaff", "Eva", "9999", "5678") == {"wrong": True, "left": 4}
    assert device.call("removeStaff", kai["id"], "5678") == {"wrong": True, "left": 3}
    assert device.call("removeStaff", ute["id"], "1234") == {"problem": "owner_last"}
    assert device.open()["staff"] == [ute, kai]
    assert device.call("removeStaff", kai["id"], "1234") == {"good": True}
    for left in (4, 3, 2, 1):
        assert device.call("removeStaff", ute["id"], "0000") == {"wrong": True, "left": left}
    assert "waitUntil" in device.call("removeStaff", ute["id"], "0000")
    assert "waitUntil" in device.call("addStaff", "Eva", "9999", "1234")
    assert device.look["staff"] == [ute]


def test_whoever_forgot_the_owners_pin_enrols_anew(
    device: Device, real: Office, point: int
) -> None:
    ute = device.call("addStaff", "Ute", "1234")
    device.call("checkPin", ute["id"], "1234")
    device.call("enrol", {"invitation": write_invite(real.invite(point, BOTH))})
    device.call("cancelEnrolment")
    assert (device.look["state"], device.look["staff"]) == ("ready", [ute])
    device.enrol(real, point)
    assert (device.look["staff"], device.look["signedIn"]) == ([], None)
    assert device.call("addStaff", "Eva", "9999")["name"] == "Eva"


def test_five_wrong_pins_close_a_name_for_five_minutes_also_after_a_reload(device: Device) -> None:
    ute = device.call("addStaff", "Ute", "1234")
    tries = [device.call("checkPin", ute["id"], "0000") for _ in range(5)]
    assert [tried.get("left") for tried in tries] == [4, 3, 2, 1, None]
    closed = tries[-1]["waitUntil"]
    assert device.call("checkPin", ute["id"], "1234") == {"waitUntil": closed}
    device.open()
    assert device.call("checkPin", ute["id"], "1234") == {"waitUntil": closed}
    device.page.add_init_script(FIVE_MINUTES_AHEAD)
    device.open()
    assert device.call("checkPin", ute["id"], "1234") == {"good": True}


def test_no_pin_lies_in_the_database(device: Device) -> None:
    device.call("addStaff", "Ute", "86421357")
    assert "86421357" not in device.do("facts")
