"""`heller verify`: recompute everything from the journal and name every difference."""

from collections.abc import Iterable
from typing import Any, LiteralString

from psycopg import Connection, DataError, sql

from heller.book.note import open_head, origin
from heller.claims.keyset import Keyset, Role
from heller.keys import Scope
from heller.postgres.connect import connect
from heller.postgres.projection import COLUMNS, Projection
from heller.postgres.replay import UNREADABLE, Finding, Progress, Replay

SHOWN = 5  # rows named for each table
WRITER_LOCK = 20221220

_SUMS: dict[str, LiteralString] = {
    "I2: all accounts sum to 0": """
        SELECT count(*) FROM (SELECT sum(cents) s FROM book.posting) t WHERE s <> 0""",
    "I3: a card is the sum of its lots and of its postings": """
        SELECT count(*) FROM (SELECT c.no,
            coalesce((SELECT sum(remaining) FROM book.lot l WHERE l.card = c.no), 0) AS lots,
            coalesce((SELECT sum(cents) FROM book.posting p
                      WHERE p.account = (1::bigint << 32) | c.no), 0) AS posted
            FROM book.card c) t WHERE lots <> posted""",
    "I9: reversals of an entry sum to at most the entry": """
        SELECT count(*) FROM (SELECT r.target_seq,
            (SELECT sum(abs(cents)) FROM book.posting p WHERE p.seq = r.target_seq) AS first,
            sum((SELECT coalesce(sum(abs(cents)), 0) FROM book.posting p WHERE p.seq = r.seq)
                - (SELECT coalesce(sum(abs(cents)), 0) FROM book.reversal again
                   JOIN book.posting p ON p.seq = again.seq WHERE again.target_seq = r.seq)) AS back
            FROM book.reversal r WHERE NOT EXISTS (
                SELECT FROM book.posting s WHERE s.seq = r.seq AND s.account >> 32 = 11 AND EXISTS (
                    SELECT FROM book.posting c WHERE c.seq = r.seq AND c.account >> 32 = 1)
                AND NOT EXISTS (
                    SELECT FROM book.posting m WHERE m.seq = r.seq AND m.account >> 32 = 2))
            GROUP BY r.target_seq) t WHERE back > coalesce(first, 0)""",
    "I10: what is short of advices is what the shortfall accounts say": """
        SELECT count(*) FROM (SELECT a.no,
            coalesce((SELECT sum(short) FROM book.advice v
                      WHERE v.merchant = a.no & 4294967295), 0) AS short,
            coalesce((SELECT sum(cents) FROM book.posting p WHERE p.account = a.no), 0) AS posted
            FROM book.account a WHERE a.kind = 11) t WHERE short + posted <> 0""",
    "a balance snapshot is the sum of its postings": """
        SELECT count(*) FROM book.balance_snapshot s WHERE cents <> coalesce(
            (SELECT sum(p.cents) FROM book.posting p
             WHERE p.account = s.account AND p.seq <= s.seq), 0)""",
}


class Report:
    """What a verification read and found."""

    def __init__(self, entries: int, root: bytes, findings: list[Finding]) -> None:
        """Keep the result."""
        self.entries, self.root, self.findings = entries, root, findings

    @property
    def good(self) -> bool:
        """Say whether nothing differs."""
        return not self.findings


def verify(dsn: str, scope: Scope, keyset: Keyset, progress: Progress) -> Report:
    """Recompute the book over a connection of heller_owner; nothing is changed."""
    with connect(dsn, "heller verify") as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        projection, findings = replay(connection, scope, progress)
        if not findings:
            findings = _differences(connection, scope, keyset, projection)
        size, root = projection.root()
    return Report(size, root, findings)


def replay(
    connection: Connection[Any], scope: Scope, progress: Progress
) -> tuple[Projection, list[Finding]]:
    """Read the whole journal into a projection, and say what is wrong with it."""
    walk, projection = Replay(connection, scope, progress), Projection(scope.city)
    for entry in walk.entries():
        try:
            projection.add(entry)
        except UNREADABLE as error:
            walk.note(entry.seq, f"does not fit what came before: {error!r}")
    walk.check_head()
    return projection, walk.findings


def _differences(
    connection: Connection[Any], scope: Scope, keyset: Keyset, projection: Projection
) -> list[Finding]:
    """Compare the tables with a journal that is whole."""
    try:
        with connection.transaction():
            load(connection, projection)
    except DataError as error:
        return [Finding("journal", f"says what no table can hold: {error}")]
    findings = [finding for name in COLUMNS for finding in compare(connection, name)]
    return findings + _invariants(connection) + _heads(connection, scope, keyset, projection)


def load(connection: Connection[Any], projection: Projection) -> None:
    """Put the recomputed rows into temporary tables."""
    for name, rows in projection.tables().items():
        columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS[name]))
        made = sql.Identifier(f"made_{name}")
        source = sql.Identifier("book", name)
        connection.execute(
            sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WHERE false").format(
                made, columns, source
            )
        )
        with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(made)) as copy:
            for row in rows:
                copy.write_row(row)


def _stored(name: str) -> sql.Composed:
    columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS[name]))
    only = sql.SQL(" WHERE kind BETWEEN 16 AND 19 AND entry_seq > 0" if name == "record" else "")
    return sql.SQL("SELECT {} FROM {}{}").format(columns, sql.Identifier("book", name), only)


def compare(connection: Connection[Any], name: str) -> list[Finding]:
    """Name the rows in which a table differs from the journal."""
    made = sql.SQL("SELECT * FROM {}").format(sql.Identifier(f"made_{name}"))
    findings = []
    for left, right, what in (
        (_stored(name), made, "is in the table, but does not follow from the journal"),
        (made, _stored(name), "follows from the journal, but is not in the table"),
    ):
        query = sql.SQL("({}) EXCEPT ALL ({}) LIMIT {}").format(left, right, sql.Literal(SHOWN))
        rows = connection.execute(query).fetchall()
        findings += [Finding(f"{name} {_shown(name, row)}", what) for row in rows]
    return findings


def _shown(name: str, row: Iterable[Any]) -> str:
    values = (value.hex() if isinstance(value, bytes) else value for value in row)
    return ", ".join(
        f"{column}={value}" for column, value in zip(COLUMNS[name], values, strict=True)
    )


def _invariants(connection: Connection[Any]) -> list[Finding]:
    findings = []
    for name, query in _SUMS.items():
        row = connection.execute(query).fetchone()
        if row is None or row[0]:
            findings.append(Finding(name, f"is broken {row and row[0]} times"))
    return findings


def _heads(
    connection: Connection[Any], scope: Scope, keyset: Keyset, projection: Projection
) -> list[Finding]:
    """Check that each signed tree head is a prefix of the journal (I7)."""
    public = [key.public for key in keyset.keys if key.role == Role.HEAD]
    rows = connection.execute(
        "SELECT generation, size, root, signed_note FROM book.checkpoint ORDER BY generation, size"
    ).fetchall()
    roots = {
        generation: projection.roots_at(
            generation, [row[1] for row in rows if row[0] == generation]
        )
        for generation in {row[0] for row in rows}
    }
    findings = []
    for generation, size, root, note in rows:
        where = f"signed tree head {generation}/{size}"
        head = next((h for h in (open_head(note, key) for key in public) if h), None)
        if head != (origin(scope, generation), size, root):
            findings.append(Finding(where, "is not signed by a HEAD key of the city"))
        elif roots[generation].get(size) != root:
            findings.append(Finding(where, "is no prefix of the journal"))
    return findings
