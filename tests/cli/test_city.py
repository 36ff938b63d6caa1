"""`heller city`: made in two steps around the ceremony, looked at while it runs."""

import json
from pathlib import Path

import pytest
from tests.cli.ordering import REFUSED, USAGE, facts, heller, process, said
from tests.running_city import RunningCity, free_port

from heller.city.settings import SETTINGS
from heller.cli.output import Exit
from heller.operate.audit import verify_city
from heller.operate.home import CitySettings, Home

APP = "https://kasse.unna.example/"
UNNA = ("--city", "05978036", "--name", "Unna", "--phone", "02303 103-0")


def test_city_is_made_in_two_steps(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)  # PostgreSQL runs as another user when this process is root
    home, stick, port = tmp_path / "unna", tmp_path / "stick", str(free_port())
    first = heller("city", "create", str(home), *UNNA, "--port", port, "--till-app", APP)
    request = str(home / "keyset-request.json")
    assert f"  heller keys ceremony {request} --out STICK\n" in first.output
    heller(
        "keys", "ceremony", request, "--out", str(stick), "--passphrase", "a", "--passphrase", "b"
    )
    second = heller(
        "city", "create", str(home), "--keyset", str(stick / "to-server"), "--setting", "ops=17"
    )
    assert second.exit_code == 0, second.output
    assert second.output.endswith(f"Start it: heller serve --home {home}\n")
    assert Home(home).settings() == CitySettings(
        5978036, "Unna", "02303 103-0", "127.0.0.1", int(port)
    )
    assert verify_city(Home(home), lambda _done, _total: None).findings == []
    again = heller("city", "create", str(home), *UNNA)
    assert (again.exit_code, "nothing was changed" in again.output) == (REFUSED, True)
    city = RunningCity(Home(home), stick, tmp_path)
    city.start()
    try:
        found = json.loads(heller("city", "status", str(home), "--json").output)
        with city.office() as office:
            register = office.look("register")
        invite = ("till", "invite", str(city.shop("Buch Meier")))
        assert facts(city, *invite)["till_app"] == APP
        assert said(city, *invite).endswith(f" scans or pastes that text at {APP}\n")
    finally:
        city.kill()
    fund = json.loads(heller("city", "create", str(tmp_path / "b"), *UNNA, "--json").output)
    assert fund["state"] == "needs_ceremony"
    assert (register["settings"]["ops"], register["settings"]["fund"]) == (17, found["fund_cents"])
    assert [row["actor"] for row in register["approvers"]] == ["approver-1", "approver-2"]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--city", "05978036"),
        ("--name", "Unna"),
        ("--city", "5978036", "--name", "Unna"),
        ("--city", "Unna", "--name", "Unna"),
        (*UNNA, "--port", "0"),
    ],
)
def test_city_must_be_said(words: tuple[str, ...], tmp_path: Path) -> None:
    assert heller("city", "create", str(tmp_path / "unna"), *words).exit_code == USAGE
    assert list(tmp_path.iterdir()) == []


def asked(folder: Path, *words: str) -> dict[str, list[str]]:
    """Make a city up to its ceremony; give the addresses that it asks for."""
    made = heller("city", "create", str(folder), *UNNA, *words)
    assert made.exit_code == 0, made.output
    request = json.loads((folder / "keyset-request.json").read_text())
    found: dict[str, list[str]] = request["endpoints"]
    return found


def test_public_addresses_are_asked_for_in_the_keyset(tmp_path: Path) -> None:
    assert asked(tmp_path / "own") == {"1": ["http://127.0.0.1:8700"]}
    two = ("--door", "https://karte.unna.example/", "--door", "https://zwei.example")
    assert asked(tmp_path / "both", *two, "--till-app", "https://kasse.example/") == {
        "1": ["https://karte.unna.example", "https://zwei.example"],
        "4": ["https://kasse.example/"],
    }


def test_public_addresses_are_shown_to_people_and_to_scripts(tmp_path: Path) -> None:
    words = ("city", "create", str(tmp_path), *UNNA, "--till-app", "https://kasse.example/")
    assert "The KEYSET shall name https://kasse.example/\n" in heller(*words).output
    assert json.loads(heller(*words, "--json").output) == {
        "state": "needs_ceremony",
        "request": str(tmp_path / "keyset-request.json"),
        "till_app": "https://kasse.example/",
    }


@pytest.mark.parametrize("option", ["--door", "--till-app"])
def test_a_bad_address_is_refused_in_both_languages(option: str, tmp_path: Path) -> None:
    words = ("city", "create", str(tmp_path / "unna"), *UNNA, option, "http://karte.unna.example")
    english, german = heller(*words), heller(*words, HELLER_LANG="de")
    assert (english.exit_code, english.output[:19]) == (Exit.PROBLEM, "A public address is")
    assert (german.exit_code, german.output[:22]) == (Exit.PROBLEM, "Eine öffentliche Adres")
    problem = json.loads(heller(*words, "--json").output)["problem"]
    assert problem["code"] == "address_refused"
    assert list(tmp_path.iterdir()) == []


def test_addresses_after_the_ceremony_come_too_late(tmp_path: Path) -> None:
    late = ("--keyset", str(tmp_path), "--door", "https://karte.unna.example")
    refused = heller("city", "create", str(tmp_path / "unna"), *late)
    assert (refused.exit_code, "name them before it" in refused.output) == (USAGE, True)


@pytest.mark.parametrize("pair", ["ops", "ops=", "ops=-1", "ops=many", "opps=1", "ops=1001"])
def test_setting_is_known_and_within_bounds(pair: str, tmp_path: Path) -> None:
    refused = heller("city", "create", str(tmp_path), "--keyset", str(tmp_path), "--setting", pair)
    assert (refused.exit_code, "heller city settings" in refused.output) == (USAGE, True)


def test_keyset_before_the_first_step_says_so(tmp_path: Path) -> None:
    refused = heller("city", "create", str(tmp_path / "unna"), "--keyset", str(tmp_path))
    assert (refused.exit_code, "There is no city" in refused.output) == (REFUSED, True)


def test_status_is_for_people_and_for_scripts(city: RunningCity) -> None:
    shown = heller("city", "status", str(city.home.folder))
    assert (shown.exit_code, shown.output.split(",")[0]) == (0, "Unna (05978036): deciding")
    found = json.loads(heller("city", "status", str(city.home.folder), "--json").output)
    assert (found["state"], found["city"]) == ("deciding", 5978036)


def test_status_of_a_stopped_city_says_what_to_do(tmp_path: Path) -> None:
    settings = CitySettings(5978036, "Unna", "", "127.0.0.1", free_port())
    Home(tmp_path).write_settings(settings)
    refused = process("city", "status", str(tmp_path))
    assert (refused.returncode, "heller serve" in refused.stderr) == (REFUSED, True)
    assert "Traceback" not in refused.stderr


def test_settings_are_listed_with_their_bounds() -> None:
    lines = heller("city", "settings").output.splitlines()
    assert [line.split()[0] for line in lines] == list(SETTINGS)
    assert lines[0].split()[1:3] == ["25000", "100..100000"]
