"""The API's description: OpenAPI 3.1, written by hand in openapi.json beside this file."""

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """Read the description."""
    text = (files("heller.till") / "openapi.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference inside the description, or give the part as it is."""
    found = part
    while "$ref" in found:
        target: Any = description()
        for name in found["$ref"].removeprefix("#/").split("/"):
            target = target[name]
        found = target
    return found


async def openapi_json(_request: Request) -> Response:
    """Give the description."""
    return JSONResponse(description())
