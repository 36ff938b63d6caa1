"""Reading the book for a snapshot: every card once, at one seq, without waiting for the writer."""

import asyncio
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo
from tests.postgres.conftest import Database

from heller.claims.signed_files import LotClass
from heller.claims.snapshot import CardRow, LotCents
from heller.postgres import roles, snapshot_rows
from heller.postgres.errors import DatabaseUnreachable

CARDS = """INSERT INTO book.card (ref, no, batch, face, public_key, lkey, view_hash, state)
    SELECT decode(lpad(to_hex(n), 20, '0'), 'hex'), n, 1, 0, ''::bytea,
           decode(lpad(to_hex(n), 32, '0'), 'hex'), sha256(n::text::bytea), 2
    FROM generate_series(1, %s) n"""
LOT = "INSERT INTO book.lot VALUES (%s, %s, 1, 9000, %s, 100, 999, 1)"


def lkey(no: int) -> bytes:
    return no.to_bytes(16)


def founded(database: Database, cards: int) -> None:
    with database.connect() as owner:
        owner.execute("SELECT book.found(%s)", [bytes(32)])
        owner.execute(CARDS, [cards])


def test_each_card_comes_once_with_the_lots_that_have_money(database: Database) -> None:
    founded(database, 3)
    with database.connect() as owner:
        for lot in ((1, 1, 500), (1, 2, 0), (1, 3, 70), (3, 1, 9)):
            owner.execute(LOT, lot)
    lot = LotClass(100, 1_000, 0)  # the last second of validity is 999
    with snapshot_rows.book_state(database.dsn(roles.AUDIT)) as state:
        assert (state.generation, state.seq) == (1, 0)
        assert list(state.rows) == [
            CardRow(lkey(1), 2, (LotCents(lot, 500), LotCents(lot, 70))),
            CardRow(lkey(2), 2, ()),
            CardRow(lkey(3), 2, (LotCents(lot, 9),)),
        ]


def test_what_is_booked_meanwhile_waits_for_nobody_and_is_not_seen(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot_rows, "AT_ONCE", 2)
    founded(database, 10)
    with snapshot_rows.book_state(database.dsn(roles.AUDIT)) as state:
        with database.connect() as owner:
            owner.execute("SET lock_timeout = '1s'")
            owner.execute("UPDATE book.card SET state = 3")
            owner.execute("UPDATE book.epoch SET seq = 5")
        assert [row.state for row in state.rows] == [2] * 10
        assert state.seq == 0
    assert snapshot_rows.newest_seq(database.dsn(roles.AUDIT)) == 5


def test_a_book_not_yet_founded_is_empty(database: Database) -> None:
    with snapshot_rows.book_state(database.dsn(roles.AUDIT)) as state:
        assert (state.generation, state.seq, list(state.rows)) == (0, 0, [])
    assert snapshot_rows.newest_seq(database.dsn(roles.AUDIT)) == 0


def test_release_is_a_commit_that_writes(database: Database) -> None:
    with database.connect() as owner:
        before = owner.execute("SELECT pg_current_wal_insert_lsn()").fetchone()
        asyncio.run(snapshot_rows.released(database.dsn(roles.BOOK)))
        after = owner.execute("SELECT pg_current_wal_insert_lsn()").fetchone()
    assert before
    assert after
    assert after[0] > before[0]


def test_a_dead_database_is_named(tmp_path: Path) -> None:
    dead = make_conninfo(host=str(tmp_path), user="heller_audit")
    with pytest.raises(DatabaseUnreachable, match="No such file"):
        snapshot_rows.newest_seq(dead)
    with pytest.raises(DatabaseUnreachable, match="No such file"):
        asyncio.run(snapshot_rows.released(dead))
