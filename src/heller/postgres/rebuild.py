"""`heller rebuild`: drop every projection and add it up again from the journal alone (I15)."""

from typing import Any

from psycopg import Connection, sql

from heller.keys import Scope
from heller.postgres.connect import connect
from heller.postgres.errors import BookInUse, JournalBroken
from heller.postgres.projection import COLUMNS
from heller.postgres.replay import Progress
from heller.postgres.verify import WRITER_LOCK, load, replay


def rebuild(dsn: str, scope: Scope, progress: Progress) -> dict[str, int]:
    """Rebuild all projections in one transaction as heller_owner; give the rows of each table.

    Raises BookInUse while a writer holds the book, JournalBroken when the journal itself is
    damaged; then nothing is changed.
    """
    with connect(dsn, "heller rebuild") as connection:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (WRITER_LOCK,)).fetchone()
        if row is None or not row[0]:
            raise BookInUse
        with connection.transaction():
            projection, findings = replay(connection, scope, progress)
            if findings:
                raise JournalBroken(where=findings[0].where, what=findings[0].what)
            load(connection, projection)
            rows = {name: _replace(connection, name) for name in COLUMNS}
            tills, seqs = ([place[n] for place in sorted(projection.resolved)] for n in (0, 1))
            connection.execute("SELECT book.resolved(%s::bigint[], %s::bigint[])", [tills, seqs])
            return rows


def _replace(connection: Connection[Any], name: str) -> int:
    table, made = sql.Identifier("book", name), sql.Identifier(f"made_{name}")
    if name == "record":
        return _replace_claims(connection)
    connection.execute(sql.SQL("DELETE FROM {}").format(table))
    columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS[name]))
    query = sql.SQL("INSERT INTO {} ({}) SELECT * FROM {}").format(table, columns, made)
    return connection.execute(query).rowcount


def _replace_claims(connection: Connection[Any]) -> int:
    """Rebuild the claims; DECISIONs and what is only noted stay, and say what is resolved."""
    connection.execute("""
        DELETE FROM book.record r WHERE kind BETWEEN 16 AND 19 AND entry_seq > 0
            OR EXISTS (SELECT FROM made_record m WHERE (m.till, m.seq) = (r.till, r.seq))""")
    return connection.execute("""
        INSERT INTO book.record (till, seq, kind, hash, hash16, prev, lease, claim_seq, entry_seq,
                                 state, verdict, receipt, received_at)
            SELECT m.till, m.seq, m.kind, m.hash, m.hash16, m.prev, m.lease, 0, m.entry_seq,
                   CASE WHEN EXISTS (
                       SELECT FROM book.record d WHERE d.kind = 20
                       AND d.till = m.till AND d.claim_seq = m.seq) THEN 3 ELSE 2 END,
                   0, m.receipt, m.received_at
            FROM made_record m""").rowcount
