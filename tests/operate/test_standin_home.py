"""A stand-in's folder: made once, named by the ceremony, opened by its own unlock key."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.running_city import UNNA, make_city

from heller.claims.keyset import Endpoint, Keyset, Role
from heller.operate.addresses import AddressRefused
from heller.operate.errors import (
    CeremonyIncomplete,
    CeremonyMissing,
    CityExists,
    KeysLocked,
    NoStandin,
    RequestUnreadable,
)
from heller.operate.standin_home import (
    StandinHome,
    StandinSettings,
    add_to_request,
    finish,
    make,
)

SETTINGS = StandinSettings(UNNA.city, "127.0.0.1", 8800, "https://stand-in.example")


counted = Random(5).randbytes  # differs each time, the same each run


@pytest.fixture
def home(tmp_path: Path) -> StandinHome:
    made = StandinHome(tmp_path / "stand-in")
    make(made, SETTINGS, counted)
    return made


def test_public_file_holds_no_secret(home: StandinHome) -> None:
    content = json.loads(home.public_file.read_text())
    assert (content["city"], content["url"]) == (UNNA.city, SETTINGS.url)
    publics = [key.public.hex() for _, key in home.own_keys().values()]
    assert [row["public"] for row in content["keys"]] == publics
    seeds = [key.seed().hex() for _, key in home.own_keys().values()]
    assert not any(seed in home.public_file.read_text() for seed in seeds)


def test_keys_are_made_once(home: StandinHome) -> None:
    with pytest.raises(CityExists):
        make(home, SETTINGS, counted)


def test_keyset_names_it_and_is_kept(tmp_path: Path, home: StandinHome) -> None:
    with pytest.raises(CeremonyMissing):
        home.keys()
    city = make_city(tmp_path, UNNA, home.public_file)
    finish(home, city.ceremony / "to-server")
    keys = home.keys()
    assert keys.keyset == Keyset.parse(city.home.keyset()[:-64], UNNA.city)
    assert keys.keyset.endpoints[Endpoint.STANDIN] == (SETTINGS.url,)
    assert keys.keyset.key(keys.witness[0], Role.WITNESS) == keys.witness[1].public


def test_keyset_of_other_keys_is_refused(tmp_path: Path, home: StandinHome) -> None:
    city = make_city(tmp_path)
    for carried in (city.ceremony / "to-server", tmp_path):
        with pytest.raises(CeremonyIncomplete):
            finish(home, carried)


def test_wrong_unlock_key_and_no_folder(tmp_path: Path, home: StandinHome) -> None:
    other = tmp_path / "other.key"
    other.write_bytes(bytes(32))
    for unlock in (other, tmp_path / "missing"):
        with pytest.raises(KeysLocked):
            home.own_keys(unlock)
    empty = StandinHome(tmp_path / "empty")
    for read in (empty.settings, empty.own_keys):
        with pytest.raises(NoStandin):
            read()


def test_address_must_be_one_that_tills_may_follow(tmp_path: Path) -> None:
    bad = StandinSettings(UNNA.city, "127.0.0.1", 8800, "http://stand-in.example")
    with pytest.raises(AddressRefused):
        make(StandinHome(tmp_path / "bad"), bad, counted)


def test_request_takes_only_its_own_citys_stand_in(tmp_path: Path, home: StandinHome) -> None:
    request: dict[str, Any] = {"city": UNNA.city, "keys": [], "endpoints": {}}
    add_to_request(request, home.public_file)
    assert [row["role"] for row in request["keys"]] == [5, 6]
    assert request["endpoints"] == {"2": [SETTINGS.url]}
    with pytest.raises(RequestUnreadable):
        add_to_request({**request, "city": 1}, home.public_file)
    broken = tmp_path / "broken.json"
    broken.write_text("[]")
    with pytest.raises(RequestUnreadable):
        add_to_request(request, broken)
