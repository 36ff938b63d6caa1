"""The door's own app in this process, at a real database, under a clock that a test moves."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
from tests.running_city import RunningCity

from heller.operate.engine import Engine
from heller.operate.home import door_keys
from heller.postgres import roles
from heller.postgres.store import Store
from heller.postgres.writer import Limits, Writer
from heller.till.app_door import door_app
from heller.till.city_door import CityDoor

T = TypeVar("T")


class MovedClock:
    """This machine's clock, ahead by `ahead` seconds."""

    ahead = 0

    def time(self) -> float:
        return time.time() + self.ahead

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass(frozen=True)
class Asked:
    """What a test may use: the door, its clock, and a client of its app."""

    door: CityDoor
    clock: MovedClock
    http: httpx.AsyncClient

    async def post(self, path: str, **body: Any) -> httpx.Response:  # noqa: ANN401 - JSON
        return await self.http.post(path, json=body)


def at_the_door(
    city: RunningCity, work: Callable[[Asked], Awaitable[T]], limits: Limits | None = None
) -> T:
    """Run the door of a stopped city for as long as `work` lasts."""
    with Engine(city.home) as engine:
        engine.migrate()
        return asyncio.run(_at(city, engine.dsn(roles.BOOK), work, limits or Limits()))


async def _at(
    city: RunningCity, dsn: str, work: Callable[[Asked], Awaitable[T]], limits: Limits
) -> T:
    keys, clock = door_keys(city.home.secrets(), city.scope), MovedClock()
    writer, store = Writer(dsn, keys.writer, clock, os.urandom, limits), Store(dsn)
    await writer.start()
    await store.open()
    door = CityDoor(keys, writer, store, clock, os.urandom)
    transport = httpx.ASGITransport(door_app(door))
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://door") as http:
            return await work(Asked(door, clock, http))
    finally:
        await writer.stop()
        await store.close()
