"""Enrolling a device: four words, a reload in between, and everything that may be refused."""

from collections.abc import Callable

import pytest
from tests.running_city import BOTH, until
from tests.till.app.till.devices import Device, Office
from tests.till.app.till.faults import between, gone

from heller.handset.invite import Invite, write_invite

pytestmark = pytest.mark.browser
RELAXED = "Object.defineProperty(IDBTransaction.prototype, 'durability', { get: () => 'relaxed' })"


@pytest.fixture
def new(fresh: Callable[[], Device]) -> Device:
    return fresh()


def ask_in(device: Device, invite: Invite) -> object:
    return device.call("enrol", {"invitation": write_invite(invite)})


def test_a_new_device_is_able_and_not_enrolled(new: Device) -> None:
    found = new.look
    assert (found["state"], found["unable"], found["identity"]) == ("new", None, None)
    assert new.call("selfTest") is None


def test_it_knows_who_it_is(new: Device, real: Office) -> None:
    point = real.shop("Bäckerei Brinkmann")
    new.enrol(real, point, 1)
    who = new.look["identity"]
    assert (who["city"], who["cityName"], who["phone"]) == (5_978_036, "Unna", "02303 103-0")
    assert (who["shop"], who["point"]) == ("Bäckerei Brinkmann", "Bäckerei Brinkmann")
    assert who["roles"] == {"redeem": True, "sell": False, "office": False}
    assert who["lease"]["limit"] == 2_000
    new.until_status("mode", "online")
    assert new.look["status"]["upTo"] is None


def test_waiting_goes_on_after_a_reload(new: Device, real: Office, point: int) -> None:
    assert ask_in(new, real.invite(point, BOTH)) == {"waiting": True}
    words = new.look["words"]
    assert new.open()["state"] == "waiting"
    until(lambda: new.look["words"] == words, "the same words are shown")
    real.admit(tuple(words))
    new.until("state", "ready")
    assert new.open()["state"] == "ready"


def test_the_words_wait_until_the_office_can_see_the_device(
    new: Device, real: Office, point: int
) -> None:
    with between(new.page, gone, "**/v1/enrol"):
        assert ask_in(new, real.invite(point, BOTH)) == {"waiting": True}
        found = new.look
        assert (found["state"], found["words"]) == ("waiting", None)
        assert found["enrolProblem"] == "line_down"
    until(lambda: new.look["words"] is not None, "the words are shown")
    assert new.look["enrolProblem"] is None


def test_it_can_be_cancelled_and_begun_anew(new: Device, real: Office, point: int) -> None:
    ask_in(new, real.invite(point, BOTH))
    assert new.call("enrol", {"invitation": "HE1:"}) == {"problem": "already_enrolling"}
    new.call("cancelEnrolment")
    assert new.look["state"] == "new"
    new.enrol(real, point)
    assert new.look["identity"]["shop"] == "i-Punkt"


def test_a_wrong_code_is_refused_at_once(new: Device, real: Office, point: int) -> None:
    invite = real.invite(point, BOTH)
    assert ask_in(new, Invite(invite.door, "WRONG", invite.root)) == {"problem": "code_refused"}
    assert (new.look["state"], new.look["enrolProblem"]) == ("new", "code_refused")
    new.enrol(real, point)


def test_a_door_of_another_root_is_not_believed(new: Device, real: Office, point: int) -> None:
    invite = real.invite(point, BOTH)
    assert ask_in(new, Invite(invite.door, invite.code, bytes(32))) == {
        "problem": "untrusted_answer"
    }
    assert new.look["state"] == "new"


def test_a_silent_door_is_told(new: Device, real: Office, point: int) -> None:
    invite = real.invite(point, BOTH)
    lost = Invite("http://127.0.0.1:9", invite.code, invite.root)
    assert ask_in(new, lost) == {"problem": "line_down"}


@pytest.mark.parametrize("text", ["", "HE1:", "HE1:0", "HG1:ABC", "HE1:*****"])
def test_what_is_no_invitation_is_told(new: Device, text: str) -> None:
    assert new.call("enrol", {"invitation": text}) == {"problem": "invite_unreadable"}


def test_door_code_and_root_can_be_typed(new: Device, real: Office, point: int) -> None:
    invite = real.invite(point, BOTH)
    typed = {"door": f" {invite.door} ", "code": invite.code.lower(), "root": invite.root.hex()}
    assert new.call("enrol", {**typed, "root": "ab"}) == {"problem": "invite_unreadable"}
    assert new.call("enrol", typed) == {"waiting": True}
    real.admit(tuple(new.look["words"]))
    new.until("state", "ready")


@pytest.mark.parametrize(
    ("spoiled", "unable"),
    [
        ("delete Navigator.prototype.locks", "no_locks"),
        ("SubtleCrypto.prototype.generateKey = async () => { throw new Error(); }", "no_keys"),
        (
            "IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); }",
            "no_storage",
        ),
        (
            RELAXED,
            "not_strict",
        ),
    ],
    ids=["locks", "keys", "storage", "strict"],
)
def test_a_device_that_cannot_be_a_till_says_why(new: Device, spoiled: str, unable: str) -> None:
    new.page.add_init_script(spoiled)
    found = new.open()
    assert (found["state"], found["unable"]) == ("unable", unable)


def test_a_journal_of_a_newer_app_is_left_alone(new: Device) -> None:
    new.page.evaluate("harness.till.close()")
    new.do("makeNewer")
    assert new.open()["unable"] == "newer_journal"
