"""The door's HTTP server: uvicorn, with a bound on how long and how large a request's head may be.

uvicorn bounds neither; a client that dribbles a head would hold a connection for ever. Bodies have
their bounds where they are read (http.py).
"""

import asyncio
import contextlib
import logging
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override

HEAD_SECONDS = 5.0
HEAD_BYTES = 64 * 1024
HEADERS = 100
IDLE_SECONDS = 75  # a till keeps its connection between two customers
BACKLOG = 1_024
OPEN_REQUESTS = 2_048
STOP_SECONDS = 5


class _Bounded(HttpToolsProtocol):
    """A connection that is closed when a head takes too long or grows too large."""

    _timer: asyncio.TimerHandle | None = None
    _head = 0

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._begin()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._end()
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        self._head += len(data)
        super().data_received(data)
        if self._timer is not None and self._head > HEAD_BYTES:
            self.transport.close()

    @override
    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._timer is None:
            self._begin()

    @override
    def on_header(self, name: bytes, value: bytes) -> None:
        if len(self.headers) == HEADERS:
            raise ValueError("too many headers")  # the parser makes 400 of it
        super().on_header(name, value)

    @override
    def on_headers_complete(self) -> None:
        self._end()
        super().on_headers_complete()

    def _begin(self) -> None:
        self._head = 0
        self._timer = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def _too_slow(self) -> None:
        self._timer = None
        self.transport.close()

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Server(uvicorn.Server):
    """A server that leaves signals to the process it runs in."""

    @override
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take no signal."""
        yield

    def stop(self) -> None:
        """Take no new request, finish those under way, end."""
        self.should_exit = True


def http_server(app: ASGIApp) -> Server:
    """Make a server for an app; it listens when `serve` is given sockets."""
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # a scanner's noise is no news
    return Server(
        uvicorn.Config(
            app,
            http=_Bounded,
            ws="none",
            loop="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            backlog=BACKLOG,
            limit_concurrency=OPEN_REQUESTS,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
    )


def tcp_socket(host: str, port: int) -> socket.socket:
    """Take an address; raises OSError when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def unix_socket(path: Path) -> socket.socket:
    """Take a path in a folder of its owner; what a dead process left there is replaced."""
    path.unlink(missing_ok=True)
    taken = socket.socket(socket.AF_UNIX)
    try:
        taken.bind(str(path))
        path.chmod(0o600)
    except BaseException:
        taken.close()
        raise
    return taken
