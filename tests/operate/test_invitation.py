"""An invitation leads to the best address that the KEYSET names, with a code of plain letters."""

import os
from pathlib import Path

import pytest

from heller.handset.invite import Invite
from heller.keys import signing_key
from heller.operate.addresses import PublicAddresses
from heller.operate.ceremony import signed_keyset
from heller.operate.create import prepare
from heller.operate.home import CitySettings, Home
from heller.operate.invitation import (
    CODE_LENGTH,
    CODE_LETTERS,
    invitation,
    new_code,
    till_app,
)

SETTINGS = CitySettings(5978036, "Unna", "02303 103-0", "127.0.0.1", 8700)
ROOT, EMERGENCY = signing_key(bytes(32)), signing_key(bytes([1] * 32))
DOOR, OTHER, APP = "https://a.example", "https://b.example", "https://kasse.example/"


def home_with(folder: Path, addresses: PublicAddresses) -> Home:
    """Make a city's folder whose KEYSET names these addresses."""
    home = Home(folder)
    request = prepare(home, SETTINGS, os.urandom, addresses)
    home.keyset_file.write_bytes(signed_keyset(request, ROOT, EMERGENCY, 1))
    return home


@pytest.mark.parametrize(
    ("addresses", "door", "app"),
    [
        (PublicAddresses(), "http://127.0.0.1:8700", ""),
        (PublicAddresses((OTHER, DOOR), APP), OTHER, APP),
    ],
)
def test_invitation_follows_the_keyset(
    addresses: PublicAddresses, door: str, app: str, tmp_path: Path
) -> None:
    home = home_with(tmp_path, addresses)
    assert invitation(home, "CODE") == Invite(door, "CODE", ROOT.public)
    assert till_app(home) == app


def test_each_code_is_another_one_of_letters_that_do_not_look_alike() -> None:
    codes = {new_code() for _ in range(100)}
    assert (len(codes), {len(code) for code in codes}) == (100, {CODE_LENGTH})
    assert set("".join(codes)) <= set(CODE_LETTERS)
    assert set(CODE_LETTERS).isdisjoint("01IO")
