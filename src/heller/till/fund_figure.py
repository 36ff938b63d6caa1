"""The fund figure, live: what trade without the book can cost this city, by its parts."""

from dataclasses import asdict
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from heller.book.lots import german_day
from heller.city.shares import Split
from heller.postgres.facts import loss_of, year_before
from heller.till.city_door import CityDoor

STEP: Final = 100_000  # cents: what one shop takes in a moment is nobody's business


class FundFigure:
    """GET /v1/fund; the same figures stand in /metrics and in `heller city status`."""

    def __init__(self, door: CityDoor) -> None:
        """Read this door's register and book."""
        self._door = door
        self._promised = (0, 0)  # up to this entry, so many cents

    async def fund(self, _request: Request) -> Response:
        """Give F, the figure and its parts (cents)."""
        return JSONResponse(await self.parts())

    async def parts(self) -> dict[str, int]:
        """Give F, the figure and its parts (cents); `unflushed` is rounded up to 1,000 euros."""
        door, now = self._door, self._door.now()
        day = year_before(german_day(now))
        rows = await door.store.run("SELECT * FROM book.read_losses(%s)", (day,))
        unflushed = -(-await self._unflushed() // STEP) * STEP
        figure = Split(door.register, [loss_of(*row) for row in rows], now).figure(unflushed)
        named = {"fund": door.register.setting("fund"), "figure": figure.total, **asdict(figure)}
        return {f"{name}_cents": cents for name, cents in named.items()}

    async def _unflushed(self) -> int:
        """Sum the ok payments that no witness has; where none is named, all of them."""
        writer = self._door.writer
        if writer.witness is not None:
            newest, head = writer.witness.newest, writer.session.head
            known = newest is not None and newest.flush.generation == head.generation
            size = newest.flush.size if newest is not None and known else 0
            return (await self._since(head.first_seq + size - 1))[1]
        after, before = self._promised
        seq, cents = await self._since(after)
        self._promised = (seq, before + cents)
        return before + cents

    async def _since(self, after: int) -> tuple[int, int]:
        rows = await self._door.store.run("SELECT * FROM book.read_promised(%s)", (after,))
        return int(rows[0][0]), int(rows[0][1])
