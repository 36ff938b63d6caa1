"""The desk's side of the till app: what is held to it, how it is invited, who admits it."""

import asyncio
import base64
import io
import json
from typing import Any

import segno
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from heller.demo.table import CityTable, Table
from heller.errors import Problem
from heller.handset.invite import write_invite
from heller.operate.errors import OperateError


def qr_address(text: str) -> str:
    """Draw a QR code as an address that a picture can have."""
    out = io.BytesIO()
    segno.make_qr(text, error="M").save(out, kind="png", scale=6, border=4)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


class AppDesk:
    """Holds things to the till app's scanner, invites it, and admits it by its words."""

    def __init__(self, table: Table, one: asyncio.Lock) -> None:
        """Work at this table, `one` thing at a time."""
        self._table, self._one = table, one
        self._invitation = ""

    def routes(self) -> list[Route]:
        """Give the addresses of this part of the desk."""
        return [
            Route("/app/hand", self.hand, methods=["POST"]),
            Route("/app/invite", self.invite, methods=["POST"]),
            Route("/app/admit", self.admit, methods=["POST"]),
        ]

    @property
    def _city(self) -> CityTable:
        return self._table.cities[self._table.app_city.key]

    async def hand(self, request: Request) -> Response:
        """Hold a card, or the last invitation, to the app's scanner."""
        place = json.loads(await request.body()).get("card")
        cards = self._city.cards
        is_card = isinstance(place, int) and 0 <= place < len(cards)
        text = cards[place].pay_code if is_card else self._invitation
        await self._table.tray.hand(text)
        return JSONResponse({"handed": bool(text)})

    async def invite(self, request: Request) -> Response:
        """Make an invitation for a new till at a shop."""
        key = json.loads(await request.body()).get("shop", "")
        shops = {shop.key: shop for shop in self._city.city.shops}
        if key not in shops:
            return Response(status_code=404)
        async with self._one:
            try:
                made = await asyncio.to_thread(self._city.front.invite, shops[key])
            except (OperateError, Problem) as error:
                return JSONResponse({"error": str(error)})
        self._invitation = write_invite(made)
        return JSONResponse({"text": self._invitation, "picture": qr_address(self._invitation)})

    async def admit(self, request: Request) -> Response:
        """Admit the device that shows these words."""
        words = json.loads(await request.body()).get("words", [])
        async with self._one:
            try:
                done = await asyncio.to_thread(self._city.front.admit, tuple(map(str, words)))
            except (OperateError, Problem) as error:
                return JSONResponse({"error": str(error)})
        return JSONResponse({"admitted": done})


def waiting(table: CityTable) -> list[dict[str, Any]]:
    """List the devices that wait to be admitted, with their words and places."""
    try:
        found = table.office.look("enrolments")["enrolments"] if table.process.alive else []
    except (OperateError, Problem):
        return []
    places = {table.front.points[shop.key]: shop.place for shop in table.city.shops}
    return [{"words": row["words"], "place": places.get(row["point"], "")} for row in found]
