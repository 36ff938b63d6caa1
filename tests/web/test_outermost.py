"""Logs tell what was asked and how it ended; never what was in it."""

import asyncio
import io
import json
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import structlog
from starlette.types import ASGIApp, Receive, Scope, Send
from tests.running_city import RunningCity

from heller.operate.logs import start_logs
from heller.web import outermost
from heller.web.outermost import Outermost

SECRET = "482913"


async def breaks(_scope: Scope, receive: Receive, _send: Send) -> None:
    body = (await receive())["body"].decode()
    raise ValueError(f"odd value\nDETAIL: Key (pin)=({body})")


async def breaks_late(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"{"})
    raise ValueError


def post(app: ASGIApp) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Outermost(app, lambda size: b"\1" * size))
        async with httpx.AsyncClient(transport=transport, base_url="http://door") as http:
            return await http.post("/v1/cards/unlock?pin=482913", content=SECRET)

    return asyncio.run(ask())


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged by this test alone."""
    text = io.StringIO()
    monkeypatch.setattr(sys, "stderr", text)
    start_logs()
    monkeypatch.setattr(outermost, "log", structlog.get_logger())
    yield text
    structlog.reset_defaults()


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_what_breaks_is_answered_and_logged_without_its_body(written: io.StringIO) -> None:
    answer = post(breaks)
    said = written.getvalue()
    assert (answer.status_code, answer.json()["code"]) == (503, "in_doubt")
    assert answer.headers["x-request-id"] == "01" * 8
    assert SECRET not in said
    broke, request = events(said)
    assert (broke["event"], broke["error"]) == ("request_broke", "ValueError")
    assert (request["path"], request["status"]) == ("/v1/cards/unlock", 503)
    assert broke["request_id"] == request["request_id"] == "01" * 8


def test_what_breaks_after_its_head_is_logged_once(written: io.StringIO) -> None:
    post(breaks_late)
    assert [line["event"] for line in events(written.getvalue())] == ["request_broke", "request"]


def test_requests_are_logged_and_busy_addresses_are_not(own_city: RunningCity) -> None:
    with httpx.Client(base_url=own_city.address) as http:
        http.get("/v1/keyset?secret=482913", headers={"x-request-id": "mine1"})
        http.get("/v1/health")
        http.post("/v1/claims", content=SECRET)
    own_city.stop()
    told = events(own_city.logs[-1].read_text())
    requests = [line for line in told if line["event"] == "request"]
    assert [(one["method"], one["path"], one["status"]) for one in requests] == [
        ("GET", "/v1/keyset", 200),
        ("POST", "/v1/claims", 400),
    ]
    assert (requests[0]["request_id"], requests[0]["ms"] >= 0) == ("mine1", True)
    assert SECRET not in own_city.log_text()
