"""The process of book and till door: starts, serves both entrances, finishes what it took, ends."""

import asyncio
import gc
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvloop

from heller.postgres.store import Store
from heller.postgres.writer import Limits, Writer
from heller.till.app_door import door_app
from heller.till.city_door import CityDoor, DoorKeys
from heller.till.entrance import entrance_app
from heller.till.housekeeping import keep_house
from heller.web.http_server import http_server, tcp_socket, unix_socket
from heller.web.process import allow_files, until_told

log = structlog.get_logger()
LOOK_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class DoorPlace:
    """Where the door is: TCP address for tills, unix socket for the office; its snapshot files."""

    host: str
    port: int
    socket: Path
    snapshots: Path | None = None


async def _serve(
    keys: DoorKeys, dsn: str, place: DoorPlace, limits: Limits, alive: Callable[[], bool]
) -> int:
    store = Store(dsn)
    writer = Writer(dsn, keys.writer, time, os.urandom, limits, store)
    await store.open()
    await writer.start()
    door = CityDoor(keys, writer, store, time, os.urandom, place.snapshots)
    listening = [
        (http_server(door_app(door)), tcp_socket(place.host, place.port)),
        (http_server(entrance_app(door)), unix_socket(place.socket)),
    ]
    tasks = [asyncio.create_task(server.serve([taken])) for server, taken in listening]
    house = asyncio.create_task(keep_house(door))
    log.info("door_open", host=place.host, port=place.port)
    told = await until_told([_failed(writer), _database_gone(alive)], tasks)
    house.cancel()
    writer.closing = True  # new posts are told to come again
    await writer.stop()
    for server, _ in listening:
        server.stop()
    await asyncio.wait(tasks, timeout=5)
    await store.close()
    log.info("door_closed", told=told)
    return 0 if told and not writer.failed.is_set() else 1


async def _failed(writer: Writer) -> None:
    await writer.failed.wait()


async def _database_gone(alive: Callable[[], bool]) -> None:
    """Wait until the database's server has ended; an idle door would not notice by itself."""
    while alive():  # noqa: ASYNC110 - another process's end is no event of this loop
        await asyncio.sleep(LOOK_SECONDS)
    log.error("database_ended")


def _always() -> bool:
    return True


def serve(
    keys: DoorKeys,
    dsn: str,
    place: DoorPlace,
    limits: Limits,
    alive: Callable[[], bool] = _always,
) -> int:
    """Run the door until SIGTERM, or until the database is not `alive`; gives the exit code."""
    allow_files()
    gc.freeze()  # what is loaded now stays: no need to look at it again and again
    gc.set_threshold(20_000, 20, 20)
    return uvloop.run(_serve(keys, dsn, place, limits, alive))
