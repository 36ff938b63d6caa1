"""The roles themselves: made, made again, and made on a server that is not ours."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from tests.postgres.conftest import Database

from heller.postgres import migrate, roles
from heller.postgres.connect import connect
from heller.postgres.embedded import EmbeddedPostgres

SETTING = "SELECT current_setting(%s)"


def admin_of(server: EmbeddedPostgres) -> psycopg.Connection:
    return psycopg.connect(server.dsn(roles.ADMIN, "postgres"), autocommit=True)


def test_making_the_roles_again_changes_nothing(database: Database) -> None:
    state = "SELECT array_agg(r ORDER BY rolname) FROM (SELECT rolname, rolconfig FROM pg_roles) r"
    with admin_of(database.server) as admin:
        before = admin.execute(state).fetchone()
        roles.ensure(admin, {})
        roles.create_database(admin, database.name)
        assert admin.execute(state).fetchone() == before
    database.connect(roles.BOOK).close()


def test_no_password_is_sent_or_kept_in_the_clear(database: Database) -> None:
    with admin_of(database.server) as admin:
        found = admin.execute("SELECT rolpassword FROM pg_authid WHERE rolpassword IS NOT NULL")
        assert {row[0].split("$")[0] for row in found} == {"SCRAM-SHA-256"}


@pytest.fixture
def cluster_of_an_operator(home_of_an_operator: EmbeddedPostgres) -> str:
    """The address of a role that may make roles and databases, on a server without ours."""
    with admin_of(home_of_an_operator) as admin:
        admin.execute("DROP DATABASE heller")
        admin.execute(f"DROP ROLE {', '.join(roles.CITY)}")
        admin.execute("CREATE ROLE operator LOGIN CREATEROLE CREATEDB PASSWORD 'theirs'")
    dsn = home_of_an_operator.dsn(roles.ADMIN, "postgres")
    return make_conninfo(dsn, user="operator", password="theirs")


@pytest.fixture
def home_of_an_operator(home: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(home) as server:
        yield server


def test_a_city_is_set_up_on_a_server_that_is_not_ours(cluster_of_an_operator: str) -> None:
    """No superuser needed: DATABASE_URL of the owner, one address per role."""
    passwords = {role: f"secret of {role}" for role in roles.CITY}
    with psycopg.connect(cluster_of_an_operator, autocommit=True) as operator:
        for _ in range(2):
            roles.ensure(operator, passwords)
            roles.create_database(operator)
    addresses = {
        role: make_conninfo(
            cluster_of_an_operator, user=role, password=passwords[role], dbname=roles.DATABASE
        )
        for role in roles.CITY
    }
    migrate.migrate(addresses[roles.OWNER])
    for role, address in addresses.items():
        with connect(address, "test") as connection:
            assert connection.execute("SELECT session_user").fetchone() == (role,)
