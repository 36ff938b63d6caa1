"""What each role may do in a database that has 0001 only: next to nothing, each refusal proven."""

from collections.abc import Iterator

import psycopg
import pytest
from tests.postgres.conftest import Database, fresh

from heller.postgres import migrate, roles
from heller.postgres.embedded import EmbeddedPostgres

FIRST = "0001_pre_roles.sql"
OTHERS = [roles.BOOK, roles.PORTAL, roles.AUDIT]


@pytest.fixture(scope="module")
def database(
    postgres_server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A database with this migration, and a table and two functions in the book made after it."""
    folder = tmp_path_factory.mktemp("schema")
    (folder / FIRST).write_bytes((migrate.PACKAGED / FIRST).read_bytes())
    with fresh(postgres_server) as made:
        migrate.migrate(made.dsn(), folder)
        with made.connect() as owner:
            owner.execute("CREATE TABLE book.t (n int)")
            owner.execute("CREATE FUNCTION book.f() RETURNS int LANGUAGE sql AS 'SELECT 1'")
            owner.execute("CREATE FUNCTION book.g() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        yield made


def refused(database: Database, role: str, statement: str) -> None:
    with database.connect(role) as connection:
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())


def answer(database: Database, role: str, question: str) -> object:
    with database.connect(role) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.x ()",
        "CREATE TABLE book.x ()",
        "CREATE SCHEMA x",
        "CREATE TEMPORARY TABLE x ()",
        "INSERT INTO book.t VALUES (1)",
        "UPDATE book.t SET n = 1",
        "DELETE FROM book.t",
        "TRUNCATE book.t",
        "SELECT book.f()",
        "ALTER TABLE book.t ADD m int",
        "DROP TABLE book.t",
        "DROP SCHEMA book CASCADE",
        "SET ROLE heller_owner",
        "SELECT * FROM migration.applied",
    ],
)
def test_is_refused(database: Database, role: str, statement: str) -> None:
    refused(database, role, statement)


@pytest.mark.parametrize("role", [roles.BOOK, roles.PORTAL])
def test_tables_of_the_book_are_closed_to_all_but_the_auditor(
    database: Database, role: str
) -> None:
    refused(database, role, "SELECT * FROM book.t")


def test_the_auditor_reads_tables_made_later(database: Database) -> None:
    assert answer(database, roles.AUDIT, "SELECT count(*) FROM book.t") == 0


def test_a_function_opens_to_whom_it_is_granted(database: Database) -> None:
    with database.connect() as owner:
        owner.execute("GRANT EXECUTE ON FUNCTION book.g() TO heller_book")
    assert answer(database, roles.BOOK, "SELECT g()") == 1
    refused(database, roles.PORTAL, "SELECT book.g()")


def test_the_portals_make_their_own_tables_and_nobody_else_reads_them(database: Database) -> None:
    with database.connect(roles.PORTAL) as portal:
        portal.execute("CREATE TABLE staff (id int)")
        found = portal.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'staff'")
        assert found.fetchone() == ("portals",)
    refused(database, roles.BOOK, "SELECT * FROM portals.staff")
    refused(database, roles.AUDIT, "SELECT * FROM portals.staff")


def test_the_schemas_belong_to_the_owner(database: Database) -> None:
    question = "SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = '{}'"
    for schema in ("book", "portals", "migration"):
        assert answer(database, roles.OWNER, question.format(schema)) == roles.OWNER
