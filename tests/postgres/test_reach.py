"""What a database lacks is named; one that does not answer is told from one that lacks nothing."""

from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo
from tests.postgres.conftest import Database

from heller.postgres import migrate
from heller.postgres.errors import DatabaseUnreachable
from heller.postgres.reach import missing_migrations


def test_migrated_database_lacks_nothing(database: Database) -> None:
    assert missing_migrations(database.dsn()) == []


def test_empty_database_lacks_everything(empty_database: Database) -> None:
    assert missing_migrations(empty_database.dsn()) == [one.name for one in migrate.load()]


def test_dead_database_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable, match="No such file"):
        missing_migrations(make_conninfo(host=str(tmp_path), user="heller_owner"))
