"""The API's description as a page for people: no script, no other host, one small style sheet."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from heller.till.openapi import description, resolved

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


async def docs_page(_request: Request) -> Response:
    """Give the description as a page."""
    return HTMLResponse(page(), headers={"content-security-policy": _POLICY})


@lru_cache(maxsize=1)
def page() -> str:
    """Write the page."""
    about = description()["info"]
    calls = [
        (method, path, call)
        for path, listed in description()["paths"].items()
        for method, call in listed.items()
    ]
    style = (files("heller.till") / "docs.css").read_text(encoding="utf-8")
    links = "".join(f"<li>{_link(method, path, call)}</li>" for method, path, call in calls)
    sections = "".join(_section(method, path, call) for method, path, call in calls)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(about['title'])}</title><style>{style}</style>"
        f"<header><h1>{escape(about['title'])}</h1><p>{escape(about['description'])}</p>"
        '<p><a href="openapi.json">openapi.json</a></p></header>'
        f"<nav><ul>{links}</ul></nav><main>{sections}</main></html>"
    )


def _link(method: str, path: str, call: dict[str, Any]) -> str:
    where = f"{method.upper()} {path}"
    return (
        f'<a href="#{escape(call["operationId"])}"><code>{escape(where)}</code></a>'
        f" {escape(call['summary'])}"
    )


def _section(method: str, path: str, call: dict[str, Any]) -> str:
    name = escape(call["operationId"])
    parts = [
        f'<section id="{name}"><h2><code>{escape(method.upper())} {escape(path)}</code></h2>',
        f"<p>{escape(call['summary'])}.</p>",
        f"<p>{escape(call['description'])}</p>" if "description" in call else "",
        _parameters([resolved(one) for one in call.get("parameters", [])]),
        _body(call),
        _answers(call["responses"]),
    ]
    return "".join(parts) + "</section>"


def _parameters(listed: list[dict[str, Any]]) -> str:
    rows = [
        (one["name"], one["in"], _kind(one["schema"]), one.get("description", "")) for one in listed
    ]
    return _table("Parameters", ("name", "in", "type", "meaning"), rows)


def _body(call: dict[str, Any]) -> str:
    if "requestBody" not in call:
        return ""
    content = call["requestBody"]["content"]["application/json"]
    return _fields("Body", resolved(content["schema"]))


def _fields(title: str, schema: dict[str, Any]) -> str:
    must = schema.get("required", [])
    rows = [
        (
            name,
            "yes" if name in must else "no",
            _kind(resolved(one)),
            resolved(one).get("description", ""),
        )
        for name, one in schema.get("properties", {}).items()
    ]
    return _table(title, ("field", "must", "type", "meaning"), rows)


def _kind(schema: dict[str, Any]) -> str:
    kinds = schema.get("type", "object")
    named = "|".join(kinds) if isinstance(kinds, list) else kinds
    return f"{named} ({schema['format']})" if "format" in schema else str(named)


def _answers(responses: dict[str, Any]) -> str:
    parts = []
    for status, given in responses.items():
        answer = resolved(given)
        schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
        parts.append(f"<h3>{escape(status)}</h3><p>{escape(answer['description'])}</p>")
        parts.append(_fields("Answer", resolved(schema)))
    return "".join(parts)


def _table(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    heads = "".join(f"<th>{escape(one)}</th>" for one in head)
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<h3>{title}</h3><div><table><tr>{heads}</tr>{lines}</table></div>"
