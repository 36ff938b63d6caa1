"""`heller city`: made in two steps around the ceremony, looked at while it runs."""

import json
from pathlib import Path

import pytest
from tests.cli.ordering import REFUSED, USAGE, heller, process
from tests.running_city import RunningCity, free_port

from heller.city.settings import SETTINGS
from heller.operate.audit import verify_city
from heller.operate.home import CitySettings, Home

UNNA = ("--city", "05978036", "--name", "Unna", "--phone", "02303 103-0")


def test_city_is_made_in_two_steps(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)  # PostgreSQL runs as another user when this process is root
    home, stick, port = tmp_path / "unna", tmp_path / "stick", str(free_port())
    first = heller("city", "create", str(home), *UNNA, "--port", port)
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
