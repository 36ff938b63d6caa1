"""The office's entrance: signed orders over a unix socket, which the book judges.

Secrets that an order needs travel beside it as `side` and never reach the journal (protocol.md, 8).
"""

import asyncio
import hashlib
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from heller.book.body import EntryKind, Outcome, decode_body
from heller.book.decline import Reason
from heller.cards.derived import read_number
from heller.claims.cbor import decode
from heller.claims.enrol import check_words
from heller.claims.office import order_hash
from heller.claims.orders import (
    NEED_APPROVAL,
    OrderAnswer,
    OrderPost,
    approved_by,
    check_caller,
    parse_order,
)
from heller.claims.questions import Enrol
from heller.errors import ApprovalNeeded, Malformed, NotFound
from heller.till.city_door import CityDoor
from heller.till.enrol import read_names
from heller.till.order_side import SideWork
from heller.web.http import base64_text, guarded, read_json, take, unbase64
from heller.web.outermost import Outermost
from heller.web.plain_app import plain_app

MAX_BODY: Final = 1 << 20
PAGE: Final = 25
_DIGITS: Final = 19  # fewer fit into 64 bits


class Entrance:
    """POST /internal/v1/orders, /approvals; GET what the office must see."""

    def __init__(self, door: CityDoor) -> None:
        """Serve this door's office."""
        self._door = door
        self._side = SideWork(door)

    async def orders(self, request: Request) -> Response:
        """Carry out a signed order, or keep it until a second person approves."""
        body = await read_json(request, MAX_BODY)
        message = unbase64(body.get("order"))
        side = unbase64(body["side"]) if body.get("side") else b""
        approvals = tuple(unbase64(one) for one in body.get("approvals", []))
        post = OrderPost(message, parse_order(message, self._door.scope).order, approvals)
        _check_side(post, side)
        try:
            return JSONResponse(await self._carry_out(post, side))
        except ApprovalNeeded:
            return JSONResponse(await self._wait(post, side), 202)

    async def _carry_out(self, post: OrderPost, side: bytes) -> dict[str, Any]:
        check_caller(self._door.register, self._door.scope, post)
        content = decode(side) if side else {}
        await self._side.before(post.order, content)
        answer = await self._door.writer.order(post)
        await self._side.after(post.order, content, answer)
        return _result(answer)

    async def _wait(self, post: OrderPost, side: bytes) -> dict[str, Any]:
        check_caller(self._door.register, self._door.scope, post)
        op = order_hash(self._door.scope, post.message[:-64])
        await self._door.store.run(
            "SELECT book.keep_pending(%s, %s, %s, %s, %s, %s)",
            (op, post.order.id, post.order.actor, post.message, side, self._door.now()),
        )
        return {"state": "waiting", "op": op.hex(), "kind": post.order.kind}

    async def approve(self, request: Request) -> Response:
        """Take a second person's signature; with it the order is carried out."""
        body = await read_json(request)
        op, approval = take(body, "op", str), unbase64(body.get("approval"))
        rows = await self._door.store.run("SELECT * FROM book.read_pending(%s)", (_hex(op),))
        if not rows:
            raise NotFound
        _, actor, message, side, _ = rows[0]
        order = parse_order(message, self._door.scope).order
        post = OrderPost(message, order, (approval,))
        person = approved_by(self._door.register, self._door.scope, post, approval)
        result = await self._carry_out(post, side or b"")
        await self._door.store.run(
            "SELECT book.end_pending(%s, %s, %s, %s)", (_hex(op), actor, person, approval)
        )
        return JSONResponse(result)

    async def pending(self, _request: Request) -> Response:
        """List the orders that wait for a second person."""
        rows = await self._door.store.run("SELECT * FROM book.read_pending(NULL)")
        return JSONResponse({"orders": [self._pending(row) for row in rows]})

    def _pending(self, row: tuple[Any, ...]) -> dict[str, Any]:
        order = parse_order(row[2], self._door.scope).order
        arguments = {name: _shown(value) for name, value in order.arguments.items()}
        return {
            "op": row[0].hex(),
            "kind": order.kind,
            "actor": row[1],
            "asked_at": row[4],
            "arguments": arguments,
            "needs": order.kind in NEED_APPROVAL,
        }

    async def enrolments(self, _request: Request) -> Response:
        """List the devices that showed a code and wait, with their check words."""
        rows = await self._door.store.run(
            "SELECT * FROM book.read_enrolments(%s)", (self._door.now(),)
        )
        found = [await asyncio.to_thread(self._enrolment, row) for row in rows]
        return JSONResponse({"enrolments": found})

    def _enrolment(self, row: tuple[Any, ...]) -> dict[str, Any]:
        enrol = Enrol.parse(row[3][:-64], self._door.scope.city)
        return {
            "enrol": base64_text(row[3]),
            "point": row[1],
            "role": row[2],
            "words": list(check_words(enrol.public, enrol.code)),
        }

    async def register(self, _request: Request) -> Response:
        """Show who takes part, with names."""
        register, names = self._door.register, await read_names(self._door)
        return JSONResponse(
            {
                "merchants": [
                    {"no": m.no, "state": m.state, "name": names.get(("merchant", m.no), "")}
                    for m in register.merchants.values()
                ],
                "points": [
                    {"no": p.no, "merchant": p.merchant, "state": p.state,
                     "name": names.get(("point", p.no), "")}
                    for p in register.points.values()
                ],
                "sellers": [
                    {"point": s.point, "credit_cents": s.credit, "day_limit_cents": s.day_limit,
                     "state": s.state}
                    for s in register.sellers.values()
                ],
                "tills": [
                    {"no": t.no, "point": t.point, "role": t.role, "state": t.state}
                    for t in register.tills.values()
                ],
                "approvers": [{"no": a.no, "actor": a.actor} for a in register.approvers.values()],
                "settings": register.settings,
            }
        )  # fmt: skip

    async def totals(self, _request: Request) -> Response:
        """Show what the book holds, in cents."""
        rows = await self._door.store.run("SELECT * FROM book.read_totals()")
        names = ("entries", "cards", "float", "payable", "receivable", "suspense")
        found = dict(zip(names, rows[0], strict=True))
        cents = {f"{name}_cents": found.pop(name) for name in names[2:]}
        return JSONResponse(found | cents)

    async def journal(self, request: Request) -> Response:
        """Show the newest entries, without evidence: number, kind, outcome, cents, actor, time."""
        before = request.query_params.get("before")
        known = before and before.isascii() and before.isdecimal() and len(before) < _DIGITS
        values = (int(before) if before and known else None, PAGE)
        rows = await self._door.store.run("SELECT * FROM book.read_journal(%s, %s)", values)
        return JSONResponse({"entries": [_entry(*row) for row in rows]})

    async def card(self, request: Request) -> Response:
        """Turn a printed number into a card's ref, for the office on the phone."""
        number = read_number(take(await read_json(request), "number", str))
        if number is None:
            raise Malformed("A card's number has 16 digits.")
        rows = await self._door.store.run("SELECT ref FROM book.read_side(%s)", (number,))
        if not rows:
            raise NotFound
        return JSONResponse({"ref": rows[0][0].hex()})


def _check_side(post: OrderPost, side: bytes) -> None:
    expected = post.order.arguments.get("side_hash")
    if bool(expected) != bool(side) or (side and hashlib.sha256(side).digest() != expected):
        raise Malformed("The order and what travels beside it do not belong together.")


def _result(answer: OrderAnswer) -> dict[str, Any]:
    receipt = answer.paper.signed if answer.paper else answer.receipt
    changes = [[_shown(part) for part in change] for change in answer.changes[:3]]
    return {
        "state": "done",
        "seq": answer.seq,
        "receipt": base64_text(receipt),
        "changes": changes,
    }


def _entry(seq: int, entry_id: str, stored: bytes, link: bytes) -> dict[str, Any]:
    body = decode_body(stored)
    return {
        "seq": seq,
        "id": entry_id,
        "kind": EntryKind(body.kind).name.lower(),
        "outcome": Outcome(body.outcome).name.lower(),
        "reason": Reason(body.reason).name.lower() if body.reason else None,
        "cents": sum(posting.cents for posting in body.postings if posting.cents > 0),
        "actor": body.actor,
        "at": body.recorded_at,
        "hash": link.hex(),
    }


def _shown(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Malformed("An order's hash is written in hexadecimal digits.") from None


def entrance_app(door: CityDoor) -> ASGIApp:
    """Build the office's entrance; it is served on a unix socket only."""
    office = Entrance(door)
    app = plain_app(
        [
            Route("/internal/v1/orders", guarded(office.orders), methods=["POST"]),
            Route("/internal/v1/approvals", guarded(office.approve), methods=["POST"]),
            Route("/internal/v1/pending", guarded(office.pending)),
            Route("/internal/v1/enrolments", guarded(office.enrolments)),
            Route("/internal/v1/journal", guarded(office.journal)),
            Route("/internal/v1/totals", guarded(office.totals)),
            Route("/internal/v1/register", guarded(office.register)),
            Route("/internal/v1/cards/find", guarded(office.card), methods=["POST"]),
        ]
    )
    return Outermost(app, door.random_bytes)
