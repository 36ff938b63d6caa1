"""What the book asks: to keep its journal, what is kept, the log, and to stop.

Every body begins with a message that the ACK key has signed.
"""

import sqlite3
from collections.abc import Callable
from typing import Final, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from heller.book.merkle import EMPTY_ROOT
from heller.claims.between import Flush, Heartbeat, Stop, Stopped
from heller.claims.keyset import Role
from heller.claims.messages import M, open_message, seal
from heller.claims.witnessed import read_push, write_flushed, write_log, write_page
from heller.errors import BadSignature, Malformed
from heller.standin import copy, log
from heller.standin.desk import Standin
from heller.web.http import read_bytes

MAX_PUSH: Final = 4 << 20
MAX_ASK: Final = 256
_DIGITS: Final = 18
T = TypeVar("T")


class BookSide:
    """POST /v1/book/push, /head, /journal, /log, /stop."""

    def __init__(self, standin: Standin) -> None:
        """Serve this stand-in."""
        self._standin = standin

    async def push(self, request: Request) -> Response:
        """Keep the entries, then sign for them."""
        push = read_push(await read_bytes(request, MAX_PUSH))
        heartbeat = self._open(Heartbeat, push.heartbeat)

        def work(connection: sqlite3.Connection) -> bytes:
            self._standin.presence.hear(heartbeat)
            if push.entries:
                self._standin.copy.take(connection, push.entries, push.head)
            return self._flushed(connection)

        return _bytes(await self._standin.store.run(work))

    def _flushed(self, connection: sqlite3.Connection) -> bytes:
        standin = self._standin
        epoch = max(standin.copy.head.epoch, standin.presence.epoch)
        return write_flushed(self._flush(), log.length(connection), epoch)

    def _flush(self) -> bytes:
        """Sign for what is kept; it is told only when it is on the disk."""
        keys, head = self._standin.keys, self._standin.copy.head
        number, key = keys.witness
        root = head.edge.root() if head.size else EMPTY_ROOT
        body = Flush(keys.scope.city, number, head.generation, head.size, root, self._standin.now())
        return seal(keys.scope, key, body)

    async def head(self, request: Request) -> Response:
        """Sign for what is kept, without taking a sign of life."""
        await self._asked(request)
        return _bytes(await self._run(self._flushed))

    async def journal(self, request: Request) -> Response:
        """Give a page of the copy."""
        await self._asked(request)
        start = _start(request)
        return _bytes(write_page(await self._run(lambda one: copy.page(one, start))))

    async def log(self, request: Request) -> Response:
        """Give a page of the log; without a start, behind what the book has taken.

        What lies before the start has been taken; the next book begins there.
        """
        await self._asked(request)
        start = _start(request)

        def work(connection: sqlite3.Connection) -> bytes:
            page = log.page(connection, max(start, log.fact(connection, "taken") + 1))
            taken = page[0].n - 1 if page else log.length(connection)
            log.remember(connection, "taken", taken)
            return write_log(page)

        return _bytes(await self._run(work))

    async def stop(self, request: Request) -> Response:
        """Stop deciding for this epoch; the stop is a line of the log."""
        message = await read_bytes(request, MAX_ASK)
        stop = self._open(Stop, message)

        def work(connection: sqlite3.Connection) -> bytes:
            presence = self._standin.presence
            presence.stop(stop)
            log.remember(connection, "stopped_epoch", stop.epoch)
            return self._stopped(connection, stop, message)

        return _bytes(await self._run(work))

    def _stopped(self, connection: sqlite3.Connection, stop: Stop, message: bytes) -> bytes:
        keys = self._standin.keys
        number, key = keys.standin
        body = Stopped(
            keys.scope.city, number, stop.generation, stop.epoch, log.length(connection) + 1,
            self._standin.now(),
        )  # fmt: skip
        stopped = seal(keys.scope, key, body)
        log.append(connection, message, stopped)
        return stopped

    async def _asked(self, request: Request) -> Heartbeat:
        return self._open(Heartbeat, await read_bytes(request, MAX_ASK))

    def _open(self, kind: type[M], message: bytes) -> M:
        """Read a message that one of the book's ACK keys has signed."""
        keys = self._standin.keys
        for public in keys.publics(Role.ACK):
            try:
                return open_message(kind, keys.scope, public, message)
            except BadSignature:
                continue
        raise BadSignature

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await self._standin.store.run(work)


def _start(request: Request) -> int:
    text = request.query_params.get("from", "0")
    if not text.isascii() or not text.isdecimal() or len(text) > _DIGITS:
        raise Malformed("from is a whole number.")
    return int(text)


def _bytes(content: bytes) -> Response:
    return Response(content, media_type="application/octet-stream")
