"""Several statements to the server at once, their answers back at once.

A batch is booked in one round trip. psycopg's own pipeline hands each statement to the socket by
itself, which wakes the server as often; here all are written, then flushed once. Values are packed
by their type as PostgreSQL's binary protocol has them; psycopg does everything else.
"""

import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

from psycopg import AsyncConnection, OperationalError
from psycopg.abc import PQGen
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import Ready, Wait

from heller.postgres.arrays import Bigints, Byteas, Texts

_INTEGERS = {"bigint": struct.Struct(">q"), "integer": struct.Struct(">i")}
_ENDED = {ExecStatus.FATAL_ERROR, ExecStatus.BAD_RESPONSE}

Row = tuple[Any, ...]
Value = int | bytes | str | Bigints | Byteas | Texts | None


class Statement(NamedTuple):
    """A statement prepared once in each session; `{}` in its text stands for its parameters."""

    name: str
    text: str
    types: tuple[str, ...] = ()

    def preparing(self) -> bytes:
        """Give the SQL that prepares it."""
        places = ", ".join(f"${number}" for number in range(1, len(self.types) + 1))
        types = f" ({', '.join(self.types)})" if self.types else ""
        return f"PREPARE {self.name}{types} AS {self.text.format(places)}".encode()

    def query(self) -> bytes:
        """Give it as psycopg takes it."""
        return self.text.format(", ".join(f"%b::{kind}" for kind in self.types)).encode()


class Call(NamedTuple):
    """A statement with its values; without one, `BEGIN` or `COMMIT`."""

    statement: Statement | bytes
    values: tuple[Value, ...] = ()


BEGIN = Call(b"BEGIN")
COMMIT = Call(b"COMMIT")


async def round_trip(connection: AsyncConnection, calls: Sequence[Call]) -> list[list[Row]]:
    """Carry out the calls in order; give the rows of each.

    Raises the first error; the calls behind it were not carried out.
    """
    results = await connection.wait(_exchange(connection.pgconn, calls))
    for result in results:
        if result.status in _ENDED:
            raise error_from_result(result, encoding=connection.info.encoding)
    return [_rows(connection, result) for result in results]


def _exchange(pgconn: PGconn, calls: Sequence[Call]) -> PQGen[list[PGresult]]:
    pgconn.enter_pipeline_mode()
    for call in calls:
        _send(pgconn, call)
    pgconn.pipeline_sync()
    while pgconn.flush():
        if (yield Wait.RW) & Ready.R:
            pgconn.consume_input()
    results: list[PGresult] = []
    while (result := (yield from _next_result(pgconn))).status != ExecStatus.PIPELINE_SYNC:
        results.append(result)
    pgconn.exit_pipeline_mode()
    return results


def _next_result(pgconn: PGconn) -> PQGen[PGresult]:
    while True:
        while pgconn.is_busy():
            yield Wait.R
            pgconn.consume_input()
        result = pgconn.get_result()  # None stands between the results of two calls
        if result is not None:
            return result
        if pgconn.status != ConnStatus.OK:
            raise OperationalError("The connection to the database broke.")


def _send(pgconn: PGconn, call: Call) -> None:
    if isinstance(call.statement, bytes):
        pgconn.send_query_params(call.statement, None)
        return
    kinds = call.statement.types
    values = [_packed(value, kind) for value, kind in zip(call.values, kinds, strict=True)]
    formats = [Format.TEXT if isinstance(value, str) else Format.BINARY for value in call.values]
    name = call.statement.name.encode()
    pgconn.send_query_prepared(name, values, formats, Format.BINARY)


def _packed(value: Value, kind: str) -> bytes | None:
    if value is None or isinstance(value, bytes):
        return value
    if isinstance(value, int):
        return _INTEGERS[kind].pack(value)
    return value.encode() if isinstance(value, str) else value.packed()


def _rows(connection: AsyncConnection, result: PGresult) -> list[Row]:
    if result.status != ExecStatus.TUPLES_OK or not result.ntuples:
        return []
    transformer = Transformer(connection)
    transformer.set_pgresult(result)
    return transformer.load_rows(0, result.ntuples, tuple)
