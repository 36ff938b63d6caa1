from tests.postgres.conftest import Database

from heller.postgres import migrate


def test_everything_is_applied_once(empty_database: Database) -> None:
    applied = migrate.migrate(empty_database.dsn())
    assert applied == migrate.load(migrate.packaged())
    assert migrate.migrate(empty_database.dsn()) == []


def test_template_is_migrated(database: Database) -> None:
    assert migrate.pending(database.dsn()) == []
