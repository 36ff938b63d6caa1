"""Talking to the stand-in over HTTP: each answer is checked against the KEYSET's WITNESS key."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import httpx

from heller.claims.between import Flush, Stopped
from heller.claims.keyset import Endpoint, Keyset, Role
from heller.claims.messages import M, open_message
from heller.claims.witnessed import (
    LogEntry,
    Push,
    Stored,
    read_flushed,
    read_log,
    read_page,
    write_push,
)
from heller.errors import BadSignature, Problem
from heller.keys import Scope
from heller.postgres.errors import WitnessDiverges, WitnessSilent

CONFLICT: Final = 409
PAGE_SECONDS: Final = 5.0  # the longest that anything is waited for
_DIVERGES: Final = "diverges"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Flushed:
    """What the witness keeps, in its signed words; `log` and `epoch` are what it has heard."""

    message: bytes
    flush: Flush
    log: int
    epoch: int


class WitnessClient:
    """One stand-in's addresses for the book; raises WitnessSilent unless said otherwise."""

    def __init__(self, scope: Scope, keyset: Keyset) -> None:
        """Take address and keys from the KEYSET."""
        self._scope, self._keyset = scope, keyset
        self._url = keyset.endpoints[Endpoint.STANDIN][0]
        limits = httpx.Limits(max_connections=4, keepalive_expiry=60)
        self._client = httpx.AsyncClient(limits=limits, timeout=PAGE_SECONDS, trust_env=False)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def push(self, push: Push, seconds: float) -> Flushed:
        """Hand entries over; raises WitnessDiverges when they do not continue its copy."""
        return self._flushed(await self._post("push", write_push(push), seconds))

    async def head(self, heartbeat: bytes, seconds: float) -> Flushed:
        """Ask what it keeps."""
        return self._flushed(await self._post("head", heartbeat, seconds))

    async def journal(self, heartbeat: bytes, start: int, seconds: float) -> tuple[Stored, ...]:
        """Read a page of its copy."""
        content = await self._post(f"journal?from={start}", heartbeat, seconds)
        return self._read(read_page, content)

    async def log(self, heartbeat: bytes, start: int, seconds: float) -> list[LogEntry]:
        """Read a page of its log; what lies before `start` has been taken."""
        content = await self._post(f"log?from={start}", heartbeat, seconds)
        return self._read(read_log, content)

    async def stop(self, stop: bytes, seconds: float) -> Stopped:
        """Ask it to stop deciding."""
        return self._open(Stopped, Role.STANDIN, await self._post("stop", stop, seconds))

    async def cosign(self, request: bytes, seconds: float) -> tuple[int, str]:
        """Ask for a cosignature as C2SP tlog-witness has it; give status and text."""
        try:
            async with asyncio.timeout(seconds):
                answer = await self._client.post(f"{self._url}/add-checkpoint", content=request)
        except (TimeoutError, httpx.HTTPError) as error:
            raise WitnessSilent(reason=repr(error)) from None
        return answer.status_code, answer.text

    async def _post(self, path: str, content: bytes, seconds: float) -> bytes:
        try:
            async with asyncio.timeout(seconds):
                answer = await self._client.post(f"{self._url}/v1/book/{path}", content=content)
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL) as error:
            raise WitnessSilent(reason=repr(error)) from None
        if answer.status_code == CONFLICT and f'"{_DIVERGES}"' in answer.text:
            raise WitnessDiverges(reason=answer.text)
        if not answer.is_success:
            raise WitnessSilent(reason=answer.text[:200])
        return answer.content

    def _flushed(self, content: bytes) -> Flushed:
        message, log, epoch = self._read(read_flushed, content)
        return Flushed(message, self._open(Flush, Role.WITNESS, message), log, epoch)

    def _read(self, reader: Callable[[bytes], T], content: bytes) -> T:
        try:
            return reader(content)
        except Problem as problem:
            raise WitnessSilent(reason=repr(problem)) from None

    def _open(self, kind: type[M], role: Role, message: bytes) -> M:
        for key in self._keyset.keys:
            if key.role == role:
                try:
                    return open_message(kind, self._scope, key.public, message)
                except Problem:
                    continue
        raise WitnessSilent(reason=repr(BadSignature()))
