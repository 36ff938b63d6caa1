"""The relay answers what the door answered, or None when that was no decision."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from heller.standin.relay import Relay


@contextmanager
def door(status: int, body: bytes) -> Iterator[str]:
    """A door that always answers this."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def asked(address: str) -> object:
    async def ask() -> object:
        relay = Relay((address,) if address else ())
        try:
            return await relay.ask(["AA=="])
        finally:
            await relay.close()

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"results": []}', (200, {"results": []})),
        (422, b'{"code": "bad_proof"}', (422, {"code": "bad_proof"})),
        (503, b'{"code": "reconciling"}', None),
        (500, b'{"code": "in_doubt"}', None),
        (200, b"no JSON", None),
    ],
)
def test_answers(status: int, body: bytes, expected: object) -> None:
    with door(status, body) as address:
        assert asked(address) == expected


@pytest.mark.parametrize("address", ["", "http://127.0.0.1:1", "http://["])
def test_nobody_there_is_silence(address: str) -> None:
    assert asked(address) is None
