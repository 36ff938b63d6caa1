"""Enrolment: a device shows a one-time code, the office compares four words and admits it."""

import hashlib
import hmac
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from heller.claims.questions import Enrol, code_hash
from heller.errors import BadSignature, CodeRefused, TooManyTries
from heller.keys import verify_message
from heller.till.city_door import CityDoor
from heller.till.names import open_name
from heller.web.http import base64_text, read_json, take, unbase64

CODE_SECONDS: Final = 900
WRONG_CODES: Final = 100  # in 15 minutes, for the whole city
_KEY: Final = "enrol"


def code_mac(pepper: bytes, code: bytes) -> bytes:
    """Give what the book keeps of a one-time code's hash (32 bytes)."""
    return hmac.digest(pepper, b"heller/enrol\0" + code, hashlib.sha256)


class Enrolment:
    """POST /v1/enrol; the same device may ask until it is admitted."""

    def __init__(self, door: CityDoor) -> None:
        """Serve this door."""
        self._door = door

    async def enrol(self, request: Request) -> Response:
        """Bind the code to this device; once the office admitted it, hand over lease and keys."""
        body = await read_json(request)
        message, code = unbase64(body.get("enrol")), take(body, "code", str)
        if not code.isascii():
            raise CodeRefused
        enrol = Enrol.parse(message[:-64], self._door.scope.city)
        if verify_message(self._door.scope, "enrol", enrol.public, message) is None:
            raise BadSignature
        row = await self._claim(enrol, message, code)
        kept = Enrol.parse(row[2][:-64], self._door.scope.city)
        if kept.public != enrol.public:
            raise CodeRefused
        if row[3] is None:
            return JSONResponse({"state": "waiting"}, 202)
        return JSONResponse(await self._admitted(row[3]))

    async def _claim(self, enrol: Enrol, message: bytes, code: str) -> tuple[Any, ...]:
        door, now = self._door, self._door.now()
        tries = await door.store.run(
            "SELECT wrong FROM book.read_tries(%s, %s)", ([_KEY], now - CODE_SECONDS)
        )
        if tries and tries[0][0] >= WRONG_CODES:
            raise TooManyTries
        mac = code_mac(door.keys.pepper, enrol.code)
        rows = await door.store.run(
            "SELECT * FROM book.claim_code(%s, %s, %s)", (mac, message, now)
        )
        if not rows or code_hash(code) != enrol.code:
            await door.store.run(
                "SELECT book.count_wrong(%s, %s, %s)", ([_KEY], now, now - CODE_SECONDS)
            )
            raise CodeRefused
        return rows[0]

    async def _admitted(self, number: int) -> dict[str, Any]:
        door = self._door
        till = door.register.tills[number]
        lease = door.register.leases[door.register.lease_of_till[number]]
        names = await read_names(door)
        return {
            "state": "admitted",
            "till": number,
            "lease": base64_text(lease),
            "keyset": base64_text(door.register.keyset),
            "merchant_name": names.get(("merchant", till.merchant), ""),
            "point_name": names.get(("point", till.point), ""),
            "city_name": door.keyset().name,
        }


async def read_names(door: CityDoor) -> dict[tuple[str, int], str]:
    """Give all names of merchants and points."""
    rows = await door.store.run("SELECT kind, no, ciphertext, wrapped FROM book.read_names()")
    return {(kind, no): open_name(door.keys.names, text, key) for kind, no, text, key in rows}
