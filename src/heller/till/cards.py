"""What a card holder sees: balance, parts and history, by the view code."""

import base64
import binascii
import hashlib
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from heller.book.account_state import CardState
from heller.book.accounts import AccountKind, account
from heller.book.body import EntryKind, decode_body
from heller.book.lots import Lot, LotKind, available
from heller.errors import Malformed, NotFound
from heller.till.city_door import CityDoor
from heller.till.enrol import read_names
from heller.web.http import read_json, take

HISTORY: Final = 50
_VIEW_BYTES: Final = 16


class Cards:
    """POST /v1/cards/view: the view stands in the body, so that no log ever holds it."""

    def __init__(self, door: CityDoor) -> None:
        """Serve this door."""
        self._door = door

    async def view(self, request: Request) -> Response:
        """Show a card to whoever holds its view code."""
        view = _view(take(await read_json(request), "view", str))
        rows = await self._door.store.run(
            "SELECT * FROM book.read_card(%s, NULL)", (hashlib.sha256(view).digest(),)
        )
        if not rows:
            raise NotFound
        return JSONResponse(await self._card(rows))

    async def _card(self, rows: list[tuple[Any, ...]]) -> dict[str, Any]:
        now = self._door.now()
        lots = [Lot(*row[4:6], *row[6:9]) for row in rows if row[4] is not None]
        live = [lot for lot in lots if lot.remaining]
        return {
            "state": CardState(rows[0][2]).name.lower(),
            "balance_cents": available(lots, now),
            "as_of": now,
            "valid_until": max((lot.valid_until for lot in live if lot.pays(now)), default=None),
            "parts": [_part(lot) for lot in live],
            "history": await self._history(rows[0][1]),
        }

    async def _history(self, card_no: int) -> list[dict[str, Any]]:
        rows = await self._door.store.run(
            "SELECT seq, cents, body FROM book.read_history(%s, %s)",
            (account(AccountKind.CARD, card_no), HISTORY),
        )
        names = await read_names(self._door)
        return [self._line(row, names) for row in rows]

    def _line(self, row: tuple[Any, ...], names: dict[tuple[str, int], str]) -> dict[str, Any]:
        body = decode_body(row[2])
        till = self._door.register.tills.get(_till_no(body.actor))
        return {
            "at": body.recorded_at,
            "kind": EntryKind(body.kind).name.lower(),
            "cents": row[1],
            "place": names.get(("point", till.point)) if till else None,
            "seq": row[0],
        }


def _till_no(actor: str) -> int:
    kind, _, number = actor.partition(":")
    return int(number) if kind == "till" else 0


def _part(lot: Lot) -> dict[str, Any]:
    return {
        "kind": LotKind(lot.kind).name.lower(),
        "cents": lot.remaining,
        "active_from": lot.active_from,
        "valid_until": lot.valid_until,
    }


def _view(text: str) -> bytes:
    try:
        view = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        view = b""
    if len(view) != _VIEW_BYTES:
        raise Malformed("A view has 16 bytes in base64url without padding.")
    return view
