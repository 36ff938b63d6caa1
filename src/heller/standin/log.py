"""The stand-in's own log: what tills told it and what it answered, in order, for the book."""

import sqlite3
from typing import Final, NamedTuple

from heller.book.body import Outcome
from heller.city.register import Register
from heller.claims.records import Claim, Decision, Record
from heller.claims.witnessed import LogEntry

PAGE: Final = 512
_NEW: Final = "INSERT INTO known VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Known(NamedTuple):
    """A record that the stand-in has, with the receipt it gave."""

    hash: bytes
    outcome: int
    receipt: bytes


def known(connection: sqlite3.Connection, till: int, seq: int) -> Known | None:
    """Find a till's record."""
    query = "SELECT hash, outcome, receipt FROM known WHERE till = ? AND seq = ?"
    row = connection.execute(query, (till, seq)).fetchone()
    return Known(*row) if row else None


def booked(connection: sqlite3.Connection, till: int, seq: int) -> Known | None:
    """Find what the book made of a claim, as far as the copy knows."""
    query = "SELECT hash, outcome, receipt FROM booked WHERE till = ? AND seq = ?"
    row = connection.execute(query, (till, seq)).fetchone()
    return Known(*row) if row else None


def append(
    connection: sqlite3.Connection,
    message: bytes,
    receipt: bytes,
    noted: tuple[int, int] | None = None,
) -> None:
    """Write a line; `noted` are till and seq of a claim that nobody has decided yet."""
    query = "INSERT INTO log (message, receipt, till, seq) VALUES (?, ?, ?, ?)"
    connection.execute(query, (message, receipt, *(noted or (None, None))))


def keep(
    connection: sqlite3.Connection, register: Register, record: Record, receipt: bytes
) -> None:
    """Keep a record that is new, as noted."""
    body, ref, amount, point = record.body, b"", 0, 0
    if isinstance(body, Claim):
        ref, amount, point = body.ref, body.amount, register.tills[body.till].point
    row = (body.till, body.seq, record.kind, record.hash, ref, point, amount,
           int(Outcome.NOTED), 0, record.message, receipt)  # fmt: skip
    connection.execute(_NEW, row)
    noted = (body.till, body.seq) if isinstance(body, Claim) else None
    append(connection, record.message, receipt, noted)
    if isinstance(body, Decision):
        _decide(connection, body)


def _decide(connection: sqlite3.Connection, decision: Decision) -> None:
    """Of two DECISIONs for one claim the lower seq counts."""
    connection.execute(
        "INSERT INTO decision VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
        " SET seq = excluded.seq, verdict = excluded.verdict WHERE excluded.seq < seq",
        (decision.till, decision.claim_seq, decision.seq, decision.verdict),
    )


def verdict(connection: sqlite3.Connection, till: int, claim_seq: int) -> int:
    """Give the till's word on a claim; 0 when it has not said."""
    query = "SELECT verdict FROM decision WHERE till = ? AND claim_seq = ?"
    row = connection.execute(query, (till, claim_seq)).fetchone()
    return int(row[0]) if row else 0


def conclude(
    connection: sqlite3.Connection, record: Record, outcome: int, receipt: bytes, now: int
) -> None:
    """Keep the outcome of a claim that was noted."""
    append(connection, record.message, receipt)
    connection.execute(
        "UPDATE known SET outcome = ?, receipt = ?, decided_at = ? WHERE till = ? AND seq = ?",
        (outcome, receipt, now, record.body.till, record.body.seq),
    )


def length(connection: sqlite3.Connection) -> int:
    """Give the number of the last line."""
    return int(connection.execute("SELECT coalesce(max(n), 0) FROM log").fetchone()[0])


def page(connection: sqlite3.Connection, start: int) -> list[LogEntry]:
    """Give lines from `start` on, as many as one answer carries.

    Without the notes of claims whose outcome the copy has: the book had them first.
    """
    query = (
        "SELECT n, message, receipt FROM log l WHERE n >= ? AND NOT (till IS NOT NULL AND EXISTS"
        " (SELECT 1 FROM booked b WHERE b.till = l.till AND b.seq = l.seq)) ORDER BY n LIMIT ?"
    )
    return [LogEntry(*row) for row in connection.execute(query, (start, PAGE))]


def fact(connection: sqlite3.Connection, name: str) -> int:
    """Read a number that outlives the process; 0 when it was never written."""
    row = connection.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def remember(connection: sqlite3.Connection, name: str, value: int) -> None:
    """Write a number that outlives the process."""
    connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))
