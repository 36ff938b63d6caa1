"""Requests and answers: bounded bodies, JSON, Base64, problem details (RFC 9457)."""

import asyncio
import base64
import binascii
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope

from heller.errors import Malformed, Problem, SlowBody, TooLarge

MAX_BODY = 256 * 1024
BODY_SECONDS = 5.0
DRAINED = 1 << 20  # bytes above the limit that are read and thrown away

Handler = Callable[[Request], Awaitable[Response]]


async def read_json(request: Request, limit: int = MAX_BODY) -> dict[str, Any]:
    """Read a JSON object; raises TooLarge, SlowBody or Malformed."""
    return await receive_json(request.scope, request.receive, limit)


async def receive_json(scope: Scope, receive: Receive, limit: int = MAX_BODY) -> dict[str, Any]:
    """Read a JSON object from an ASGI request; raises TooLarge, SlowBody or Malformed."""
    body = await receive_bytes(scope, receive, limit)
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("The body is not JSON.") from None
    if not isinstance(value, dict):
        raise Malformed("The body is not a JSON object.")
    return value


async def read_bytes(request: Request, limit: int) -> bytes:
    """Read a body as it is; raises TooLarge, SlowBody or Malformed."""
    return await receive_bytes(request.scope, request.receive, limit)


async def receive_bytes(scope: Scope, receive: Receive, limit: int) -> bytes:
    """Read a body from an ASGI request; raises TooLarge, SlowBody or Malformed."""
    for name, value in scope["headers"]:
        if name == b"content-length" and not (value.isdigit() and int(value) <= limit):
            raise TooLarge
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _receive(receive, limit)
    except TimeoutError:
        raise SlowBody from None


async def _receive(receive: Receive, limit: int) -> bytes:
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Malformed("The body ended early.")
        part, more = message.get("body", b""), message.get("more_body", False)
        size += len(part)
        if size > limit + DRAINED:
            raise TooLarge
        if size <= limit:
            parts.append(part)
    if size > limit:  # read to its end: an answer given earlier would be lost in a broken pipe
        raise TooLarge
    return parts[0] if len(parts) == 1 else b"".join(parts)


def take(body: dict[str, Any], name: str, kind: type) -> Any:  # noqa: ANN401 - as `kind` says
    """Give a field of a JSON object; raises Malformed when it is missing or of another type."""
    value = body.get(name)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Malformed(f"The field {name!r} is missing or not {kind.__name__}.")
    return value


def unbase64(text: object) -> bytes:
    """Decode standard Base64 with padding; raises Malformed."""
    if not isinstance(text, str):
        raise Malformed("Bytes are written in Base64.")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("This is not Base64 with padding.") from None


def base64_text(data: bytes) -> str:
    """Encode standard Base64 with padding."""
    return base64.b64encode(data).decode()


def problem_body(problem: Problem) -> dict[str, Any]:
    """Write a problem as RFC 9457 details, with its sentence in both languages."""
    return {
        "type": f"urn:heller:problem:{problem.code}",
        "title": problem.english(),
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "title_de": problem.german,
    }


def problem_response(problem: Problem) -> Response:
    """Answer with a problem."""
    headers = {}
    if problem.retry_after_s is not None:
        headers["retry-after"] = str(problem.retry_after_s)
    return JSONResponse(
        problem_body(problem),
        problem.status,
        headers,
        media_type="application/problem+json",
    )


def guarded(handler: Handler) -> Handler:
    """Turn raised problems into answers; anything else is for the app's own handler."""

    async def wrapped(request: Request) -> Response:
        try:
            return await handler(request)
        except Problem as problem:
            return problem_response(problem)

    return wrapped
