"""The server around the door: a head has its time, its size and its number of lines."""

import asyncio
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from heller.web import http_server
from heller.web.http_server import HEADERS, tcp_socket, unix_socket
from heller.web.http_server import http_server as make_server

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Scene = Callable[[Callable[[], Awaitable[Streams]]], Awaitable[None]]
GET = b"GET / HTTP/1.1\r\nHost: a\r\n"
PATIENCE_S = 20


async def app(scope: Scope, _receive: Receive, send: Send) -> None:
    text = b"%d" % len(scope["headers"])
    head = [(b"content-length", b"%d" % len(text))]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": text})


def run(scene: Scene) -> None:
    """Serve the app while the scene lasts; it is given a way to connect."""

    async def whole() -> None:
        listening = tcp_socket("127.0.0.1", 0)
        host, port = listening.getsockname()
        server = make_server(app)
        task = asyncio.create_task(server.serve([listening]))
        try:
            async with asyncio.timeout(PATIENCE_S):
                await scene(lambda: asyncio.open_connection(host, port))
        finally:
            server.stop()
            await task

    asyncio.run(whole())


def test_a_dribbled_head_is_cut_off_however_busily_it_dribbles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http_server, "HEAD_SECONDS", 0.3)

    async def scene(connect: Callable[[], Awaitable[Streams]]) -> None:
        reader, writer = await connect()
        writer.write(GET)
        ended = asyncio.create_task(reader.read())
        while not ended.done():
            writer.write(b"A")
            await asyncio.wait([ended], timeout=0.02)
        assert await ended == b""
        writer.close()

    run(scene)


def test_the_time_counts_anew_for_each_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_server, "HEAD_SECONDS", 0.3)

    async def scene(connect: Callable[[], Awaitable[Streams]]) -> None:
        reader, writer = await connect()
        for _ in range(2):
            writer.write(GET + b"\r\n")
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
            assert await reader.readexactly(1) == b"1"
            await asyncio.sleep(0.4)  # idle between two customers: that is no head
        writer.write(GET)
        assert await reader.read() == b""
        writer.close()

    run(scene)


def test_a_head_without_end_is_cut_off() -> None:
    async def scene(connect: Callable[[], Awaitable[Streams]]) -> None:
        reader, writer = await connect()
        writer.write(GET + b"A: " + b"a" * (http_server.HEAD_BYTES + 1))
        assert await reader.read() == b""
        writer.close()

    run(scene)


@pytest.mark.parametrize(("lines", "status"), [(HEADERS, b"200"), (HEADERS + 1, b"400")])
def test_the_number_of_lines_is_bounded(lines: int, status: bytes) -> None:
    async def scene(connect: Callable[[], Awaitable[Streams]]) -> None:
        reader, writer = await connect()
        writer.write(GET + b"A: b\r\n" * (lines - 1) + b"\r\n")
        assert (await reader.readline())[9:12] == status
        writer.close()

    run(scene)


def test_the_offices_socket_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "office"
    for _ in range(2):  # the second time it lies there from before
        with unix_socket(path):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
