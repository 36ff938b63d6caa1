"""Arrays as PostgreSQL's binary protocol has them, made in one go.

psycopg's own list dumper looks at each element in Python; a batch has thousands of them. The layout
is that of array_send in PostgreSQL's arrayfuncs.c: one dimension; None is a null.
"""

import struct
from collections.abc import Iterable

from psycopg.abc import AdaptContext
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format

_BIGINT, _BIGINT_ARRAY = 20, 1016
_BYTEA, _BYTEA_ARRAY = 17, 1001
_HEAD = struct.Struct(">iiIii")
_LENGTH = struct.Struct(">i")
_NULL = _LENGTH.pack(-1)


class Bigints(list[int]):
    """A bigint[]."""


class Byteas(list["bytes | None"]):
    """A bytea[]; None is NULL."""


def _head(count: int, oid: int) -> bytes:
    return _HEAD.pack(1, 1, oid, count, 1) if count else struct.pack(">iiI", 0, 0, oid)


class _BigintsDumper(Dumper):
    format = Format.BINARY
    oid = _BIGINT_ARRAY

    def dump(self, obj: Bigints) -> Buffer:
        flat: list[int] = [8] * (2 * len(obj))
        flat[1::2] = obj
        return _head(len(obj), _BIGINT) + struct.pack(">" + "iq" * len(obj), *flat)


class _ByteasDumper(Dumper):
    format = Format.BINARY
    oid = _BYTEA_ARRAY

    def dump(self, obj: Byteas) -> Buffer:
        return _head(len(obj), _BYTEA) + b"".join(_elements(obj))


def _elements(values: Iterable[bytes | None]) -> Iterable[bytes]:
    for value in values:
        if value is None:
            yield _NULL
        else:
            yield _LENGTH.pack(len(value))
            yield value


def register(context: AdaptContext) -> None:
    """Let a connection send these arrays."""
    context.adapters.register_dumper(Bigints, _BigintsDumper)
    context.adapters.register_dumper(Byteas, _ByteasDumper)
