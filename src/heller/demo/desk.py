"""The demo desk: one page from which both cities can be tried, broken and mended."""

import asyncio
import html
import json
from importlib.resources import files
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from heller.cards.derived import grouped
from heller.claims.keyset import open_keyset
from heller.demo.actions import Actions
from heller.demo.app_desk import AppDesk, qr_address, waiting
from heller.demo.pictures import card_picture
from heller.demo.table import CityTable, Table
from heller.demo.words import words
from heller.errors import Problem
from heller.operate.errors import OperateError
from heller.till.pages.build import build_receipt_page

_POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"
_TYPES = {
    "desk.css": "text/css",
    "desk.js": "text/javascript",
    "desk-app.js": "text/javascript",
}


class Desk:
    """Serves the page, its state, its pictures and its buttons; one thing at a time."""

    def __init__(self, table: Table) -> None:
        """Serve this table."""
        self._table, self._actions = table, Actions(table)
        self._one = asyncio.Lock()  # a till is one device: one hand at a time
        self.app = AppDesk(table, self._one)

    async def page(self, request: Request) -> Response:
        """Give the page in German, or in English when asked."""
        language = "en" if request.query_params.get("lang") == "en" else "de"
        headers = {"content-security-policy": _POLICY}
        return HTMLResponse(render(self._table, language), headers=headers)

    async def static(self, request: Request) -> Response:
        """Give style or script of the page."""
        name = request.path_params["name"]
        if name not in _TYPES:
            return Response(status_code=404)
        return Response(_read(name), media_type=_TYPES[name])

    async def state(self, request: Request) -> Response:
        """Give what the page shows: processes, cards, newest entries."""
        city = self._table.cities.get(request.query_params.get("city", ""))
        table = city or next(iter(self._table.cities.values()))
        async with self._one:
            return JSONResponse(await asyncio.to_thread(self._state, table))

    def _state(self, table: CityTable) -> dict[str, Any]:
        cities = [
            {
                "key": key,
                "name": one.city.name,
                "alive": one.process.alive,
                "standin": one.standin.alive if one.standin else None,
            }
            for key, one in self._table.cities.items()
        ]
        places = {
            f"till:{till.identity.till}": till.identity.point for till in table.tills.values()
        }
        return {
            "cities": cities,
            "cards": _cards(table),
            "entries": _entries(table),
            "places": places,
            "waiting": waiting(self._table.cities[self._table.app_city.key]),
        }

    async def do(self, request: Request) -> Response:
        """Do what was pressed."""
        body = json.loads(await request.body() or b"{}")
        async with self._one:
            answer = await asyncio.to_thread(self._actions.do, request.path_params["verb"], body)
        return JSONResponse(answer) if answer else Response(status_code=404)

    async def picture(self, request: Request) -> Response:
        """Give a card's pay code as a picture, to hold to another scanner."""
        table = self._table.cities.get(request.path_params["city"])
        place = request.path_params["place"]
        if table is None or place >= len(table.cards):
            return Response(status_code=404)
        return Response(card_picture(table.cards[place]), media_type="image/png")

    async def receipt_page(self, _request: Request) -> Response:
        """Give the page that checks a receipt without any server, made for the first city."""
        table = next(iter(self._table.cities.values()))
        message = table.home.keyset()
        root = table.tills[next(iter(table.tills))].identity.trust.keyset.root
        open_keyset(message, root)
        return HTMLResponse(build_receipt_page(message, root))


def _cards(table: CityTable) -> list[dict[str, Any]]:
    till = next(iter(table.tills.values()))
    shown = []
    for card in table.cards:
        row: dict[str, Any] = {"number": f"… {grouped(card.number)[-9:]}", "state": None}
        try:
            found = till.balance(till.scan(card.pay_code)) if table.process.alive else None
        except Problem:
            found = None
        if found is not None:
            row |= {"state": found.state, "balance_cents": found.cents}
        shown.append(row)
    return shown


def _entries(table: CityTable) -> list[dict[str, Any]] | None:
    if not table.process.alive:
        return None
    try:
        entries: list[dict[str, Any]] = table.office.look("journal")["entries"]
    except OperateError:
        return None
    return entries


def _read(name: str) -> str:
    return (files("heller.demo") / "static" / name).read_text(encoding="utf-8")


def render(table: Table, language: str) -> str:
    """Write the page."""
    text = words(language)
    shown = {name: html.escape(value) for name, value in text.items() if isinstance(value, str)}
    options = [
        f'<option value="{key}">{html.escape(one.city.name)}</option>'
        for key, one in table.cities.items()
    ]
    tills = [
        f'<option value="{key}/{shop.key}" data-city="{key}">{html.escape(shop.place)}</option>'
        for key, one in table.cities.items()
        for shop in one.city.desk_shops
    ]
    shops = [
        f'<option value="{shop.key}">{html.escape(shop.place)}</option>'
        for shop in table.app_city.app_shops
    ]
    script = json.dumps(text, ensure_ascii=False).replace("</", "<\\/")
    fields = shown | {
        "lang": language,
        "words": script,
        "cities": "".join(options),
        "tills": "".join(tills),
        "shops": "".join(shops),
        "app_address": table.app_address,
        "app_city": table.app_city.key,
        "phones": _phones(table, text),
        "try_list": "".join(f"<li>{html.escape(line)}</li>" for line in text["try"]),
    }
    page = _read("desk.html")
    for name, value in fields.items():
        page = page.replace(f"{{{name}}}", value)
    return page


def _phones(table: Table, text: dict[str, Any]) -> str:
    """Show real phones where to begin, when the demo is open to them."""
    if not table.lan:
        return ""
    address = f"http://{table.lan}:{table.phones_port}/"
    return (
        f'<p>{html.escape(text["phones_hint"])} <a href="{address}">{address}</a></p>'
        f'<img src="{qr_address(address)}" alt="{address}" width="160" height="160">'
    )


def desk_app(table: Table) -> Starlette:
    """Build the desk."""
    desk = Desk(table)
    return Starlette(
        routes=[
            Route("/", desk.page),
            Route("/state", desk.state),
            Route("/do/{verb}", desk.do, methods=["POST"]),
            Route("/cards/{city}/{place:int}.png", desk.picture),
            Route("/receipt-check.html", desk.receipt_page),
            *desk.app.routes(),
            Route("/{name}", desk.static),
        ]
    )
