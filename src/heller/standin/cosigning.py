"""Cosigning the book's tree heads as C2SP tlog-witness fixes it: POST /add-checkpoint.

The root is compared with the own copy, so a head that was never pushed is never cosigned.
"""

import base64
import sqlite3
from collections.abc import Callable
from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from heller.book.cosignature import cosign
from heller.book.merkle import consistent
from heller.book.note import TreeHead, origin
from heller.errors import BadSignature, Problem
from heller.standin.desk import Standin
from heller.standin.tree import root_at
from heller.web.http import read_bytes

MAX_BODY: Final = 16 * 1024
MAX_PROOF: Final = 63
_SIZE_DIGITS: Final = 18
_HASH: Final = 32


class Asked(NamedTuple):
    """A checkpoint to cosign: the size cosigned last, the proof from there, the signed note."""

    old: int
    proof: list[bytes]
    note: str


def read_asked(body: bytes) -> Asked | None:
    """Read a request; None when it is none."""
    try:
        head, _, note = body.decode().partition("\n\n")
        first, *lines = head.split("\n")
        word, _, size = first.partition(" ")
        proof = [base64.b64decode(line, validate=True) for line in lines]
    except ValueError:
        return None
    plain = size.isascii() and size.isdecimal() and len(size) <= _SIZE_DIGITS
    fits = len(proof) <= MAX_PROOF and all(len(one) == _HASH for one in proof)
    good = word == "old" and plain and fits and (size == "0" or size[0] != "0")
    return Asked(int(size), proof, note) if good else None


def witness_name(standin: Standin) -> str:
    """Name this witness as its cosignatures do."""
    scope = standin.keys.scope
    return f"heller/{scope.city:08d}/{scope.root8.hex()}/witness"


class Cosigning:
    """POST /add-checkpoint."""

    def __init__(self, standin: Standin) -> None:
        """Cosign for this stand-in."""
        self._standin = standin

    async def add(self, request: Request) -> Response:
        """Answer the cosignature's line, or a status of tlog-witness."""
        try:
            asked = read_asked(await read_bytes(request, MAX_BODY))
        except Problem as problem:
            return PlainTextResponse("", problem.status)
        if asked is None:
            return PlainTextResponse("", 400)
        copy = self._standin.copy
        try:
            head = copy.signed_head(asked.note)
        except BadSignature:
            return PlainTextResponse("", 403)
        if head.origin != origin(self._standin.keys.scope, copy.head.generation):
            return PlainTextResponse("", 404)
        return await self._standin.store.run(self._judging(asked, head))

    def _judging(self, asked: Asked, head: TreeHead) -> Callable[[sqlite3.Connection], Response]:
        def judge(connection: sqlite3.Connection) -> Response:
            query = "SELECT size, root FROM cosigned WHERE origin = ?"
            last = connection.execute(query, (head.origin,)).fetchone() or (0, b"")
            if asked.old > head.size:
                return PlainTextResponse("", 400)
            if asked.old != last[0] or (last[0] == head.size and last[1] != head.root):
                return _conflict(last[0])
            if not self._follows(connection, asked, last, head):
                return PlainTextResponse("", 422)
            row = (head.origin, head.size, head.root)
            connection.execute("INSERT OR REPLACE INTO cosigned VALUES (?, ?, ?)", row)
            return PlainTextResponse(self._line(asked))

        return judge

    def _follows(
        self,
        connection: sqlite3.Connection,
        asked: Asked,
        last: tuple[int, bytes],
        head: TreeHead,
    ) -> bool:
        own = self._standin.copy.head
        if head.size > own.size:
            return False
        if root_at(connection, own.generation, own.first_seq, head.size) != head.root:
            return False
        if last[0] == 0:
            return not asked.proof
        return consistent(last, (head.size, head.root), asked.proof)

    def _line(self, asked: Asked) -> str:
        text = asked.note.partition("\n\n")[0] + "\n"
        key = self._standin.keys.witness[1]
        return cosign(text, witness_name(self._standin), key, self._standin.now())


def _conflict(size: int) -> Response:
    return PlainTextResponse(f"{size}\n", 409, media_type="text/x.tlog.size")
