"""The line is bounded: in time against servers that drip, in size against servers that pour."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from tests.handset.city import City
from tests.handset.server import behaving, served

from heller.handset.line import MAX_ANSWER, Line
from heller.handset.problems import LineDown, NoAnswer, Unreadable

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"


@pytest.fixture
def line() -> Iterator[Line]:
    made = Line()
    yield made
    made.close()


def drip(connection: socket.socket, done: threading.Event) -> None:
    """Send a byte now and then, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nx-slow: ")
    while not done.wait(0.05):
        connection.sendall(b"a")


def drip_body(connection: socket.socket, done: threading.Event) -> None:
    """Promise much and send it byte by byte."""
    connection.sendall(HEAD + b"content-length: 1000000\r\n\r\n")
    while not done.wait(0.05):
        connection.sendall(b" ")


def silent(_connection: socket.socket, done: threading.Event) -> None:
    """Take the question and say nothing."""
    done.wait()


@pytest.mark.parametrize("act", [drip, drip_body, silent])
def test_the_whole_exchange_has_one_bound(
    line: Line, act: Callable[[socket.socket, threading.Event], None]
) -> None:
    with behaving(act) as address:
        start = time.monotonic()
        with pytest.raises(NoAnswer):
            line.post(f"{address}/v1/claims", b"{}", 0.4)
        assert 0.35 < time.monotonic() - start < 1.4


def test_an_answer_has_a_largest_size(line: Line) -> None:
    def pour(connection: socket.socket, _done: threading.Event) -> None:
        connection.sendall(HEAD + b"connection: close\r\n\r\n")
        while True:
            connection.sendall(b" " * 65_536)

    with behaving(pour) as address, pytest.raises(Unreadable, match=str(MAX_ANSWER)):
        line.get(address, 10)


def test_a_compressed_answer_is_not_unpacked(line: Line) -> None:
    def squeeze(connection: socket.socket, _done: threading.Event) -> None:
        connection.recv(65_536)
        connection.sendall(HEAD + b"content-encoding: gzip\r\ncontent-length: 2\r\n\r\nxx")

    with behaving(squeeze) as address, pytest.raises(Unreadable, match="compressed"):
        line.get(address, 5)


def test_nobody_there_is_a_line_that_is_down(line: Line) -> None:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    with pytest.raises(LineDown):
        line.get(f"http://127.0.0.1:{port}/v1/keyset", 2)


@pytest.mark.parametrize("address", ["", "kasse.example", "http://[", "ftp://kasse.example"])
def test_what_is_no_address_is_a_line_that_is_down(line: Line, address: str) -> None:
    with pytest.raises(NoAnswer):
        line.get(address, 2)


def test_names_below_localhost_are_this_machine(line: Line) -> None:
    city = City()
    with served(city) as address:
        named = address.replace("127.0.0.1", "unna.localhost")
        assert line.get(f"{named}/v1/keyset", 5).status == 200


@pytest.mark.parametrize("content", [b"", b"<html>", b"[1]", b"\xff", b"[" * 200_000])
def test_what_is_no_json_object_is_unreadable(content: bytes) -> None:
    line = Line(httpx.MockTransport(lambda _request: httpx.Response(200, content=content)))
    with pytest.raises(Unreadable):
        line.get("http://door", 2)
    line.close()


def test_a_detour_is_not_taken() -> None:
    there = httpx.Response(307, headers={"location": "http://elsewhere"}, json={})
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return there

    line = Line(httpx.MockTransport(answer))
    assert line.post("http://door/v1/claims", b"{}", 2).status == 307
    assert asked == ["http://door/v1/claims"]
    line.close()


@pytest.mark.parametrize(("status", "found"), [(200, b"\0\1"), (404, None)])
def test_a_file_is_read_or_missing(status: int, found: bytes | None) -> None:
    line = Line(httpx.MockTransport(lambda _request: httpx.Response(status, content=b"\0\1")))
    assert line.fetch("https://unna.example/full.bin", 2, 2) == found
    line.close()


@pytest.mark.parametrize(("status", "most"), [(200, 1), (500, 9), (301, 9)])
def test_what_is_no_file_or_too_large_is_no_answer(status: int, most: int) -> None:
    line = Line(httpx.MockTransport(lambda _request: httpx.Response(status, content=b"\0\1")))
    with pytest.raises(Unreadable):
        line.fetch("https://unna.example/full.bin", 2, most)
    line.close()
