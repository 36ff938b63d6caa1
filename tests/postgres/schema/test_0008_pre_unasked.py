"""Migration 0008: the writer finds claims that were only noted, the oldest first."""

from tests.postgres.conftest import Database

from heller.postgres import roles


def test_only_noted_claims_of_before_are_found(database: Database) -> None:
    rows = [  # seq, kind, state, received_at
        (1, 16, 1, 50), (2, 17, 1, 40), (3, 16, 2, 30), (4, 20, 1, 20), (5, 16, 1, 100),
    ]  # fmt: skip
    with database.connect() as owner:
        for seq, kind, state, at in rows:
            owner.execute(
                """INSERT INTO book.record (till, seq, kind, hash, hash16, prev, state, message,
                                            receipt, received_at)
                   VALUES (1, %s, %s, sha256(%s::text::bytea),
                           substr(sha256(%s::text::bytea), 1, 16), ''::bytea, %s,
                           convert_to(%s::text, 'UTF8'), ''::bytea, %s)""",
                [seq, kind, seq, seq, state, seq, at],
            )
    with database.connect(roles.BOOK) as writer:
        found = writer.execute("SELECT message FROM book.read_unasked(100, 10)").fetchall()
        one = writer.execute("SELECT message FROM book.read_unasked(100, 1)").fetchall()
    assert (found, one) == ([(b"2",), (b"1",)], [(b"2",)])
