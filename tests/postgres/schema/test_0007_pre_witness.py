"""What a witness is told, and what only an entry just appended may be given."""

import psycopg
import pytest
from tests.postgres.conftest import Database

from heller.postgres import roles


def test_writer_may_ask_and_nobody_else(database: Database) -> None:
    query = "SELECT * FROM book.read_entries(1, 10)"
    with database.connect(roles.BOOK) as book:
        assert book.execute(query).fetchall() == []
    with database.connect(roles.PORTAL) as portal, pytest.raises(psycopg.Error) as refused:
        portal.execute(query)
    assert refused.value.sqlstate == "42501"


def test_epoch_is_only_raised(database: Database) -> None:
    with database.connect() as owner:
        owner.execute("SELECT book.found(%s)", (bytes(32),))
    with database.connect(roles.BOOK) as book:
        raised = [
            book.execute("SELECT book.raise_epoch(%s)", (above,)).fetchone() for above in (7, 3)
        ]
    assert raised == [(8,), (8,)]


def test_no_old_entry_gets_another_epoch(database: Database) -> None:
    with database.connect() as owner:
        owner.execute("SELECT book.found(%s)", (bytes(32),))
        owner.execute(
            "INSERT INTO book.journal (generation, seq, epoch, entry_id, salt, body, digest, prev,"
            " hash) VALUES (1, 1, 5, 'g/1', %s, '', %s, %s, %s)",
            (bytes(16), bytes(32), bytes(32), bytes(32)),
        )
        owner.execute("UPDATE book.epoch SET seq = 1")
    with database.connect(roles.BOOK) as book, pytest.raises(psycopg.Error) as refused:
        book.execute("SELECT book.adopted(1, 2)")
    assert refused.value.sqlstate == "HE007"
