"""Only a KEYSET that names a stand-in's address and a WITNESS key names a witness."""

import time
from types import SimpleNamespace
from typing import cast

import pytest

from heller.claims.keyset import CityKey, Endpoint, Keyset, Role
from heller.claims.messages import seal
from heller.keys import scope_of, signing_key
from heller.postgres.batch_run import WriterKeys
from heller.postgres.session import Session
from heller.postgres.store import Store
from heller.postgres.witness_found import find_witness

ROOT, KEY = signing_key(bytes(32)), signing_key(bytes(range(32)))
SCOPE = scope_of(1, ROOT.public)
WITNESS = CityKey(6, Role.WITNESS, KEY.public, 0)
ADDRESS: dict[Endpoint, tuple[str, ...]] = {Endpoint.STANDIN: ("http://127.0.0.1:1",)}
STORE = cast("Store", SimpleNamespace())


def session(keys: tuple[CityKey, ...], endpoints: dict[Endpoint, tuple[str, ...]]) -> Session:
    keyset = Keyset(1, 1, 0, ROOT.public, keys, endpoints, "Unna", "")
    register = SimpleNamespace(keyset=seal(SCOPE, ROOT, keyset))
    return cast("Session", SimpleNamespace(register=register))


def keys_of(*, head: bool = True) -> WriterKeys:
    return WriterKeys(SCOPE, (3, KEY), (2, KEY), (4, KEY) if head else None)


def test_named_witness_is_found() -> None:
    found = find_witness(session((WITNESS,), ADDRESS), keys_of(), time, STORE)
    assert found is not None
    assert found.broken


@pytest.mark.parametrize(
    ("keys", "endpoints"), [((), ADDRESS), ((WITNESS,), {}), ((), {})], ids=str
)
def test_half_a_name_is_none(
    keys: tuple[CityKey, ...], endpoints: dict[Endpoint, tuple[str, ...]]
) -> None:
    assert find_witness(session(keys, endpoints), keys_of(), time, STORE) is None


def test_without_store_or_head_key_none_is_looked_for() -> None:
    named = session((WITNESS,), ADDRESS)
    assert find_witness(named, keys_of(), time, None) is None
    assert find_witness(named, keys_of(head=False), time, STORE) is None
