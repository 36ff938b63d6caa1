"""Questions that a till signs: its highest seq, whether it may sell, number and PIN."""

import asyncio
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from heller.book.decline import Reason
from heller.cards.derived import pin_mac
from heller.city.register import MAY_SELL, TillState
from heller.claims.decide import seller_of
from heller.claims.questions import Hello, Renew, Unlock
from heller.errors import (
    AmountZero,
    BadSignature,
    Busy,
    ClockApart,
    Malformed,
    TillRevoked,
    TooManyTries,
    UnknownTill,
    UnlockFailed,
)
from heller.keys import verify_message
from heller.money import MAX_CENTS
from heller.movements.load import Load, why_held
from heller.postgres.batch_run import fresh_batch
from heller.postgres.facts import fill_sale
from heller.till.city_door import CityDoor
from heller.web.http import base64_text, read_json, take, unbase64

CLOCK_SECONDS: Final = 900
WINDOW_SECONDS: Final = 900
WRONG_PER_CARD: Final = 5
WRONG_PER_TILL: Final = 30
TOKEN_SECONDS: Final = 300
TURN_SECONDS: Final = 1.5
_REF_BYTES: Final = 10

Question = TypeVar("Question", Hello, Unlock, Renew)


class Questions:
    """POST /v1/tills/head, /v1/sales/ask and /v1/cards/unlock."""

    def __init__(self, door: CityDoor) -> None:
        """Serve this door."""
        self._door = door
        self._typed = asyncio.Lock()  # tries are counted one by one, however many come at once

    def signed(self, message: bytes, kind: type[Question], name: str) -> Question:
        """Read a till's signed question; raises what is wrong with it."""
        door = self._door
        question = kind.parse(message[:-64], door.scope.city)
        till = door.register.tills.get(question.till)
        if till is None:
            raise UnknownTill
        if verify_message(door.scope, name, till.public, message) is None:
            raise BadSignature
        if abs(question.time - door.now()) > CLOCK_SECONDS:
            raise ClockApart
        if till.state == TillState.REVOKED and kind is not Hello:
            raise TillRevoked
        return question

    async def head(self, request: Request) -> Response:
        """Tell a till the highest seq that the book has of it."""
        body = await read_json(request)
        hello = self.signed(unbase64(body.get("hello")), Hello, "hello")
        rows = await self._door.store.run(
            "SELECT seq, hash FROM book.read_till_head(%s)", (hello.till,)
        )
        seq, digest = rows[0] if rows else (0, b"")
        return JSONResponse({"seq": seq, "hash": digest.hex()})

    async def may_sell(self, request: Request) -> Response:
        """Say whether this till may sell this card now, before money is taken (`can_sell`)."""
        door, body = self._door, await read_json(request)
        hello = self.signed(unbase64(body.get("hello")), Hello, "hello")
        cents, ref = _cents(take(body, "amount_cents", int)), _ref(take(body, "ref", str))
        till = door.register.tills[hello.till]
        batch = fresh_batch(door.writer.session, door.keys.writer, door.clock)
        await fill_sale(door.store, batch, ref, till.point)
        seller = seller_of(batch, till)
        reason = why_held(Load(batch.cards.get(ref), seller, cents, batch.now, batch.now))
        if not till.role & MAY_SELL:
            reason = Reason.NO_RIGHT
        left = max(0, seller.credit - seller.owed)
        name = reason.name.lower() if reason else None
        return JSONResponse({"ok": reason is None, "reason": name, "credit_left_cents": left})

    async def unlock(self, request: Request) -> Response:
        """Turn number and PIN into a one-time token for this till and card.

        An unknown number and a wrong PIN look and take the same.
        """
        body = await read_json(request)
        question = self.signed(unbase64(body.get("unlock")), Unlock, "unlock")
        async with _within(self._typed):
            ref = await self._try(question)
        return await self._token(question.till, ref)

    async def _try(self, question: Unlock) -> bytes:
        door = self._door
        number = hmac.digest(door.keys.pepper, b"heller/try\0%d" % question.number, "sha256")
        keys = [f"card:{number.hex()}", f"till:{question.till}"]
        await self._check_tries(keys)
        ref = await self._open(question)
        if ref is None:
            now = door.now()
            await door.store.run(
                "SELECT book.count_wrong(%s, %s, %s)", (keys, now, now - WINDOW_SECONDS)
            )
            raise UnlockFailed
        return ref

    async def _check_tries(self, keys: list[str]) -> None:
        since = self._door.now() - WINDOW_SECONDS
        rows = await self._door.store.run("SELECT * FROM book.read_tries(%s, %s)", (keys, since))
        most = dict(zip(keys, (WRONG_PER_CARD, WRONG_PER_TILL), strict=True))
        if any(wrong >= most[key] for key, wrong in rows):
            raise TooManyTries

    async def _open(self, question: Unlock) -> bytes | None:
        door = self._door
        number = f"{question.number:016d}"
        rows = await door.store.run("SELECT * FROM book.read_side(%s)", (number,))
        ref, kept = rows[0] if rows else (bytes(_REF_BYTES), bytes(32))
        mac = pin_mac(door.keys.pepper, door.scope.root8, ref, f"{question.pin:06d}")
        return ref if hmac.compare_digest(mac, kept) and rows else None

    async def _token(self, till: int, ref: bytes) -> Response:
        door, token = self._door, self._door.random_bytes(16)
        now = door.now()
        until = now + TOKEN_SECONDS
        await door.store.run(
            "SELECT book.keep_token(%s, %s, %s, %s, %s)", (token, till, ref, until, now)
        )
        return JSONResponse({"ref": ref.hex(), "token": base64_text(token), "until": until})


@asynccontextmanager
async def _within(lock: asyncio.Lock) -> AsyncIterator[None]:
    """Hold a lock; raises Busy when it is not free in time."""
    try:
        async with asyncio.timeout(TURN_SECONDS):
            await lock.acquire()
    except TimeoutError:
        raise Busy from None
    try:
        yield
    finally:
        lock.release()


def _cents(cents: int) -> int:
    if cents == 0:
        raise AmountZero
    if not 0 < cents <= MAX_CENTS:
        raise Malformed(f"An amount is 1 to {MAX_CENTS} cents.")
    return cents


def _ref(text: str) -> bytes:
    try:
        ref = bytes.fromhex(text)
    except ValueError:
        ref = b""
    if len(ref) != _REF_BYTES:
        raise Malformed("A card's ref has 20 hexadecimal digits.")
    return ref
