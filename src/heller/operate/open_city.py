"""Opening a city from its folder: who it is, and a desk in its office."""

import os
import time
from pathlib import Path

from heller.claims.keyset import Keyset
from heller.keys import Scope, scope_of
from heller.operate.home import Home
from heller.operate.keyfile import read_plain_key
from heller.operate.office import Caller, Office


def keyset_of(home: Home) -> Keyset:
    """Read the city's KEYSET from its folder."""
    return Keyset.parse(home.keyset()[:-64], home.settings().city)


def scope_of_home(home: Home) -> Scope:
    """Name the city of a folder."""
    keyset = keyset_of(home)
    return scope_of(keyset.city, keyset.root)


def office_of(home: Home, key_file: Path | None = None) -> Office:
    """Sit down at the city's office with a key file (default: the city's first office key)."""
    scope = scope_of_home(home)
    actor, key = read_plain_key(key_file or home.office_key)
    return Office(home.socket, scope, Caller(actor, key), time.time, os.urandom)
