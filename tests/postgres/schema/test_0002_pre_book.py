"""The tables refuse the impossible by themselves, and belong to nobody but their owner."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors
from tests.postgres.made_book import MadeBook, made

from heller.postgres import roles
from heller.postgres.embedded import EmbeddedPostgres

TABLES = """
    SELECT n.nspname || '.' || c.relname, a.attname FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1
    WHERE n.nspname IN ('book', 'names') AND c.relkind IN ('r', 'v') ORDER BY 1
"""
NAMES = {"names.key", "names.person_or_firm"}


@pytest.fixture(scope="module")
def book(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[MadeBook]:
    with made(postgres_server, migrated_template) as filled:
        yield filled


@pytest.fixture(scope="module")
def tables(book: MadeBook) -> list[tuple[str, str]]:
    """Each table and view with its first column."""
    with book.superuser() as admin:
        return [(str(row[0]), str(row[1])) for row in admin.execute(TABLES.encode())]


def insert(book: MadeBook, statement: str) -> None:
    """Write as a superuser, and take it back."""
    with book.superuser() as admin, admin.transaction(force_rollback=True):
        admin.execute(statement.encode())


COPY = "INSERT INTO book.journal SELECT {} FROM book.journal WHERE seq = 9"
COLUMNS = ["generation", "100", "epoch", "'x'", "salt", "body", "digest", "sha256('a')", "hash"]


def changed(place: int, value: str) -> str:
    """Give a statement that adds an entry like the ninth, one column as it is there or else."""
    return COPY.format(", ".join([*COLUMNS[:place], value, *COLUMNS[place + 1 :]]))


def test_an_entry_can_be_added_by_whoever_may_do_anything(book: MadeBook) -> None:
    insert(book, changed(0, "generation"))


def test_forked_chain(book: MadeBook) -> None:
    """No two entries follow the same one, not even for a superuser."""
    with pytest.raises(errors.UniqueViolation, match="journal_prev_key"):
        insert(book, changed(7, "prev"))


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (changed(1, "seq"), "journal_pkey"),
        (changed(3, "entry_id"), "journal_entry_id_key"),
        (changed(4, "'short'"), "journal_salt_check"),
        (changed(6, "'short'"), "journal_digest_check"),
        (changed(7, "'short'"), "journal_prev_check"),
        (changed(8, "'short'"), "journal_hash_check"),
        ("INSERT INTO book.posting VALUES (1, 0, 1, 0)", "posting_cents_check"),
        ("INSERT INTO book.posting VALUES (20, 0, 1, 5)", "posting_pkey"),
        ("UPDATE book.lot SET remaining = -1", "lot_remaining_check"),
        ("INSERT INTO book.epoch VALUES (true, 9, 1, 1, 1, 'x')", "epoch_pkey"),
        ("INSERT INTO book.epoch VALUES (false, 9, 1, 1, 1, 'x')", "epoch_one_check"),
        ("INSERT INTO book.account VALUES (1, 1, 'left', 0)", "account_side_check"),
        ("INSERT INTO book.hold VALUES ('c/1/1', 1, 0, 1)", "hold_cents_check"),
        ("INSERT INTO book.hold_resolution VALUES ('c/1/1', 1, 1)", "hold_resolution_hold_fkey"),
        (
            """INSERT INTO book.hold VALUES ('c/1/1', 1, 5, 1);
               INSERT INTO book.hold_resolution VALUES ('c/1/1', 1, 1), ('c/1/1', 2, 1)""",
            "hold_resolution_pkey",
        ),
        ("INSERT INTO book.approval VALUES ('x', 'a', 'a', 'm')", "approval_check"),
        (
            """INSERT INTO book.card SELECT 'tenbytes10', 99, 1, 0, '', '', view_hash, 1
               FROM book.card LIMIT 1""",
            "card_view_hash_key",
        ),
        (
            """INSERT INTO book.record SELECT till, 99, kind, hash, hash16, prev, lease, claim_seq,
               entry_seq, state, verdict, message, receipt, received_at FROM book.record LIMIT 1""",
            "record_hash16_key",
        ),
    ],
)
def test_tables_refuse_the_impossible(book: MadeBook, statement: str, constraint: str) -> None:
    with pytest.raises(errors.IntegrityError) as refusal:
        insert(book, statement)
    assert refusal.value.diag.constraint_name == constraint


@pytest.mark.parametrize("role", [roles.BOOK, roles.PORTAL, roles.AUDIT])
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO {table} DEFAULT VALUES",
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
    ],
)
def test_nobody_writes(
    book: MadeBook, tables: list[tuple[str, str]], role: str, statement: str
) -> None:
    views = {"book.claim", "book.decision"} if statement.startswith("TRUNCATE") else set[str]()
    with book.database.connect(role) as connection:
        connection.execute("SET default_transaction_read_only = off")
        for table, column in tables:
            if table not in views:
                refused(connection, statement.format(table=table, column=column))


def refused(connection: psycopg.Connection, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement.encode())


@pytest.mark.parametrize("role", [roles.BOOK, roles.PORTAL])
def test_tables_cannot_be_read(book: MadeBook, tables: list[tuple[str, str]], role: str) -> None:
    with book.database.connect(role) as connection:
        for table, _ in tables:
            refused(connection, f"SELECT FROM {table}")


def test_the_auditor_reads_the_book_and_no_names(
    book: MadeBook, tables: list[tuple[str, str]]
) -> None:
    with book.database.connect(roles.AUDIT) as audit:
        for table, column in tables:
            if table in NAMES:
                refused(audit, f"SELECT FROM {table}")
            else:
                audit.execute(f"SELECT {column} FROM {table} LIMIT 1".encode())  # noqa: S608


def test_all_tables_belong_to_the_owner(book: MadeBook) -> None:
    query = """SELECT array_agg(DISTINCT tableowner) FROM pg_tables
               WHERE schemaname IN ('book', 'names')"""
    assert book.ask(query) == [roles.OWNER]


def test_views_show_claims_and_decisions(book: MadeBook) -> None:
    assert book.ask("SELECT count(*) FROM book.claim") == 10
    assert book.ask("SELECT count(*) FROM book.decision") == 0
