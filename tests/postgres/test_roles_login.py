"""The roles themselves: who may log in where, and how; also on a server that is not ours."""

import psycopg
import pytest
from tests.postgres.conftest import Database

from heller.postgres import roles
from heller.postgres.connect import connect
from heller.postgres.embedded import EmbeddedPostgres

SETTING = "SELECT current_setting(%s)"


def admin_of(server: EmbeddedPostgres) -> psycopg.Connection:
    return psycopg.connect(server.dsn(roles.ADMIN, "postgres"), autocommit=True)


@pytest.mark.parametrize("role", roles.CITY)
def test_each_role_logs_in_with_its_settings(database: Database, role: str) -> None:
    with connect(database.dsn(role), "test") as connection:
        assert connection.execute("SELECT session_user").fetchone() == (role,)
        for name, value in roles.SETTINGS[role].items():
            assert connection.execute(SETTING, [name]).fetchone() == (value.replace("60s", "1min"),)


@pytest.mark.parametrize("role", roles.CITY)
def test_no_role_of_the_city_is_more_than_it_must(database: Database, role: str) -> None:
    question = """
        SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolcanlogin
        FROM pg_roles WHERE rolname = user
    """
    with database.connect(role) as connection:
        found = connection.execute(question)
        assert found.fetchone() == (False, False, False, False, False, True)


def test_only_the_citys_roles_enter_the_database(database: Database) -> None:
    with admin_of(database.server) as admin:
        admin.execute("CREATE ROLE stranger LOGIN PASSWORD 'secret'")
        try:
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect(database.dsn(), user="stranger", password="secret")
        finally:
            admin.execute("DROP ROLE stranger")


def test_busy_portals_cannot_keep_the_writer_out(database: Database) -> None:
    held = [database.connect(roles.PORTAL) for _ in range(roles.CONNECTIONS[roles.PORTAL])]
    with pytest.raises(psycopg.OperationalError, match="too many connections for role"):
        database.connect(roles.PORTAL)
    database.connect(roles.BOOK).close()
    for each in held:
        each.close()


def test_the_roles_fit_on_the_server_together(postgres_server: EmbeddedPostgres) -> None:
    with admin_of(postgres_server) as admin:
        row = admin.execute(
            "SELECT current_setting('max_connections')::int"
            " - current_setting('superuser_reserved_connections')::int"
        ).fetchone()
    assert row is not None
    assert sum(roles.CONNECTIONS.values()) <= row[0]
