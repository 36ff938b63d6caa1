"""Migration 0006: advices are kept beside their entries; a chain is known up to its first gap."""

import psycopg
import pytest
from tests.postgres.conftest import Database

from heller.postgres import roles


def records(owner: psycopg.Connection, *seqs: int) -> None:
    owner.execute(
        """INSERT INTO book.record
               (till, seq, kind, hash, hash16, prev, state, receipt, received_at)
           SELECT 1, n, 16, sha256(n::text::bytea), substr(sha256(n::text::bytea), 1, 16),
                  substr(sha256((n - 1)::text::bytea), 1, 16), 1, ''::bytea, 0
           FROM unnest(%s::bigint[]) n""",
        [list(seqs)],
    )


def reach(owner: psycopg.Connection) -> int:
    row = owner.execute("SELECT book.reach(1)").fetchone()
    assert row is not None
    return int(row[0])


def test_a_chain_reaches_to_its_first_gap(database: Database) -> None:
    with database.connect() as owner:
        assert reach(owner) == 0
        records(owner, 2, 3)
        assert reach(owner) == 0
        records(owner, 1, 5)
        assert reach(owner) == 3
        records(owner, 4)
        assert reach(owner) == 5
        assert reach(owner) == 5


def test_the_writer_asks_for_all_of_it_at_once(database: Database) -> None:
    with database.connect() as owner:
        records(owner, 1, 2, 4)
    with database.connect(roles.BOOK) as writer:
        rows = writer.execute(
            "SELECT what::text, a, b FROM book.advice_facts('{}', '{}', '{1}', '{7}', '{1}')"
        ).fetchall()
    assert rows == [("w", 7, 0), ("g", 1, 2), ("r", 1, 4)]


def test_a_shortfall_of_no_advice_is_refused(database: Database) -> None:
    with (
        database.connect() as owner,
        pytest.raises(psycopg.DatabaseError, match="advice is missing"),
    ):
        owner.execute("""SELECT book.append_advices('{"shorts": [{"seq": 9, "cents": 1}]}')""")


def test_a_shortfall_is_never_below_nothing(database: Database) -> None:
    advice = """{"advices": [{"seq": 9, "till": 1, "claim_seq": 1, "lease": 1, "merchant": 1,
                 "ref": "00010203040506070809", "verdict": 3, "cents": 5, "occurred_at": 1}],
                 "shorts": [{"seq": 9, "cents": 3}, {"seq": 9, "cents": -4}]}"""
    with database.connect() as owner, pytest.raises(psycopg.errors.CheckViolation):
        owner.execute("SELECT book.append_advices(%s::jsonb)", [advice])
