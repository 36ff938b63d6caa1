"""The tables refuse what cannot be."""

import sqlite3
from pathlib import Path

import pytest

from heller.standin.schema import VERSION
from heller.standin.store import connect


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO lot VALUES (1, 1, 1, -1, 0, 0)",
        "INSERT INTO head VALUES (2, 1, 1, 1, 0, x'00', x'')",
        "INSERT INTO total VALUES (1, 'cents')",
    ],
)
def test_impossible_rows_are_refused(tmp_path: Path, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        connect(tmp_path / "x.db").execute(statement)


def test_file_knows_its_version(tmp_path: Path) -> None:
    connect(tmp_path / "x.db").close()
    assert connect(tmp_path / "x.db").execute("PRAGMA user_version").fetchone() == (VERSION,)
