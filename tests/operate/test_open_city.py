"""A city is opened from its folder: who it is, and a desk with the right key."""

import os
from pathlib import Path

import pytest
from tests.running_city import RunningCity

from heller.claims.keyset import open_keyset
from heller.keys import scope_of, signing_key
from heller.operate.errors import NoCity
from heller.operate.home import Home
from heller.operate.keyfile import write_plain_key
from heller.operate.office import OrderFailed
from heller.operate.open_city import keyset_of, office_of, scope_of_home


def test_keyset_is_the_signed_one(city: RunningCity) -> None:
    root = signing_key(bytes.fromhex((city.ceremony / "root.key").read_text())).public
    message = (city.ceremony / "to-server" / "keyset.bin").read_bytes()
    assert keyset_of(city.home) == open_keyset(message, root, 5978036)
    assert scope_of_home(city.home) == scope_of(5978036, root)


def test_desk_has_the_first_office_key(city: RunningCity) -> None:
    office = office_of(city.home)
    assert office.order("merchant.add", {}, {"name": "Café Nord"})["state"] == "done"
    office.close()


def test_desk_with_an_unknown_key_gives_no_orders(city: RunningCity, tmp_path: Path) -> None:
    write_plain_key(tmp_path / "own.key", "office-1", signing_key(os.urandom(32)))
    office = office_of(city.home, tmp_path / "own.key")
    with pytest.raises(OrderFailed):
        office.order("merchant.add", {}, {"name": "Café Süd"})
    office.close()


def test_empty_folder_has_no_desk(tmp_path: Path) -> None:
    for ask in (office_of, keyset_of, scope_of_home):
        with pytest.raises(NoCity):
            ask(Home(tmp_path))
