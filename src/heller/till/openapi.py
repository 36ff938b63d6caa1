"""The API's description: OpenAPI 3.1 as JSON, and a page that a person can read."""

import json
from functools import lru_cache
from html import escape
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """Read the description that stands beside this file."""
    text = (files("heller.till") / "openapi.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


async def openapi_json(_request: Request) -> Response:
    """Give the description."""
    return JSONResponse(description())


async def docs_page(_request: Request) -> Response:
    """Give the description as a page without scripts."""
    rows = "".join(
        f"<section><h2><code>{escape(method.upper())} {escape(path)}</code></h2>"
        f"<p>{escape(call['summary'])}</p></section>"
        for path, calls in description()["paths"].items()
        for method, call in calls.items()
    )
    title = escape(description()["info"]["title"])
    return HTMLResponse(
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><h1>{title}</h1>{rows}"
    )
