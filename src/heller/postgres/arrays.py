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
_TEXT, _TEXT_ARRAY = 25, 1009
_HEAD = struct.Struct(">iiIii")
_LENGTH = struct.Struct(">i")
_NULL = _LENGTH.pack(-1)


class Bigints(list[int]):
    """A bigint[]."""

    def packed(self) -> bytes:
        """Give its binary form."""
        flat: list[int] = [8] * (2 * len(self))
        flat[1::2] = self
        return _head(len(self), _BIGINT) + struct.pack(">" + "iq" * len(self), *flat)


class Byteas(list["bytes | None"]):
    """A bytea[]; None is NULL."""

    def packed(self) -> bytes:
        """Give its binary form."""
        return _head(len(self), _BYTEA) + b"".join(_elements(self))


class Texts(list[str]):
    """A text[]."""

    def packed(self) -> bytes:
        """Give its binary form."""
        return _head(len(self), _TEXT) + b"".join(_elements(text.encode() for text in self))


def _head(count: int, oid: int) -> bytes:
    return _HEAD.pack(1, 1, oid, count, 1) if count else struct.pack(">iiI", 0, 0, oid)


def _elements(values: Iterable[bytes | None]) -> Iterable[bytes]:
    for value in values:
        if value is None:
            yield _NULL
        else:
            yield _LENGTH.pack(len(value))
            yield value


class _Dumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Bigints | Byteas | Texts) -> Buffer:
        return obj.packed()


class _BigintsDumper(_Dumper):
    oid = _BIGINT_ARRAY


class _ByteasDumper(_Dumper):
    oid = _BYTEA_ARRAY


class _TextsDumper(_Dumper):
    oid = _TEXT_ARRAY


def register(context: AdaptContext) -> None:
    """Let a connection send these arrays."""
    context.adapters.register_dumper(Bigints, _BigintsDumper)
    context.adapters.register_dumper(Byteas, _ByteasDumper)
    context.adapters.register_dumper(Texts, _TextsDumper)
