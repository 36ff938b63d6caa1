"""`heller verify` finds whatever a superuser changes, and names the entry or the row."""

import asyncio
import random
from collections.abc import Callable, Iterator
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql
from tests.postgres.made_book import CARDS, HEAD, KEYSET, SCOPE, MadeBook, keep_head, live, made

from heller.book.body import decode_body, encode_body
from heller.book.chain import body_digest, entry_hash
from heller.book.note import TreeHead, origin, sign_head
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.projection import COLUMNS
from heller.postgres.verify import verify

EMPTY = {"hold", "hold_resolution"}
TABLES = ["journal", "checkpoint", *(name for name in COLUMNS if name not in EMPTY)]
OUTSIDE = {"claim_seq", "state", "verdict", "message"}
"""Columns of a record that follow from no entry: its state, and what its DECISION says."""
CLAIMS = "WHERE kind BETWEEN 16 AND 19 AND entry_seq > 0"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def book(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[MadeBook]:
    """A book in which everything has happened, with signed heads on both sides of a tile."""
    with made(postgres_server, migrated_template) as filled:
        asyncio.run(fill(filled))
        with filled.superuser() as admin:
            admin.execute("CREATE SCHEMA kept")
            for name in ("epoch", *TABLES):
                run(admin, "CREATE TABLE {kept} AS TABLE {book}", name)
        yield filled


async def fill(book: MadeBook) -> None:
    async with book.writer() as writer:
        await live(book, writer, small=200)
        await keep_head(book)
        claims = [book.tills[0].redeem(CARDS[8], 1) for _ in range(50)]
        await asyncio.gather(*[writer.post([claim], ask=True) for claim in claims])
        await keep_head(book)


@pytest.fixture(autouse=True)
def undone(book: MadeBook) -> Iterator[None]:
    """Put back what a test changes."""
    yield
    with book.superuser() as admin:
        for name in ("epoch", *TABLES):
            run(admin, "TRUNCATE {book}", name)
            run(admin, "INSERT INTO {book} SELECT * FROM {kept}", name)
        admin.execute("TRUNCATE book.hold, book.hold_resolution, book.balance_snapshot")


def run(admin: psycopg.Connection, statement: LiteralString, name: str) -> None:
    parts = {"book": sql.Identifier("book", name), "kept": sql.Identifier("kept", name)}
    admin.execute(sql.SQL(statement).format(**parts))


def test_a_book_in_which_everything_happened_is_good(book: MadeBook) -> None:
    report = book.verify()
    assert (report.findings, report.good) == ([], True)
    assert report.entries == book.entries() > 256
    size, root = book.ask(
        "SELECT ARRAY[size::text, encode(root, 'hex')] FROM book.checkpoint ORDER BY size DESC"
    )
    assert (report.entries, report.root.hex()) == (int(size), root)


def test_everything_did_happen(book: MadeBook) -> None:
    """What the tests below damage is there: each kind of entry, each table but the holds."""
    with book.database.connect() as owner:
        bodies = [decode_body(row[0]) for row in owner.execute("SELECT body FROM book.journal")]
        counts = {n: book.ask(f"SELECT count(*) FROM book.{n}") for n in TABLES}  # noqa: S608
    assert {int(body.kind) for body in bodies} == set(range(1, 13))
    assert {int(body.outcome) for body in bodies} == {1, 2, 6}
    assert [name for name, count in counts.items() if not count] == []


# -------------------------------------------------------------------- seeded random mutations


class Vandal:
    """A superuser who changes one row of one table, chosen by a seed."""

    def __init__(self, admin: psycopg.Connection, table: str, seed: int) -> None:
        self.admin, self.table = admin, table
        self.chance = random.Random(f"{table} {seed}")
        self.name = sql.Identifier("book", table)
        query = """SELECT column_name, data_type FROM information_schema.columns
                   WHERE table_schema = 'book' AND table_name = %s ORDER BY ordinal_position"""
        rows = admin.execute(query, [table]).fetchall()
        self.kinds = {str(name): str(kind) for name, kind in rows}
        self.row = self.any_row()

    def any_row(self) -> Row:
        only = sql.SQL(CLAIMS if self.table == "record" else "")
        query = sql.SQL("SELECT ctid, t.* FROM {} t {} ORDER BY t::text").format(self.name, only)
        cursor = self.admin.cursor(row_factory=psycopg.rows.dict_row)
        return dict(self.chance.choice(cursor.execute(query).fetchall()))

    def edit(self) -> None:
        """Change one column of the row, in whichever way the table takes it."""
        wanted = [name for name in self.kinds if self.follows(name)]
        for _ in range(50):
            column = self.chance.choice(wanted)
            value = other(self.row[column], self.kinds[column], self.chance)
            query = sql.SQL("UPDATE {} SET {} = %s WHERE ctid = %s")
            query_ = query.format(self.name, sql.Identifier(column))
            try:
                self.admin.execute(query_, [value, self.row["ctid"]])
            except psycopg.errors.IntegrityError:
                continue
            self.row = self.row | {column: value}
            return
        pytest.fail("the table takes no change")

    def delete(self) -> None:
        """Take the row away."""
        query = sql.SQL("DELETE FROM {} WHERE ctid = %s").format(self.name)
        self.admin.execute(query, [self.row["ctid"]])

    def insert(self) -> None:
        """Add a row like this one, as different as the table wants it."""
        row = {name: self.row[name] for name in self.kinds}
        query = sql.SQL("INSERT INTO {} VALUES ({})").format(
            self.name, sql.SQL(", ").join([sql.Placeholder()] * len(row))
        )
        for _ in range(200):
            try:
                self.admin.execute(query, list(row.values()))
            except psycopg.errors.UniqueViolation:
                column = self.chance.choice([name for name in row if self.free(name)])
                row[column] = other(row[column], self.kinds[column], self.chance)
            except psycopg.errors.IntegrityError:
                row = {name: self.row[name] for name in self.kinds}
            else:
                self.row = row
                return
        pytest.fail("the table takes no row more")

    def follows(self, column: str) -> bool:
        """Say whether a column says something that the journal or a signature fixes."""
        if self.table == "checkpoint":
            return column != "cosignatures"
        return self.table != "record" or column not in OUTSIDE

    def free(self, column: str) -> bool:
        """Say whether a row may differ in this column and still be one of those that follow."""
        noted = self.table == "record" and column in ("kind", "entry_seq")
        return self.follows(column) and not noted

    def traces(self) -> list[str]:
        """Give what a finding may be called that names this row."""
        row = self.row
        if self.table == "journal":
            return [f"journal entry {row['seq']}", f"journal entry {row['seq'] + 1}", "head"]
        if self.table == "checkpoint":
            return [f"signed tree head {row['generation']}/"]
        first = COLUMNS[self.table][0]
        shown = row[first].hex() if isinstance(row[first], bytes) else row[first]
        return [f"{self.table} {first}={shown}"]


def other(value: Any, kind: str, chance: random.Random) -> Any:  # noqa: ANN401 - of any column
    """Give another value of the same type."""
    if kind == "bytea":
        place = chance.randrange(len(value))
        flipped = bytes([value[place] ^ (1 << chance.randrange(8))])
        return value[:place] + flipped + value[place + 1 :]
    if kind == "text":
        return {"credit": "debit", "debit": "credit"}.get(value, f"{value}0")
    return max((value or 0) + chance.choice([-1, 1, 7, 256]), 0)


# A head that is gone is missed by whoever has a copy of it, the witness; not here.
CASES = [
    (table, how)
    for table in TABLES
    for how in (Vandal.edit, Vandal.insert, Vandal.delete)
    if (table, how) != ("checkpoint", Vandal.delete)
]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("table", "how"), CASES)
def test_a_mutation_is_found_and_named(
    book: MadeBook, table: str, how: Callable[[Vandal], None], seed: int
) -> None:
    with book.superuser() as admin:
        vandal = Vandal(admin, table, seed)
        before = vandal.traces()
        how(vandal)
        traces = tuple({*before, *vandal.traces()})
    found = book.findings()
    assert [line for line in found if line.startswith(traces)], found


# --------------------------------------------------------------------- what a vandal would try


def change(book: MadeBook, statement: str, *values: object) -> list[str]:
    """Change the book as a superuser; give what is found."""
    with book.superuser() as admin:
        admin.execute(statement.encode(), values)
    return book.findings()


def write_anew(book: MadeBook, seq: int, **changes: object) -> None:
    """Change an entry's body and write the whole chain behind it anew, the head included."""
    with book.superuser() as admin:
        rows = admin.execute(
            "SELECT seq, epoch, salt, body, prev FROM book.journal WHERE seq >= %s ORDER BY seq",
            [seq],
        ).fetchall()
        prev = rows[0][4]
        for number, epoch, salt, body, _ in rows:
            read = decode_body(body)
            for name, value in changes.items() if number == seq else ():
                setattr(read, name, value)
            data = encode_body(read)
            digest = body_digest(salt, data)
            link = entry_hash(SCOPE.city, (1, epoch, number), prev, digest)
            admin.execute(
                "UPDATE book.journal SET body = %s, digest = %s, prev = %s, hash = %s "
                "WHERE seq = %s",
                [data, digest, prev, link, number],
            )
            prev = link
        admin.execute("UPDATE book.epoch SET hash = %s", [prev])


def seq_of_a_redemption(book: MadeBook) -> int:
    query = "SELECT entry_seq FROM book.record WHERE kind = 16 AND entry_seq > 0 ORDER BY 1"
    return int(book.ask(query))


def test_a_backdated_entry_is_named(book: MadeBook) -> None:
    seq = seq_of_a_redemption(book)
    body = decode_body(book.ask("SELECT body FROM book.journal WHERE seq = %s", seq))
    body.recorded_at -= 86_400
    found = change(book, "UPDATE book.journal SET body = %s WHERE seq = %s", encode_body(body), seq)
    assert found == [f"journal entry {seq} has another body than the one that was hashed"]


def test_a_chain_written_anew_is_not_what_was_signed(book: MadeBook) -> None:
    """The best a superuser can do: the chain is whole, but the city has signed another one."""
    seq = seq_of_a_redemption(book)
    write_anew(book, seq, occurred_at=1)
    found = book.findings()
    heads = [line for line in found if line.startswith("signed tree head")]
    assert [line.partition(" is ")[2] for line in heads] == ["no prefix of the journal"] * 2
    others = {line.split()[0] for line in found if line not in heads}
    assert others == {"tree_node"}


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"postings": ((1 << 32 | 1, 5),)}, "has postings that do not sum to 0"),
        ({"entry_id": "c/9/9"}, "but is c/9/9"),
        ({"postings": (("one", 5), (2, -5))}, "does not fit what came before"),
        ({"postings": ((1, "five"),)}, "cannot be read"),
        ({"target": "c/9/9"}, "does not fit what came before"),
        ({"moves": ((b"no such card", 1, 5),)}, "does not fit what came before"),
        ({"evidence": ()}, "does not fit what came before"),
        ({"evidence": (b"rubbish",)}, "does not fit what came before"),
        ({"recorded_at": 2**60}, "does not fit what came before"),
        ({"postings": ((2**70, 5), (2**70, -5))}, "says what no table can hold"),
    ],
)
def test_a_chain_written_anew_around_nonsense_is_named(
    book: MadeBook, changes: dict[str, object], finding: str
) -> None:
    seq = seq_of_a_redemption(book)
    write_anew(book, seq, **changes)
    found = book.findings()
    assert finding in found[0]
    assert found[0].startswith((f"journal entry {seq} ", "journal says"))


def test_seq_not_in_hash(book: MadeBook) -> None:
    """Two entries change places: each hash holds its own seq, so both are named."""
    with book.superuser() as admin:
        admin.execute("UPDATE book.journal SET seq = 1_000 WHERE seq = 50".replace("_", ""))
        admin.execute("UPDATE book.journal SET seq = 50 WHERE seq = 51")
        admin.execute("UPDATE book.journal SET seq = 51 WHERE seq = 1000")
    found = book.findings()
    for seq in (50, 51):
        assert f"journal entry {seq} has a hash that its content does not give" in found
        assert f"journal entry {seq} does not follow from the entry before it" in found


def test_the_end_cut_off_is_missed(book: MadeBook) -> None:
    last = book.entries()
    found = change(book, "DELETE FROM book.journal WHERE seq > %s", last - 3)
    what = f"names entry {last}, not the journal's last one, {last - 3}, as it is"
    assert found == [f"head {what}"]


def test_rolled_back_with_its_head_the_book_is_shorter_than_what_was_signed(
    book: MadeBook,
) -> None:
    with book.superuser() as admin:
        admin.execute("DELETE FROM book.journal WHERE seq > 30")
        admin.execute(
            "UPDATE book.epoch SET (seq, hash) = "
            "(SELECT seq, hash FROM book.journal WHERE seq = 30)"
        )
    heads = [line for line in book.findings() if line.startswith("signed tree head")]
    assert [line.partition(" is ")[2] for line in heads] == ["no prefix of the journal"] * 2


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE book.epoch SET n = 1", "head says epoch 1, but entry"),
        ("UPDATE book.epoch SET generation = 2", "head names entry"),
        ("UPDATE book.epoch SET first_seq = 2", "head names entry"),
        ("UPDATE book.epoch SET seq = seq - 1", "head names entry"),
        ("DELETE FROM book.epoch", "head names entry none"),
        ("UPDATE book.journal SET epoch = 9 WHERE seq = 40", "journal entry 40 has a hash"),
        ("UPDATE book.journal SET epoch = 1 WHERE seq = 40", "journal entry 40 was written in"),
        ("UPDATE book.journal SET generation = 9 WHERE seq = 40", "journal entry 40 is of gener"),
        ("INSERT INTO book.hold VALUES ('c/1/1', 1, 5, 9)", "hold entry_id=c/1/1"),
        ("INSERT INTO book.balance_snapshot VALUES (8589934593, 30, 7)", "a balance snapshot"),
    ],
)
def test_what_lies_around_the_journal_is_named(
    book: MadeBook, statement: str, finding: str
) -> None:
    assert change(book, statement)[0].startswith(finding)


def test_a_lot_and_its_posting_are_compared_with_the_card(book: MadeBook) -> None:
    found = change(book, "UPDATE book.lot SET remaining = remaining + 1 WHERE card = 1")
    assert [line.split()[0] for line in found] == ["lot", "lot", "I3:"]


def test_more_taken_back_than_there_was_is_found(book: MadeBook) -> None:
    """I9, by its sum: a payment of one cent that a void of a hundred claims to take back."""
    query = """UPDATE book.reversal SET target_seq = (
                   SELECT seq FROM book.posting WHERE cents = 1 ORDER BY seq LIMIT 1)
               WHERE seq = (SELECT seq FROM book.reversal ORDER BY seq LIMIT 1)"""
    names = [line.split()[0] for line in change(book, query)]
    assert names == ["reversal", "reversal", "I9:"]


def test_money_from_nowhere_is_found(book: MadeBook) -> None:
    found = change(book, "UPDATE book.posting SET cents = cents + 1 WHERE seq = 15 AND line = 0")
    assert "I2:" in [line.split()[0] for line in found]


@pytest.mark.parametrize("note", ["", "x\n\ny", "{origin}\n5\nAAAA\n\n— {origin} AAAA\n"])
def test_a_head_that_nobody_signed_is_named(book: MadeBook, note: str) -> None:
    forged = note.format(origin=origin(SCOPE, 1))
    query = "INSERT INTO book.checkpoint VALUES (1, 5, 'root', %s)"
    assert change(book, query, forged) == [
        "signed tree head 1/5 is not signed by a HEAD key of the city"
    ]


def test_a_signed_head_of_a_larger_tree_is_named(book: MadeBook) -> None:
    head = TreeHead(origin(SCOPE, 1), 9_999, b"r" * 32)
    query = "INSERT INTO book.checkpoint VALUES (1, 9999, %s, %s)"
    found = change(book, query, head.root, sign_head(head, HEAD))
    assert found == ["signed tree head 1/9999 is no prefix of the journal"]


def test_a_head_of_another_generation_is_named(book: MadeBook) -> None:
    found = change(book, "UPDATE book.checkpoint SET generation = 2 WHERE size > 260")
    assert [line.partition(" is ")[2] for line in found] == ["not signed by a HEAD key of the city"]


def test_progress_is_told(book: MadeBook) -> None:
    told: list[tuple[int, int]] = []
    verify(book.database.dsn(), SCOPE, KEYSET, lambda done, total: told.append((done, total)))
    assert told == [(book.entries(), book.entries())]
