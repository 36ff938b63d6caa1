"""Reads the book for a snapshot: all cards at one seq, as a stream, out of the writer's way.

The auditor's role reads, in one read-only transaction that sees one state. Nothing waits for it:
PostgreSQL's readers block no writers. What was read is shown to tills, so it is released only
behind a commit that waits for the standby (`released`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from psycopg import Connection, Error

from heller.claims.signed_files import LotClass
from heller.claims.snapshot import CardRow, LotCents
from heller.postgres.commit import connect_committer
from heller.postgres.connect import connect
from heller.postgres.errors import DatabaseUnreachable

AT_ONCE: Final = 2_000  # rows in memory
_ROWS: Final = """
    SELECT card.lkey, card.state, lot.active_from, lot.valid_until, lot.remaining
    FROM book.card LEFT JOIN book.lot ON lot.card = card.no AND lot.remaining > 0
    ORDER BY card.no"""


@dataclass(frozen=True, slots=True)
class BookState:
    """The book at one moment: its generation, its newest entry, and its cards, read once."""

    generation: int
    seq: int
    rows: Iterator[CardRow]


@contextmanager
def book_state(dsn: str) -> Iterator[BookState]:
    """Read the book as heller_audit; the rows come as long as the block lasts."""
    with _reading(dsn) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        found = connection.execute("SELECT generation, seq FROM book.epoch").fetchone()
        generation, seq = found or (0, 0)
        yield BookState(generation, seq, _rows(connection))


def newest_seq(dsn: str) -> int:
    """Give the number of the newest entry; 0 for an empty book."""
    with _reading(dsn) as connection:
        found = connection.execute("SELECT seq FROM book.epoch").fetchone()
    return int(found[0]) if found else 0


async def released(dsn: str) -> None:
    """Wait, as heller_book, until the standby has what was read.

    Raises CommitInDoubt or DatabaseUnreachable.
    """
    try:
        async with await connect_committer(dsn, "heller snapshot") as connection:
            await connection.execute("SELECT book.barrier()")
    except Error as error:
        raise DatabaseUnreachable(reason=str(error).split("\n")[0]) from error


@contextmanager
def _reading(dsn: str) -> Iterator[Connection[Any]]:
    try:
        with connect(dsn, "heller snapshot") as connection:
            connection.read_only = True
            yield connection
    except Error as error:
        raise DatabaseUnreachable(reason=str(error).split("\n")[0]) from error


def _rows(connection: Connection[Any]) -> Iterator[CardRow]:
    with connection.cursor("snapshot", binary=True) as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(_ROWS)
        for (lkey, state), lots in groupby(cursor, itemgetter(0, 1)):
            yield CardRow(bytes(lkey), state, tuple(_lots(lots)))


def _lots(rows: Iterator[tuple[Any, ...]]) -> Iterator[LotCents]:
    for _, _, active_from, valid_until, remaining in rows:
        if remaining is not None:
            yield LotCents(LotClass(active_from, valid_until + 1, 0), remaining)
