"""Asking a database from outside whether it answers, and what it still lacks."""

from psycopg import OperationalError

from heller.postgres import migrate
from heller.postgres.errors import DatabaseUnreachable


def missing_migrations(dsn: str) -> list[str]:
    """Name the migrations that are still to be applied, and change nothing.

    Raises DatabaseUnreachable, or MigrationChanged.
    """
    try:
        return [one.name for one in migrate.pending(dsn)]
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise DatabaseUnreachable(reason=reason) from None
