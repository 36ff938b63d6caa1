"""A city's folder: settings and keys are found where they were put."""

import os
from pathlib import Path

import pytest

from heller.claims.keyset import Role
from heller.keys import scope_of, signing_key
from heller.operate.errors import KeysLocked, NoCity
from heller.operate.home import KEY_IDS, SERVER_ROLES, CitySettings, Home, door_keys, key_of
from heller.operate.keyfile import lock

SETTINGS = CitySettings(5978036, "Unna", "02303 103-0", "127.0.0.1", 8700, "postgresql://x/heller")
SECRETS = {
    "seeds": {int(role): bytes([role]) * 32 for role in SERVER_ROLES},
    "pepper": b"p" * 32,
    "names": b"n" * 32,
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A folder with settings and locked keys, the unlock key beside them."""
    made = Home(tmp_path)
    for file in (made.server_keys, made.unlock_file):
        file.parent.mkdir()
    made.write_settings(SETTINGS)
    made.unlock_file.write_bytes(b"u" * 32)
    made.server_keys.write_bytes(lock(SECRETS, b"u" * 32, os.urandom))
    return made


def test_settings_come_back(home: Home) -> None:
    assert home.settings() == SETTINGS
    assert home.settings_file.stat().st_mode & 0o077 == 0  # a database's address is in it


def test_secrets_come_back(home: Home) -> None:
    assert home.secrets() == SECRETS


def test_unlock_key_may_lie_elsewhere(home: Home, tmp_path: Path) -> None:
    elsewhere = tmp_path / "stick"
    home.unlock_file.rename(elsewhere)
    assert home.secrets(elsewhere) == SECRETS


def test_another_unlock_key_opens_nothing(home: Home) -> None:
    home.unlock_file.write_bytes(b"v" * 32)
    with pytest.raises(KeysLocked):
        home.secrets()


def test_missing_unlock_key_says_what_to_do(home: Home) -> None:
    home.unlock_file.unlink()
    with pytest.raises(KeysLocked, match="--unlock"):
        home.secrets()


def test_empty_folder_holds_no_city(tmp_path: Path) -> None:
    empty = Home(tmp_path)
    for read in (empty.settings, empty.secrets, empty.keyset):
        with pytest.raises(NoCity, match="heller city create"):
            read()


def test_city_before_its_ceremony_says_so(home: Home) -> None:
    with pytest.raises(NoCity, match="keys ceremony"):
        home.keyset()


def test_each_role_has_an_id_of_its_own() -> None:
    assert sorted(KEY_IDS.values()) == [int(role) for role in Role]


def test_door_signs_with_the_servers_keys() -> None:
    scope = scope_of(5978036, bytes(32))
    keys = door_keys(SECRETS, scope)
    assert key_of(SECRETS, Role.ACK)[1].public == signing_key(bytes([Role.ACK]) * 32).public
    assert [(key_id, key.seed()) for key_id, key in (keys.ack, keys.lease, keys.head)] == [
        (KEY_IDS[role], bytes([role]) * 32) for role in (Role.ACK, Role.LEASE, Role.HEAD)
    ]
    assert (keys.scope, keys.pepper, keys.names) == (scope, b"p" * 32, b"n" * 32)
