"""What the book does by itself: each minute it closes claims that nobody asked for."""

import asyncio
from typing import Final

import structlog

from heller.claims.records import parse_record
from heller.claims.unasked import UNASKED_SECONDS
from heller.errors import Problem
from heller.till.city_door import CityDoor

log = structlog.get_logger()

MINUTE: Final = 60.0
MOST: Final = 256  # in one batch; the rest a minute later


async def keep_house(door: CityDoor, pause: float = MINUTE) -> None:
    """Work until cancelled; a book that is busy or being opened is asked again later."""
    while True:
        try:
            closed = await close_once(door)
        except Problem as problem:
            log.warning("housekeeping_later", reason=problem.code)
        else:
            if closed:
                log.info("unasked_claims_closed", count=closed)
        await asyncio.sleep(pause)


async def close_once(door: CityDoor) -> int:
    """Close what has been noted for a day; give how many claims that were."""
    before = door.now() - UNASKED_SECONDS
    rows = await door.store.run("SELECT message FROM book.read_unasked(%s, %s)", (before, MOST))
    if not rows:
        return 0
    return await door.writer.close_unasked([parse_record(row[0], door.scope.city) for row in rows])
