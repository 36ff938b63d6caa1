"""What a server and its files say."""

import stat
from pathlib import Path

import psycopg

from heller.postgres import roles
from heller.postgres.embedded import EmbeddedPostgres


def ask(server: EmbeddedPostgres, question: str, role: str = roles.OWNER) -> object:
    """Give the first column of the first row of the answer."""
    with psycopg.connect(server.dsn(role), autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def mode(path: Path) -> int:
    """Give who may do what with a file, as in 0o600."""
    return stat.S_IMODE(path.stat().st_mode)
