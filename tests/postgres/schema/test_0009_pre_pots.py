"""Migration 0009: stand-in use by lease, waiting CLOSEs, what fell short, what receipts promise."""

from tests.postgres.conftest import Database

from heller.postgres import roles

ADVICE = """INSERT INTO book.advice
            (seq, till, claim_seq, lease, merchant, ref, verdict, cents, short, occurred_at)
            VALUES (%s, 1, %s, %s, %s, '0123456789'::bytea, %s, %s, %s, 0)"""
RECORD = """INSERT INTO book.record
            (till, seq, kind, hash, hash16, prev, state, message, receipt, received_at)
            VALUES (1, %s, %s, sha256(%s::text::bytea),
                    substr(sha256(%s::text::bytea), 1, 16), ''::bytea, %s,
                    ''::bytea, ''::bytea, 0)"""


def test_stand_in_use_is_summed_by_lease(database: Database) -> None:
    with database.connect() as owner:
        for seq, lease, verdict, cents in ((1, 7, 2, 5), (2, 7, 2, 6), (3, 7, 3, 9), (4, 8, 2, 1)):
            owner.execute(ADVICE, [seq, seq, lease, 1, verdict, cents, 0])
    with database.connect(roles.BOOK) as writer:
        found = writer.execute(
            "SELECT what, a, b FROM book.standin_facts(%s::bigint[])", [[7, 9]]
        ).fetchall()
    assert [(lease, cents) for _, lease, cents in found] == [(7, 11), (9, 0)]


def test_a_waiting_close_is_found_with_its_chain(database: Database) -> None:
    with database.connect() as owner:
        for seq, kind, state in ((1, 16, 2), (2, 21, 4), (3, 21, 3), (4, 20, 4)):
            owner.execute(RECORD, [seq, kind, seq, seq, state])
        found = owner.execute(
            "SELECT b FROM book.chain_facts(%s::bigint[]) WHERE what = 'r' ORDER BY b", [[1]]
        ).fetchall()
    assert found == [(2,), (4,)]


def test_what_fell_short_since_a_day_is_summed_by_lease_and_verdict(database: Database) -> None:
    rows = [  # seq, lease, merchant, verdict, short
        (1, 7, 1, 3, 100), (2, 7, 1, 3, 10), (3, 7, 1, 2, 4), (4, 7, 1, 3, 0), (5, 8, 2, 1, 6),
    ]  # fmt: skip
    with database.connect() as owner:
        for seq, lease, merchant, verdict, short in rows:
            owner.execute(ADVICE, [seq, seq, lease, merchant, verdict, 1_000, short])
        owner.execute("INSERT INTO book.day VALUES (20220101, 1), (20230102, 2)")
    with database.connect(roles.BOOK) as writer:
        read = "SELECT * FROM book.read_losses(%s) ORDER BY lease, verdict"
        year = writer.execute(read, [20230101]).fetchall()
        ever = writer.execute(read, [20210101]).fetchall()
        none = writer.execute(read, [20240101]).fetchall()
    assert year == [(1, 7, 2, 4), (1, 7, 3, 10), (2, 8, 1, 6)]
    assert ever == [(1, 7, 2, 4), (1, 7, 3, 110), (2, 8, 1, 6)]
    assert none == ever


def test_what_receipts_promise_above_an_entry(database: Database) -> None:
    merchant = 2 << 32 | 1
    with database.connect() as owner:
        owner.execute(
            "INSERT INTO book.account (no, kind, side) VALUES (%s, 2, 'credit')", [merchant]
        )
        for seq, cents in ((1, 100), (2, 20), (3, -5)):
            owner.execute(
                "INSERT INTO book.posting (seq, line, account, cents) VALUES (%s, 0, %s, %s)",
                [seq, merchant, cents],
            )
    with database.connect(roles.BOOK) as writer:
        found = [
            writer.execute("SELECT cents FROM book.read_promised(%s)", [after]).fetchone()
            for after in (0, 1, 2)
        ]
    assert found == [(120,), (20,), (0,)]
