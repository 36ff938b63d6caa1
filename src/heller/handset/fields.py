"""Reading the door's JSON: a field that is missing or of another type spoils the answer."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from heller import errors
from heller.errors import Problem
from heller.handset.problems import NoAnswer, Refused, Unreadable

T = TypeVar("T")

_KNOWN: Final = {
    kind.code: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, Problem)
}


_AGAIN: Final = frozenset({"listening", "book_decides"})
"""A stand-in that may not decide yet."""


def take(body: Mapping[str, Any], name: str, kind: type[T]) -> T:
    """Give a field of this type; raises Unreadable."""
    value = body.get(name)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Unreadable(f"(field {name})")
    return value


def blob(body: Mapping[str, Any], name: str, size: int | None = None) -> bytes:
    """Give the bytes of a Base64 field, of this size if one is named; raises Unreadable."""
    try:
        data = base64.b64decode(take(body, name, str), validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable(f"(field {name})") from None
    if size is not None and len(data) != size:
        raise Unreadable(f"(field {name})")
    return data


def hex_bytes(body: Mapping[str, Any], name: str, sizes: tuple[int, ...]) -> bytes:
    """Give the bytes of a hexadecimal field of one of these sizes; raises Unreadable."""
    try:
        data = bytes.fromhex(take(body, name, str))
    except ValueError:
        raise Unreadable(f"(field {name})") from None
    if len(data) not in sizes:
        raise Unreadable(f"(field {name})")
    return data


def blob_text(data: bytes) -> str:
    """Write bytes as Base64."""
    return base64.b64encode(data).decode()


def problem_of(body: Mapping[str, Any]) -> Problem:
    """Give the problem that problem details (RFC 9457) name; one that we do not know is Refused."""
    code, detail = body.get("code"), body.get("detail")
    kind = _KNOWN.get(code) if isinstance(code, str) else None
    if kind is not None:
        return kind(detail if isinstance(detail, str) else "")
    if code is None and "status" not in body:
        return Unreadable()
    if code in _AGAIN:
        return NoAnswer(f"({code})")
    return Refused(f"({code}: {body.get('title')})")
