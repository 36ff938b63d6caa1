"""Clients that dawdle, hang up or never speak cost the door nothing that lasts."""

import json
import socket
import time
from base64 import b64encode
from contextlib import ExitStack, suppress

import httpx
import pytest
from tests.running_city import RunningCity, until

from heller.errors import Busy, Malformed, TooManyTries
from heller.web.http import base64_text, problem_body, problem_response, take, unbase64

BODY_S = 5.0
SLACK_S = 4.0
IDLE = 300


def connect(city: RunningCity) -> socket.socket:
    settings = city.home.settings()
    return socket.create_connection((settings.host, settings.port), timeout=BODY_S + SLACK_S)


def read_all(connection: socket.socket) -> bytes:
    """Read to the end; a server that closes with bytes unread ends a connection by a reset."""
    parts = []
    with suppress(ConnectionResetError):
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def require_alive(city: RunningCity) -> None:
    assert httpx.get(f"{city.address}/v1/health", timeout=2).status_code == 200


def test_slow_body_is_ended(city: RunningCity) -> None:
    with connect(city) as connection:
        started = time.monotonic()
        connection.sendall(b"POST /v1/claims HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
        answer = connection.recv(65_536)
        took = time.monotonic() - started
        while not answer.endswith(b"}"):  # head and body may come one after the other
            answer += connection.recv(65_536)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"slow_body"' in answer
    assert took < BODY_S + SLACK_S
    require_alive(city)


def test_half_sent_head_is_closed(city: RunningCity) -> None:
    with connect(city) as connection:
        connection.sendall(b"POST /v1/claims HTTP/1.1\r\nHost: a\r\nX-Half")
        started = time.monotonic()
        assert read_all(connection) in (b"", b"HTTP/1.1 408 Request Timeout\r\n\r\n")
        assert time.monotonic() - started < BODY_S + SLACK_S
    require_alive(city)


@pytest.mark.parametrize(
    "sent",
    [
        b"\0\0\0\0\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /v1/claims HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/claims HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /v1/claims HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"".join(b"A%d: b\r\n" % n for n in range(500)) + b"\r\n",
    ],
    ids=["nul", "version", "negative", "huge", "chunk", "long_path", "many_headers"],
)
def test_broken_requests_are_refused(city: RunningCity, sent: bytes) -> None:
    with connect(city) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        status = read_all(connection)[:12]
    assert status in (b"", b"HTTP/1.1 400", b"HTTP/1.1 413", b"HTTP/1.1 414", b"HTTP/1.1 431")
    require_alive(city)


def test_idle_connections_are_closed_and_disturb_nobody(city: RunningCity) -> None:
    with ExitStack() as stack:
        idle = [stack.enter_context(connect(city)) for _ in range(IDLE)]
        require_alive(city)
        for connection in idle:
            connection.settimeout(0)
        until(lambda: all(is_closed(one) for one in idle), "idle ones are closed", 15)


def is_closed(connection: socket.socket) -> bool:
    try:
        connection.recv(1_024)
    except BlockingIOError:
        return False
    return True


def test_client_that_hangs_up_is_forgotten(city: RunningCity) -> None:
    body = json.dumps({"records": [b64encode(bytes(188)).decode()], "ask": True}).encode()
    for _ in range(50):
        with connect(city) as connection:
            head = b"POST /v1/claims HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body)
            connection.sendall(head + body[: len(body) // 2])
    require_alive(city)


def test_request_id_is_kept_or_made(http: httpx.Client) -> None:
    given = http.get("/v1/health", headers={"x-request-id": "abc123"}).headers["x-request-id"]
    made = http.get("/v1/health", headers={"x-request-id": "no\tgood"}).headers["x-request-id"]
    assert (given, len(made)) == ("abc123", 16)


def test_problems_carry_both_languages_and_when_to_come_again() -> None:
    assert problem_body(Busy()) == {
        "type": "urn:heller:problem:busy",
        "title": Busy.english(),
        "status": 503,
        "code": "busy",
        "detail": "",
        "title_de": Busy.german,
    }
    assert problem_response(TooManyTries()).headers["retry-after"] == "900"
    assert "retry-after" not in problem_response(Malformed()).headers


@pytest.mark.parametrize("value", [None, True, "1", 1.0, [1]])
def test_take_wants_the_type_itself(value: object) -> None:
    with pytest.raises(Malformed):
        take({"number": value}, "number", int)


@pytest.mark.parametrize("text", ["A", "AAA", "A===", "AA=A", " AAA", "AAAA\n", "ä", None, 1, b""])
def test_base64_is_strict(text: object) -> None:
    with pytest.raises(Malformed):
        unbase64(text)


def test_base64_there_and_back() -> None:
    assert unbase64(base64_text(bytes(range(256)))) == bytes(range(256))
