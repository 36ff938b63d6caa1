"""Readers for CBOR messages: maps with the keys 0 to n - 1, version 1, then the city."""

from collections.abc import Iterable
from typing import Any, Final, TypeVar, cast

from heller.claims.cbor import MAX_BYTES, decode, encode
from heller.claims.wire import demand
from heller.errors import Malformed, WrongCity

VERSION: Final = 1

T = TypeVar("T")


def write_map(city: int, *values: object) -> bytes:
    """Encode a message: version and city under 0 and 1, the values from 2 on."""
    return encode(dict(enumerate((VERSION, city, *values))))


def read_map(payload: bytes, city: int | None, size: int, limit: int = MAX_BYTES) -> list[Any]:
    """Give a message's values without the version; the city stands first.

    With `city` None the message's own city is taken. Raises Malformed or WrongCity.
    """
    value = table(decode(payload, limit=limit))
    demand(set(value) == set(range(size)), "The map has other keys.")
    demand(value[0] == VERSION, "The version is unknown.")
    own = number(value[1], 32)
    if city is not None and own != city:
        raise WrongCity
    return [value[key] for key in range(1, size)]


def number(value: object, bits: int = 64) -> int:
    """Give an unsigned number of at most so many bits."""
    found = _expect(int, value)
    demand(0 <= found < 1 << bits, f"A number has {bits} bits at most.")
    return found


def blob(value: object, *sizes: int) -> bytes:
    """Give bytes of one of these lengths."""
    found = _expect(bytes, value)
    demand(len(found) in sizes, f"The bytes have another length than {sizes}.")
    return found


def text(value: object) -> str:
    """Give a text."""
    return _expect(str, value)


def rows(value: object, width: int) -> list[list[Any]]:
    """Give a list of lists of this length."""
    found = [_items(row) for row in _items(value)]
    demand(all(len(row) == width for row in found), f"A row has {width} values.")
    return found


def table(value: object) -> dict[Any, Any]:
    """Give a map; decoding has seen to it that its keys are of one type."""
    _expect(dict, value)
    return cast("dict[Any, Any]", value)


def texts(value: object) -> tuple[str, ...]:
    """Give a list of texts."""
    return tuple(text(item) for item in _items(value))


def distinct(values: Iterable[object]) -> None:
    """Refuse a message that names one thing twice."""
    listed = list(values)
    demand(len(set(listed)) == len(listed), "The same thing is named twice.")


def _items(value: object) -> list[Any]:
    _expect(list, value)
    return cast("list[Any]", value)


def _expect(kind: type[T], value: object) -> T:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Malformed(f"A value is no {kind.__name__}.")
    return value
