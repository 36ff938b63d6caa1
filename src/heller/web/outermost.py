"""What every answer gets: a request id, CORS headers, a log line, and an end when something breaks.

A log line tells method, path, status and milliseconds. It never holds a body, a query or a header.
Good answers at the addresses that tills and watchers ask all day are counted in /metrics and left
out of the log; everything else is written.
"""

import time
from collections.abc import Callable, Mapping
from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from heller.errors import InDoubt
from heller.web.http import problem_response

log = structlog.get_logger()
QUIET: Final = frozenset(
    {"/v1/claims", "/v1/decisions", "/v1/health", "/metrics"}
    | {"/v1/notice", "/v1/decide", "/v1/records", "/v1/book/push"}  # a stand-in's
)
SLOW_MS: Final = 1_000
_ID_CHARS: Final = 64
_OK: Final = 200
_HEADERS: Final = [
    (b"access-control-allow-origin", b"*"),  # no cookie is ever used
    (b"access-control-expose-headers", b"retry-after, x-request-id"),
    (b"x-content-type-options", b"nosniff"),
]
_NO_STORE: Final = (b"cache-control", b"no-store")  # unless the answer says better
_PREFLIGHT: Final = [
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-headers", b"content-type, x-request-id"),
    (b"access-control-max-age", b"86400"),
]


class Outermost:
    """The app around an app; posts to the `hot` addresses reach theirs without middle layers."""

    def __init__(
        self,
        app: ASGIApp,
        random_bytes: Callable[[int], bytes],
        hot: Mapping[str, ASGIApp] | None = None,
    ) -> None:
        """Wrap the app."""
        self._app, self._random, self._hot = app, random_bytes, hot or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and see that it is answered, whatever happens."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, _request_id(scope) or self._random(8).hex().encode())
        started = time.perf_counter()
        try:
            await self._inner(scope)(scope, receive, answer.send)
        except Exception as error:
            log.exception("request_broke", request_id=answer.name, error=type(error).__name__)
            if not answer.status:
                await problem_response(InDoubt())(scope, receive, answer.send)
        _tell(scope, answer, int((time.perf_counter() - started) * 1_000))

    def _inner(self, scope: Scope) -> ASGIApp:
        if scope["method"] == "OPTIONS":
            return _preflight
        hot = self._hot.get(scope["path"]) if scope["method"] == "POST" else None
        return hot or self._app


class _Answer:
    """Puts the headers on an answer and remembers its status; 0 while there is none."""

    __slots__ = ("_send", "id", "status")

    def __init__(self, send: Send, request_id: bytes) -> None:
        self._send, self.id, self.status = send, request_id, 0

    @property
    def name(self) -> str:
        return self.id.decode("ascii")

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            said = message["headers"]
            fresh = [] if any(name == b"cache-control" for name, _ in said) else [_NO_STORE]
            message["headers"] = [*said, *_HEADERS, *fresh, (b"x-request-id", self.id)]
        await self._send(message)


async def _preflight(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": _PREFLIGHT})
    await send({"type": "http.response.body", "body": b""})


def _tell(scope: Scope, answer: _Answer, took_ms: int) -> None:
    if answer.status == _OK and scope["path"] in QUIET and took_ms < SLOW_MS:
        return
    log.info(
        "request",
        request_id=answer.name,
        method=scope["method"],
        path=scope["path"],
        status=answer.status,
        ms=took_ms,
    )


def _request_id(scope: Scope) -> bytes:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and len(value) <= _ID_CHARS and value.isalnum():
            return bytes(value)
    return b""
