"""Making a city: once, of its own keys, with a first entry, and without ROOT on the server."""

import json
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from heller.city.fund import Fund, fund
from heller.claims.keyset import Endpoint
from heller.keys import signing_key
from heller.operate import create
from heller.operate.addresses import PublicAddresses
from heller.operate.audit import verify_city
from heller.operate.ceremony import Person, hold
from heller.operate.create import finish, prepare
from heller.operate.errors import CeremonyIncomplete, CityExists, KeysLocked, NoCity
from heller.operate.home import CitySettings, Home
from heller.operate.invitation import invitation, till_app
from heller.operate.open_city import keyset_of

SETTINGS = CitySettings(5978036, "Unna", "02303 103-0", "127.0.0.1", 8700)
PEOPLE = [Person("anna", "first"), Person("bert", "second")]
FUND = fund(110, 40_000_000, 6)


@dataclass(frozen=True)
class Place:
    """A city's folder, and a ceremony's."""

    home: Home
    out: Path
    carried: Path

    def finish(self, figure: Fund = FUND, **extra: int) -> None:
        finish(self.home, self.carried, figure, extra, time, os.urandom)


def half_made(folder: Path) -> Place:
    """Make a city up to its ceremony."""
    folder.chmod(0o755)  # PostgreSQL runs as another user when this process is root
    home, out = Home(folder / "city"), folder / "stick"
    request = prepare(home, SETTINGS, os.urandom)
    return Place(home, out, hold(request, out, PEOPLE, int(time.time()), os.urandom))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A city that was made."""
    place = half_made(tmp_path_factory.mktemp("made"))
    place.finish()
    return place


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A city that waits for its KEYSET, and goes on waiting."""
    return half_made(tmp_path_factory.mktemp("half"))


def test_preparing_twice_finds_the_same_keys(tmp_path: Path) -> None:
    home = Home(tmp_path / "city")
    assert prepare(home, SETTINGS, os.urandom) == prepare(home, SETTINGS, os.urandom)
    written = json.loads((home.folder / "keyset-request.json").read_text())
    assert written == prepare(home, SETTINGS, os.urandom)


def test_keyset_names_the_public_addresses_and_invitations_follow_it(tmp_path: Path) -> None:
    home, out = Home(tmp_path / "city"), tmp_path / "stick"
    doors, app = ("https://karte.unna.example", "http://127.0.0.1:8700"), "https://kasse.example/"
    request = prepare(home, SETTINGS, os.urandom, PublicAddresses(doors, app))
    assert json.loads((home.folder / "keyset-request.json").read_text()) == request
    carried = hold(request, out, PEOPLE, int(time.time()), os.urandom)
    shutil.copy(carried / "keyset.bin", home.keyset_file)
    named = {Endpoint.DOOR: doors, Endpoint.TILL_APP: (app,)}
    assert keyset_of(home).endpoints == named
    assert (invitation(home, "CODE").door, till_app(home)) == (doors[0], app)


def test_without_public_addresses_the_keyset_names_the_doors_own(made: Place) -> None:
    own = "http://127.0.0.1:8700"
    assert keyset_of(made.home).endpoints == {Endpoint.DOOR: (own,)}
    assert (invitation(made.home, "CODE").door, till_app(made.home)) == (own, "")


def test_request_holds_no_secret(half: Place) -> None:
    said = (half.home.folder / "keyset-request.json").read_text()
    secrets = half.home.secrets()
    seeds = [*secrets["seeds"].values(), secrets["pepper"], secrets["names"], secrets["upload"]]
    assert [seed for seed in seeds if seed.hex() in said] == []


def test_server_keys_are_closed(half: Place) -> None:
    data = half.home.server_keys.read_bytes()
    assert [seed for seed in half.home.secrets()["seeds"].values() if seed in data] == []


def test_made_city_is_good(made: Place) -> None:
    report = verify_city(made.home, lambda _done, _total: None)
    assert (report.entries, report.findings) == (1, [])
    assert made.home.keyset_file.read_bytes() == (made.carried / "keyset.bin").read_bytes()


def test_no_root_key_is_on_the_server(made: Place) -> None:
    seeds = [
        bytes.fromhex((made.out / f"{name}.key").read_text()) for name in ("root", "emergency")
    ]
    looked_for = seeds + [seed.hex().encode() for seed in seeds]
    files = [path for path in made.home.folder.rglob("*") if path.is_file()]
    public = signing_key(seeds[0]).public
    assert [path for path in files if any(one in path.read_bytes() for one in looked_for)] == []
    assert made.home.keyset_file in [path for path in files if public in path.read_bytes()]


def test_city_is_made_once(made: Place) -> None:
    before = made.home.keyset_file.read_bytes()
    with pytest.raises(CityExists, match="nothing was changed"):
        made.finish()
    with pytest.raises(CityExists):
        prepare(made.home, SETTINGS, os.urandom)
    assert made.home.keyset_file.read_bytes() == before


def test_making_that_was_cut_off_is_ended_by_its_own_keyset_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = half_made(tmp_path)

    def power_cut(path: Path, content: bytes) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(create, "write_secret", power_cut)
    with pytest.raises(KeyboardInterrupt):
        place.finish()
    monkeypatch.undo()
    request = json.loads((place.home.folder / "keyset-request.json").read_text())
    other = hold(request, tmp_path / "other", PEOPLE, int(time.time()), os.urandom)
    with pytest.raises(CityExists):
        Place(place.home, place.out, other).finish()
    assert not place.home.keyset_file.exists()
    place.finish()
    report = verify_city(place.home, lambda _done, _total: None)
    assert (report.entries, report.findings) == (1, [])


def test_keyset_of_other_keys_is_refused(half: Place, made: Place) -> None:
    with pytest.raises(CeremonyIncomplete, match="newest request"):
        Place(half.home, half.out, made.carried).finish()
    assert not half.home.keyset_file.exists()


def test_damaged_or_missing_keyset_is_refused(half: Place, tmp_path: Path) -> None:
    carried = tmp_path / "to-server"
    shutil.copytree(half.carried, carried)
    message = bytearray((carried / "keyset.bin").read_bytes())
    message[-1] ^= 1
    for content in (bytes(message), b"", message[:70]):
        (carried / "keyset.bin").write_bytes(content)
        with pytest.raises(CeremonyIncomplete):
            Place(half.home, half.out, carried).finish()
    with pytest.raises(CeremonyIncomplete):
        Place(half.home, half.out, tmp_path / "nothing").finish()


def test_nothing_is_made_without_folder_or_unlock_key(half: Place, tmp_path: Path) -> None:
    with pytest.raises(NoCity):
        Place(Home(tmp_path / "nothing"), half.out, half.carried).finish()
    copy = Home(tmp_path / "copy")
    shutil.copytree(half.home.folder, copy.folder)
    copy.unlock_file.write_bytes(os.urandom(32))
    with pytest.raises(KeysLocked):
        Place(copy, half.out, half.carried).finish()


def test_folders_are_their_owners_only(half: Place) -> None:
    folders = [half.home.server_keys.parent, half.home.unlock_file.parent, half.carried]
    assert [folder for folder in folders if folder.stat().st_mode & 0o077] == []
