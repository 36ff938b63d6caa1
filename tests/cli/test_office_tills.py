"""`heller office till` at a real city: invite, compare four words, admit, revoke."""

import re
from pathlib import Path

import pytest
from tests.cli.ordering import REFUSED, facts, office, said
from tests.running_city import QuickClock, RunningCity

from heller.handset.invite import Invite, read_invite
from heller.handset.till import Handset
from heller.operate.invitation import CODE_LENGTH, CODE_LETTERS
from heller.operate.open_city import keyset_of


@pytest.fixture(scope="module")
def point(city: RunningCity) -> int:
    """A point where tills are enrolled."""
    return city.shop("Café Extrablatt")


def test_invitation_is_one_text_or_three_facts(city: RunningCity, point: int) -> None:
    answer = facts(city, "till", "invite", str(point), "--role", "both")
    root = keyset_of(city.home).root
    assert (answer["state"], answer["door"], answer["root"]) == ("done", city.address, root.hex())
    assert re.fullmatch(f"[{CODE_LETTERS}]{{{CODE_LENGTH}}}", answer["code"])
    assert read_invite(answer["invite"]) == Invite(city.address, answer["code"], root)
    shown = said(city, "till", "invite", str(point))
    assert f"heller till enrol --door {city.address} --root {root.hex()} --code " in shown


def test_code_is_not_kept_in_the_journal(city: RunningCity, point: int) -> None:
    code = facts(city, "till", "invite", str(point))["code"].encode()
    files = [path for path in city.home.postgres.rglob("*") if path.is_file()]
    assert [path.name for path in files if code in path.read_bytes()] == []


def test_device_is_admitted_by_its_words_and_revoked(
    city: RunningCity, point: int, tmp_path: Path
) -> None:
    invitation = read_invite(facts(city, "till", "invite", str(point))["invite"])
    answers: list[str] = []

    def show(words: tuple[str, ...]) -> None:
        listed = said(city, "till", "waiting").splitlines()
        assert f"point {point}: {' '.join(words)}" in listed
        answers.append(said(city, "till", "admit", *(word.upper() for word in words)))

    with Handset(tmp_path / "till", QuickClock()) as handset:
        number = handset.enrol(invitation, show).till
        assert answers == [f"Till {number} is admitted.\n"]
        tills = {row["no"]: row for row in facts(city, "show")["tills"]}
        assert (tills[number]["point"], tills[number]["role"], tills[number]["state"]) == (
            point, 1, 1,
        )  # fmt: skip
        assert said(city, "till", "revoke", str(number)) == f"Till {number} is revoked.\n"
        assert {row["no"]: row for row in facts(city, "show")["tills"]}[number]["state"] == 3


def test_nobody_waits_and_no_words_fit(city: RunningCity) -> None:
    assert said(city, "till", "waiting") == "Nobody waits.\n"
    refused = office(city, "till", "admit", "Apfel", "Birne", "Kirsche", "Pflaume")
    assert (refused.exit_code, "do not admit it" in refused.stderr) == (REFUSED, True)


def test_point_and_till_must_be_there(city: RunningCity) -> None:
    for words in (("invite", "4711"), ("revoke", "4711")):
        refused = office(city, "till", *words)
        assert (refused.exit_code, "4711" in refused.stderr) == (REFUSED, True)
