"""One real server for all tests of this folder, and a fresh migrated database for each test."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest
from tests.postgres.standby import Standby
from tests.postgres.standby import pair as standbys
from tests.standin.running import Pair, running_pair

from heller.postgres import migrate, roles
from heller.postgres.embedded import EmbeddedPostgres

_numbers = count(1)
TEMPLATE = "migrated"
OTHER_PROGRAMS = os.environ.get("HELLER_TEST_POSTGRES")
PROGRAMS = Path(OTHER_PROGRAMS) if OTHER_PROGRAMS else None
"""Another folder of PostgreSQL programs to test with, such as /usr/lib/postgresql/15/bin."""


@dataclass(frozen=True)
class Database:
    """One database on the tests' server."""

    server: EmbeddedPostgres
    name: str

    def dsn(self, role: str = roles.OWNER) -> str:
        return self.server.dsn(role, self.name)

    def connect(self, role: str = roles.OWNER) -> psycopg.Connection:
        return psycopg.connect(self.dsn(role), autocommit=True)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), binaries=PROGRAMS) as server:
        yield server


@pytest.fixture(scope="session")
def migrated_template(postgres_server: EmbeddedPostgres) -> str:
    _create(postgres_server, TEMPLATE)
    migrate.migrate(postgres_server.dsn(roles.OWNER, TEMPLATE))
    return TEMPLATE


@pytest.fixture
def database(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[Database]:
    """A database with all migrations applied."""
    with fresh(postgres_server, migrated_template) as made:
        yield made


@pytest.fixture
def empty_database(postgres_server: EmbeddedPostgres) -> Iterator[Database]:
    """A database with the roles, without any migration."""
    with fresh(postgres_server) as made:
        yield made


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a server that was started once and stopped."""
    home = tmp_path_factory.mktemp("made") / "home"
    with EmbeddedPostgres(home, binaries=PROGRAMS):
        pass
    return home


@pytest.fixture
def home(made_home: Path, tmp_path: Path) -> Path:
    """Files of a server for one test; copied, which is faster than made."""
    return shutil.copytree(made_home, tmp_path / "home")


@pytest.fixture
def replicated(tmp_path: Path) -> Iterator[Standby]:
    """A primary of its own with a synchronous standby, both thrown away after the test."""
    with standbys(tmp_path) as standby:
        yield standby


@contextmanager
def fresh(server: EmbeddedPostgres, template: str = "template0") -> Iterator[Database]:
    """Make a database for as long as the block lasts."""
    name = f"test_{next(_numbers)}"
    _create(server, name, template)
    try:
        yield Database(server, name)
    finally:
        with psycopg.connect(server.dsn(roles.ADMIN, "postgres"), autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _create(server: EmbeddedPostgres, name: str, template: str = "template0") -> None:
    with psycopg.connect(server.dsn(roles.ADMIN, "postgres"), autocommit=True) as admin:
        roles.create_database(admin, name, template)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """A city and its stand-in for one test, both running."""
    with running_pair(tmp_path) as made:
        yield made
