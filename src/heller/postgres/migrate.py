"""Brings a database to the schema of this program: plain SQL files, each once, in order.

A file is called NNNN_pre_name.sql (runs before the new program starts, the old one still works on
it) or NNNN_post_name.sql (runs when the old program is gone). An applied file never changes again.
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

from heller.postgres import errors

PACKAGED = files("heller.postgres") / "schema"
"""The folder of migrations that this program carries."""
NAME = re.compile(r"(?P<number>\d{4})_(?P<phase>pre|post)_[a-z0-9_]+\.sql")
LOCK_KEY = int.from_bytes(b"heller")
"""The advisory lock that one runner holds; any number will do that nothing else uses."""
OTHER_RUNNER_S = 60
APPLIED_TABLE = """
    CREATE SCHEMA IF NOT EXISTS migration;
    CREATE TABLE IF NOT EXISTS migration.applied (
        number integer PRIMARY KEY, name text NOT NULL, sha256 bytea NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now())"""
# Waiting for a lock blocks everyone behind us, the till's writer among them.
LIMITS = "SET LOCAL lock_timeout = '4s'; SET LOCAL statement_timeout = '5s'"
TRANSACTION = "SELECT pg_current_xact_id()"


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its number, its name, its phase (pre or post) and its bytes."""

    number: int
    name: str
    phase: str
    content: bytes

    @property
    def sha256(self) -> bytes:
        """The file's fingerprint."""
        return hashlib.sha256(self.content).digest()


def load(folder: Traversable = PACKAGED) -> list[Migration]:
    """Read the folder's migrations in order; MigrationNumbers for a gap, a twin, a bad name."""
    found: list[Migration] = []
    for due, file in enumerate(sorted(folder.iterdir(), key=lambda each: each.name), start=1):
        parts = NAME.fullmatch(file.name)
        if parts is None or int(parts["number"]) != due:
            raise errors.MigrationNumbers(detail=f"{file.name} stands where {due:04} is due")
        found.append(Migration(due, file.name, parts["phase"], file.read_bytes()))
    return found


def pending(dsn: str, folder: Traversable = PACKAGED) -> list[Migration]:
    """List what migrate() would apply, and change nothing. Raises MigrationChanged."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        return _pending(connection, load(folder))


def migrate(
    dsn: str, folder: Traversable = PACKAGED, phase: Literal["pre", "all"] = "all"
) -> list[Migration]:
    """Apply what is missing, each file in a transaction of its own; give what was applied.

    `dsn` is heller_owner's. With phase "pre" the post files at the end are left for later; a post
    file that a pre file follows belongs to an older release and is applied. Two runners wait for
    each other, at most 60 seconds. Raises the errors whose names begin with Migration.
    """
    migrations = load(folder)
    with psycopg.connect(dsn, autocommit=True) as connection:
        _keep_others_out(connection)
        connection.execute(APPLIED_TABLE)
        due = _pending(connection, migrations)
        while phase == "pre" and due and due[-1].phase == "post":
            due.pop()
        for migration in due:
            _apply(connection, migration)
    return due


def _keep_others_out(connection: Connection[TupleRow]) -> None:
    """Take the advisory lock for as long as this connection lives."""
    connection.execute(f"SET lock_timeout = '{OTHER_RUNNER_S}s'")
    try:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK_KEY])
    except psycopg.errors.LockNotAvailable as error:
        raise errors.MigrationBusy(seconds=OTHER_RUNNER_S) from error


def _pending(connection: Connection[TupleRow], migrations: list[Migration]) -> list[Migration]:
    if connection.execute("SELECT to_regclass('migration.applied')").fetchone() == (None,):
        return migrations
    rows = connection.execute("SELECT number, sha256 FROM migration.applied")
    applied: dict[int, bytes] = dict(rows.fetchall())
    for each in migrations:
        if applied.get(each.number, each.sha256) != each.sha256:
            raise errors.MigrationChanged(name=each.name)
    return [each for each in migrations if each.number not in applied]


def _apply(connection: Connection[TupleRow], migration: Migration) -> None:
    try:
        with connection.transaction():
            connection.execute(LIMITS)
            begun = connection.execute(TRANSACTION).fetchone()
            connection.execute(migration.content)
            if connection.execute(TRANSACTION).fetchone() != begun:
                raise errors.MigrationCommits(name=migration.name)
            values = [migration.number, migration.name, migration.sha256]
            connection.execute("INSERT INTO migration.applied VALUES (%s, %s, %s)", values)
    except psycopg.Error as error:
        raise errors.MigrationFailed(name=migration.name, reason=error) from error
