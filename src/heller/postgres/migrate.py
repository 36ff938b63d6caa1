"""Brings a database to the schema of this program: plain SQL files, each once, in order.

A file is called NNNN_pre_name.sql (runs before the new program starts, the old one still works on
it) or NNNN_post_name.sql (runs when the old program is gone). A file that was applied never changes
again.
"""

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from heller.postgres.errors import MigrationChanged, MigrationFailed, MigrationNumbers

NAME = re.compile(r"(?P<number>\d{4})_(?P<phase>pre|post)_[a-z0-9_]+\.sql")
LOCK_KEY = int.from_bytes(b"heller")
"""The advisory lock that one runner holds; any number will do that nothing else uses."""
OTHER_RUNNER_S = 60

APPLIED_TABLE = """
    CREATE SCHEMA IF NOT EXISTS migration;
    CREATE TABLE IF NOT EXISTS migration.applied (
        number integer PRIMARY KEY,
        name text NOT NULL,
        sha256 bytea NOT NULL CHECK (length(sha256) = 32),
        applied_at timestamptz NOT NULL DEFAULT now()
    )"""

Phase = Literal["pre", "all"]


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its number, its name and its bytes."""

    number: int
    name: str
    phase: str
    content: bytes

    @property
    def sha256(self) -> bytes:
        """The file's fingerprint."""
        return hashlib.sha256(self.content).digest()


def packaged() -> Traversable:
    """Give the folder of migrations that this program carries."""
    return files("heller.postgres") / "schema"


def load(folder: Traversable) -> list[Migration]:
    """Read the folder's migrations in order; MigrationNumbers for a gap, a twin, a bad name."""
    found = []
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        parts = NAME.fullmatch(file.name)
        if parts is None:
            raise MigrationNumbers(detail=f"{file.name} is not named like one")
        number = int(parts["number"])
        found.append(Migration(number, file.name, parts["phase"], file.read_bytes()))
        if number != len(found):
            raise MigrationNumbers(detail=f"{file.name} stands where {len(found):04} is due")
    return found


def pending(dsn: str, folder: Traversable | None = None) -> list[Migration]:
    """List what migrate() would apply, and change nothing. Raises MigrationChanged."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        return _pending(connection, load(folder or packaged()))


def migrate(dsn: str, folder: Traversable | None = None, phase: Phase = "all") -> list[Migration]:
    """Apply what is missing, each file in a transaction of its own; give what was applied.

    `dsn` is heller_owner's. With phase "pre" the post files at the end are left for later; a post
    file that a pre file follows belongs to an older release and is applied. Two runners wait for
    each other, at most 60 seconds. Raises MigrationNumbers, MigrationChanged, MigrationFailed.
    """
    migrations = load(folder or packaged())
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"SET lock_timeout = '{OTHER_RUNNER_S}s'")
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK_KEY])
        connection.execute(APPLIED_TABLE)
        due = _pending(connection, migrations)
        while phase == "pre" and due and due[-1].phase == "post":
            due.pop()
        for migration in due:
            _apply(connection, migration)
    return due


def _pending(connection: Connection[TupleRow], migrations: list[Migration]) -> list[Migration]:
    table = connection.execute("SELECT to_regclass('migration.applied')").fetchone()
    if table == (None,):
        return migrations
    rows = connection.execute("SELECT number, sha256 FROM migration.applied")
    applied: dict[int, bytes] = dict(rows.fetchall())
    for each in migrations:
        if applied.get(each.number, each.sha256) != each.sha256:
            raise MigrationChanged(name=each.name)
    return [each for each in migrations if each.number not in applied]


def _apply(connection: Connection[TupleRow], migration: Migration) -> None:
    try:
        with connection.transaction():
            # Waiting for a lock blocks everyone behind us, the till's writer among them.
            connection.execute("SET LOCAL lock_timeout = '4s'; SET LOCAL statement_timeout = '5s'")
            connection.execute(migration.content)
            connection.execute(
                "INSERT INTO migration.applied (number, name, sha256) VALUES (%s, %s, %s)",
                [migration.number, migration.name, migration.sha256],
            )
    except psycopg.Error as error:
        raise MigrationFailed(name=migration.name, reason=error) from error
