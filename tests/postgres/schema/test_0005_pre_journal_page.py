"""Migration 0005: the office reads the journal page by page, and only through its function."""

from tests.postgres.conftest import Database

from heller.postgres import roles


def test_the_writer_role_may_read_a_page_and_an_empty_book_has_none(database: Database) -> None:
    with database.connect(roles.BOOK) as connection:
        rows = connection.execute("SELECT * FROM book.read_journal(NULL, 10)").fetchall()
    assert rows == []


def test_a_page_has_at_most_two_hundred_entries(database: Database) -> None:
    with database.connect() as owner:
        owner.execute("""
            INSERT INTO book.journal
                (generation, seq, epoch, entry_id, salt, body, digest, prev, hash)
                SELECT 1, n, 1, n::text, decode(repeat('00', 16), 'hex'), ''::bytea,
                       sha256(n::text::bytea), sha256(('p' || n)::bytea), sha256(('h' || n)::bytea)
                FROM generate_series(1, 250) n""")
    with database.connect(roles.BOOK) as connection:
        newest = connection.execute("SELECT seq FROM book.read_journal(NULL, 500)").fetchall()
        older = connection.execute("SELECT seq FROM book.read_journal(51, 500)").fetchall()
    assert [row[0] for row in newest] == list(range(250, 50, -1))
    assert [row[0] for row in older] == list(range(50, 0, -1))
