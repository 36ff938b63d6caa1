"""The line to the city's door: one HTTP request, bounded in time and size, its answer as JSON.

Time-outs of single reads do not bound a server that sends byte by byte, so each exchange runs under
one deadline that includes names, connecting, sending and reading.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from heller.handset.problems import LineDown, NoAnswer, Unreadable

CONNECT_S: Final = 1.0
MAX_ANSWER: Final = 1 << 20

_FOUND: Final = 200
_MISSING: Final = 404

_HEADERS: Final = {
    "accept": "application/json, application/problem+json",
    "accept-encoding": "identity",  # so that the size read is the size held
    "content-type": "application/json",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the HTTP status and a JSON object."""

    status: int
    body: Mapping[str, Any]


class Line:
    """Talks to doors; one caller at a time."""

    def __init__(self, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Take the network, or what stands for it."""
        self._runner = asyncio.Runner()
        self._client = httpx.AsyncClient(
            transport=transport, headers=_HEADERS, limits=httpx.Limits(max_connections=2)
        )

    def close(self) -> None:
        """Hang up."""
        self._runner.run(self._client.aclose())
        self._runner.close()

    def get(self, url: str, seconds: float) -> Answer:
        """Read; raises NoAnswer."""
        return self._runner.run(self._exchange("GET", url, None, seconds))

    def post(self, url: str, content: bytes, seconds: float) -> Answer:
        """Send JSON; raises NoAnswer."""
        return self._runner.run(self._exchange("POST", url, content, seconds))

    def fetch(self, url: str, seconds: float, most: int) -> bytes | None:
        """Read a file of at most so many bytes; None when there is none. Raises NoAnswer."""
        status, data = self._runner.run(self._bytes("GET", url, None, seconds, most))
        if status not in (_FOUND, _MISSING):
            raise Unreadable(f"({url}: HTTP {status})")
        return data if status == _FOUND else None

    async def _exchange(
        self, method: str, url: str, content: bytes | None, seconds: float
    ) -> Answer:
        return _read(url, *await self._bytes(method, url, content, seconds, MAX_ANSWER))

    async def _bytes(
        self, method: str, url: str, content: bytes | None, seconds: float, most: int
    ) -> tuple[int, bytes]:
        request = self._request(method, url, content, seconds)
        try:
            async with asyncio.timeout(seconds):
                return await self._send(request, most)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise LineDown(f"({url})") from error
        except (TimeoutError, httpx.HTTPError) as error:
            raise NoAnswer(f"({url})") from error

    def _request(
        self, method: str, url: str, content: bytes | None, seconds: float
    ) -> httpx.Request:
        try:
            address = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise LineDown(f"({url})") from error
        timeout = httpx.Timeout(seconds, connect=min(CONNECT_S, seconds))
        headers, extensions = {}, {}
        if address.host.endswith(".localhost"):  # RFC 6761; not every resolver knows it
            headers["host"] = address.netloc.decode()
            extensions["sni_hostname"] = address.host
            address = address.copy_with(host="127.0.0.1")
        return self._client.build_request(
            method,
            address,
            content=content,
            headers=headers,
            timeout=timeout,
            extensions=extensions,
        )

    async def _send(self, request: httpx.Request, most: int) -> tuple[int, bytes]:
        answer = await self._client.send(request, stream=True)
        try:
            if answer.headers.get("content-encoding", "identity") != "identity":
                raise Unreadable(f"({request.url}: compressed, though not asked for)")
            data = bytearray()
            async for part in answer.aiter_bytes():
                data += part
                if len(data) > most:
                    raise Unreadable(f"({request.url}: more than {most} bytes)")
            return answer.status_code, bytes(data)
        finally:
            await answer.aclose()


def _read(url: str, status: int, data: bytes) -> Answer:
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise Unreadable(f"({url}: HTTP {status})")
    return Answer(status, body)
