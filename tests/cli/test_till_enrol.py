"""`heller till enrol`: by options, by an invitation as text or picture; nobody else's city."""

import json
from pathlib import Path

import pytest
import segno
from tests.cli.tilling import facts, till
from tests.running_city import RunningCity

from heller.handset.invite import Invite, write_invite


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "till"


@pytest.fixture
def invite(city: RunningCity) -> Invite:
    return city.invite(city.shop("Buch Meier"))


def enrol(home: Path, city: RunningCity, *words: str) -> dict[str, object]:
    """Show the code, let the office admit who shows these words, and repeat the command."""
    first = till(home, "enrol", *words, "--wait", "0", "--json")
    waiting, problem = map(json.loads, first.stdout.splitlines())
    assert (first.exit_code, problem["problem"]["code"]) == (3, "still_waiting")
    city.admit(tuple(waiting["check_words"]))
    return facts(home, "enrol", *words, "--wait", "0")


def test_by_options(home: Path, city: RunningCity, invite: Invite) -> None:
    code = f"{invite.code[:4].lower()} {invite.code[4:]}"  # as people type it
    options = ("--door", invite.door, "--code", code, "--root", invite.root.hex())
    found = enrol(home, city, *options)
    assert (found["state"], found["merchant"], found["city"]) == ("admitted", "Buch Meier", "Unna")
    assert (home / "till.key").stat().st_mode & 0o777 == 0o600


def test_by_a_keyset_carried_by_hand(home: Path, city: RunningCity, invite: Invite) -> None:
    keyset = str(city.home.keyset_file)
    options = ("--door", invite.door, "--code", invite.code, "--keyset", keyset)
    assert enrol(home, city, *options)["state"] == "admitted"


def test_by_an_invitation(home: Path, city: RunningCity, invite: Invite) -> None:
    assert enrol(home, city, write_invite(invite))["state"] == "admitted"


def test_by_its_picture(home: Path, city: RunningCity, invite: Invite, tmp_path: Path) -> None:
    picture = tmp_path / "invitation.png"
    segno.make(write_invite(invite), error="m").save(str(picture), scale=6)
    assert enrol(home, city, str(picture))["state"] == "admitted"


def test_the_words_are_shown_to_people(home: Path, invite: Invite) -> None:
    said = till(home, "enrol", write_invite(invite), "--wait", "0", "--lang", "en")
    words, sentence = said.stdout.splitlines()
    assert (len(words.split()), said.exit_code) == (4, 3)
    assert sentence == "The office sees four words. Only if they are these, it is this till."
    assert said.stderr.startswith("The office has not admitted this till yet.")


def test_again_sets_the_old_till_aside(home: Path, city: RunningCity, invite: Invite) -> None:
    old = enrol(home, city, write_invite(invite))
    second = write_invite(city.invite(city.shop("Neu")))
    assert facts(home, "enrol", second, code=4)["problem"]["code"] == "already_enrolled"
    first = till(home, "enrol", second, "--again", "--wait", "0", "--json")
    former = Path(json.loads(first.stderr)["set_aside"])
    city.admit(tuple(json.loads(first.stdout.splitlines()[0])["check_words"]))
    assert facts(home, "enrol", second)["merchant"] == "Neu"
    assert facts(former, "status")["till"] == old["till"]
    again = till(former, "enrol", second, "--again", "--wait", "0")
    assert f"heller till upload --home {former}-former-1" in again.stderr


def test_another_root_is_not_believed(home: Path, invite: Invite) -> None:
    options = ("--door", invite.door, "--code", invite.code, "--root", "11" * 32)
    assert facts(home, "enrol", *options, code=4)["problem"]["code"] == "untrusted_answer"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--door", "https://a", "--code", "K7QP"),
        ("--door", "https://a", "--root", "11" * 32),
        ("--door", "https://a", "--code", "K7QP", "--root", "zz"),
        ("--door", "https://a", "--code", "K7QP", "--root", "11" * 32, "--keyset", __file__),
        ("--door", "https://a", "--code", "K7QP", "--keyset", __file__),
        ("--door", "https://a", "--code", "K7QP", "--keyset", "missing"),
    ],
)
def test_wrong_use_ends_with_2(home: Path, words: tuple[str, ...]) -> None:
    assert till(home, "enrol", *words).exit_code == 2
    assert not home.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("HE1:broken",),
        ("hello",),
        ("--door", "ftp://a", "--code", "K7QP", "--root", "11" * 32),
        ("--door", "https://a", "--code", "K7QP", "--root", "11"),
        ("--door", "https://a", "--code", "K7QÄ", "--root", "11" * 32),
    ],
)
def test_a_spoilt_invitation_ends_with_4(home: Path, words: tuple[str, ...]) -> None:
    assert facts(home, "enrol", *words, code=4)["problem"]["code"] == "invite_unreadable"


def test_a_picture_without_invitation_is_none(home: Path, tmp_path: Path) -> None:
    picture = tmp_path / "other.png"
    segno.make("https://example.org").save(str(picture), scale=6)
    refused = facts(home, "enrol", str(picture), code=4)
    assert refused["problem"]["code"] == "invite_unreadable"
