"""Each thing that can be wrong is made wrong once; the doctor names it and says what to do."""

from pathlib import Path

import pytest
from tests.running_city import RunningCity

from heller.operate.doctor import Finding, Level, examine
from heller.operate.home import Home

NOW = 1_800_000_000.0


def look(home: Home, unlock: Path | None = None, now: float = NOW) -> dict[str, Finding]:
    return {one.name: one for one in examine(home, unlock, lambda: now)}


def levels(found: dict[str, Finding]) -> dict[str, str]:
    return {name: one.level.value for name, one in found.items() if name not in ("disk", "clock")}


def test_running_city_is_well_but_for_its_witness(own_city: RunningCity) -> None:
    assert levels(look(own_city.home)) == {
        "home": "ok",
        "keys": "ok",
        "unlock": "ok",
        "keyset": "ok",
        "postgresql": "ok",
        "database": "ok",
        "migrations": "ok",
        "door": "ok",
        "witness": "warn",
    }


def test_stopped_city_is_told_to_start(still_city: RunningCity) -> None:
    found = look(still_city.home)["database"]
    assert (found.level, "heller serve" in found.do) == (Level.WARN, True)


def test_missing_city(tmp_path: Path) -> None:
    assert look(Home(tmp_path))["home"].level is Level.FAIL


def test_broken_settings(still_city: RunningCity) -> None:
    still_city.home.settings_file.write_text("{")
    assert look(still_city.home)["home"].level is Level.FAIL


def test_wrong_unlock_key(still_city: RunningCity, tmp_path: Path) -> None:
    (tmp_path / "wrong.key").write_bytes(bytes(32))
    assert look(still_city.home, tmp_path / "wrong.key")["keys"].level is Level.FAIL


def test_unlock_key_that_others_read(still_city: RunningCity) -> None:
    still_city.home.unlock_file.chmod(0o644)
    found = look(still_city.home)["unlock"]
    assert (found.level, found.do) == (Level.FAIL, f"chmod 600 {still_city.home.unlock_file}")


def test_city_before_its_ceremony(still_city: RunningCity) -> None:
    still_city.home.keyset_file.unlink()
    found = look(still_city.home)["keyset"]
    assert (found.level, "--keyset" in found.do) == (Level.FAIL, True)


def test_keyset_of_other_keys(still_city: RunningCity, city: RunningCity) -> None:
    still_city.home.keyset_file.write_bytes(city.home.keyset())
    found = look(still_city.home)["keyset"]
    assert (found.level, "ACK" in found.said) == (Level.FAIL, True)


@pytest.mark.parametrize("now", [0.0, 1_700_000_000.0])
def test_clock_long_ago(still_city: RunningCity, now: float) -> None:
    assert look(still_city.home, now=now)["clock"].level is Level.FAIL


def test_whatever_is_wrong_comes_with_what_to_do(still_city: RunningCity) -> None:
    still_city.home.keyset_file.unlink()
    found = look(still_city.home, now=0).values()
    assert [one.name for one in found if one.level is not Level.OK and not one.do] == []
