"""The client believes nothing that the WITNESS key did not sign, and waits no longer than told."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from tests.standin.acting_book import ActingBook
from tests.standin.running import Pair

from heller.claims.keyset import CityKey, Endpoint, Keyset, Role
from heller.keys import signing_key
from heller.postgres.errors import WitnessSilent
from heller.postgres.witness_client import WitnessClient

Call = Callable[[WitnessClient], Awaitable[object]]


def with_client(pair: Pair, keyset: Keyset, call: Call) -> object:
    async def run() -> object:
        client = WitnessClient(pair.city.scope, keyset)
        try:
            return await call(client)
        finally:
            await client.close()

    return asyncio.run(run())


def keyset_of(pair: Pair) -> Keyset:
    return pair.standin.home.keys().keyset


def test_head_and_log_are_read(pair: Pair) -> None:
    beat = ActingBook(pair.city, pair.side).heartbeat()
    flushed = with_client(pair, keyset_of(pair), lambda one: one.head(beat, 5))
    assert flushed.flush.size > 0  # type: ignore[attr-defined] # a Flushed
    assert isinstance(with_client(pair, keyset_of(pair), lambda one: one.log(beat, 0, 5)), list)


def test_flush_of_another_key_is_silence(pair: Pair) -> None:
    beat = ActingBook(pair.city, pair.side).heartbeat()
    other = CityKey(6, Role.WITNESS, signing_key(bytes(32)).public, 0)
    keyset = replace(keyset_of(pair), keys=(other,))
    with pytest.raises(WitnessSilent):
        with_client(pair, keyset, lambda one: one.head(beat, 5))


def test_refused_and_hanging_are_silence(pair: Pair) -> None:
    with pytest.raises(WitnessSilent, match="wrong_city"):
        with_client(pair, keyset_of(pair), lambda one: one.head(bytes([0x42]) + bytes(88), 5))
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        address = (f"http://127.0.0.1:{hanging.getsockname()[1]}",)
        keyset = replace(keyset_of(pair), endpoints={Endpoint.STANDIN: address})
        started = time.monotonic()
        with pytest.raises(WitnessSilent):
            with_client(pair, keyset, lambda one: one.head(bytes(89), 0.25))
        assert 0.2 < time.monotonic() - started < 3
