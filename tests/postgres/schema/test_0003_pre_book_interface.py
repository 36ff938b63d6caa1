"""The writer's interface in SQL: what `append` refuses, and who may call what."""

import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import errors
from psycopg.types.json import Jsonb
from tests.postgres.made_book import CARDS, LOADED, SCOPE, MadeBook, made

from heller.book.accounts import AccountKind, account
from heller.book.chain import entry_hash
from heller.cards.derived import card_ref
from heller.postgres import roles
from heller.postgres.embedded import EmbeddedPostgres

APPEND = """SELECT book.append(
    %(epoch)s, %(generation)s, %(first)s, %(ids)s, %(salts)s::bytea[], %(bodies)s::bytea[],
    %(digests)s::bytea[], %(prevs)s::bytea[], %(hashes)s::bytea[], %(post_seq)s::bigint[],
    %(post_line)s::bigint[], %(post_account)s::bigint[], %(post_cents)s::bigint[],
    %(lot_card)s::bigint[], %(lot_no)s::bigint[], %(lot_delta)s::bigint[], %(rest)s)"""
RECORD = """SELECT book.record_decision(ARRAY[%(till)s::bigint], ARRAY[%(seq)s::bigint],
    ARRAY[16::bigint], ARRAY[%(hash)s::bytea], ARRAY['prev'::bytea], ARRAY[1::bigint],
    ARRAY[0::bigint], ARRAY[30::bigint], ARRAY[2::bigint], ARRAY[0::bigint], ARRAY[NULL::bytea],
    ARRAY[%(receipt)s::bytea], 7)"""
CARD, MERCHANT = account(AccountKind.CARD, 1), account(AccountKind.MERCHANT, 1)
OF_THE_OWNER = {
    *(
        "append_advices",
        "append_register",
        "append_rest",
        "balance",
        "chain_facts",
        "found",
        "reach",
    ),
}
FUNCTIONS = """
    SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = 'book' AND has_function_privilege(%s, p.oid, 'EXECUTE') ORDER BY 1
"""
ARRAYS = (
    *("ids", "salts", "bodies", "digests", "prevs", "hashes"),
    *("post_seq", "post_line", "post_account", "post_cents", "lot_card", "lot_no", "lot_delta"),
)

Batch = dict[str, Any]


@pytest.fixture(scope="module")
def book(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[MadeBook]:
    with made(postgres_server, migrated_template) as filled:
        yield filled


def next_batch(book: MadeBook) -> Batch:
    """Give two entries that `append` takes: five cents from card 1 to merchant 1, and a decline."""
    with book.database.connect() as owner:
        head = owner.execute("SELECT n, generation, seq, hash FROM book.epoch").fetchone()
    assert head is not None
    epoch, generation, last, before = head
    first, digests, hashes = last + 1, [b"d" * 32, b"e" * 32], [before]
    for number, digest in enumerate(digests):
        place = (generation, epoch, first + number)
        hashes.append(entry_hash(SCOPE.city, place, hashes[-1], digest))
    return {
        "epoch": epoch,
        "generation": generation,
        "first": first,
        "ids": [f"x/{first}", f"x/{first + 1}"],
        "salts": [b"s" * 16, b"t" * 16],
        "bodies": [b"one", b"two"],
        "digests": digests,
        "prevs": hashes[:-1],
        "hashes": hashes[1:],
        "post_seq": [first, first],
        "post_line": [0, 1],
        "post_account": [CARD, MERCHANT],
        "post_cents": [-5, 5],
        "lot_card": [1],
        "lot_no": [1],
        "lot_delta": [-5],
        "rest": None,
    }


def append(book: MadeBook, batch: Batch) -> None:
    with book.database.connect(roles.BOOK) as connection:
        connection.execute(APPEND.encode(), batch)


def state(book: MadeBook) -> tuple[object, ...]:
    """Give everything that `append` may change."""
    tables = ("epoch", "journal", "posting", "lot", "register", "card", "record")
    return tuple(
        book.ask(f"SELECT array_agg(t::text ORDER BY t::text) FROM book.{table} t")  # noqa: S608
        for table in tables
    )


def test_append_writes_journal_postings_lots_and_head(book: MadeBook) -> None:
    batch, balance, payable = next_batch(book), book.balance(CARDS[0]), payable_of(book)
    append(book, batch)
    head = book.ask("SELECT ROW(seq, hash)::text FROM book.epoch")
    assert head == book.ask("SELECT ROW(seq, hash)::text FROM book.journal ORDER BY seq DESC")
    assert book.ask("SELECT hash FROM book.epoch") == batch["hashes"][1]
    assert (book.balance(CARDS[0]), payable_of(book)) == (balance - 5, payable + 5)
    append(book, next_batch(book))


def payable_of(book: MadeBook) -> int:
    return int(book.ask("SELECT book.balance(%s)", MERCHANT))


REFUSED: list[tuple[str, Batch, str]] = [
    ("an old epoch", {"epoch": -1}, "HE001"),
    ("an epoch to come", {"epoch": 1}, "HE001"),
    ("another generation", {"generation": 1}, "HE001"),
    ("a gap in seq", {"first": 1}, "HE002"),
    ("a seq again", {"first": -1}, "HE002"),
    ("a wrong prev", {"prevs": [b"x" * 32, None]}, "HE003"),
    ("a wrong link inside", {"prevs": [None, b"x" * 32]}, "HE003"),
    ("postings that do not sum to 0", {"post_cents": [-5, 6]}, "HE004"),
    ("one side only", {"post_seq": [0, 1]}, "HE004"),
    ("postings of an entry before", {"post_seq": [-1, -1]}, "HE004"),
    ("postings of an entry behind", {"post_seq": [2, 2]}, "HE004"),
    ("a posting of nothing", {"post_cents": [0, 0]}, "23514"),
    ("a line twice", {"post_line": [0, 0]}, "23505"),
    ("a lot below 0", {"lot_delta": [-LOADED - 1]}, "23514"),
    ("a lot that is missing", {"lot_no": [2]}, "HE005"),
    ("a card that is missing", {"lot_card": [99]}, "HE005"),
    ("a lot twice", {"lot_card": [1, 1], "lot_no": [1, 1], "lot_delta": [-5, -5]}, "HE005"),
    ("an id twice in a batch", {"ids": ["x/x", "x/x"]}, "23505"),
    ("an id of the journal", {"ids": ["c/1/1", "x/x"]}, "23505"),
    ("a salt of another size", {"salts": [b"s", b"t" * 16]}, "23514"),
    ("an entry without a body", {"bodies": [b"one"]}, "23502"),
    ("no entry", {name: [] for name in ARRAYS}, "HE003"),
]


@pytest.mark.parametrize(
    ("changes", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_append_refuses(book: MadeBook, changes: Batch, code: str) -> None:
    good = next_batch(book)
    before = state(book)
    with pytest.raises(psycopg.DatabaseError) as refusal:
        append(book, good | {name: merged(good, name, value) for name, value in changes.items()})
    assert refusal.value.sqlstate == code
    assert state(book) == before
    append(book, good)


def merged(good: Batch, name: str, value: Any) -> Any:  # noqa: ANN401 - a column of any kind
    """Numbers are added to the good ones, None leaves the good one, else the value stands."""
    if isinstance(value, int):
        return good[name] + value
    if name == "post_seq":
        return [good["first"] + one for one in value]
    if name == "prevs":
        return [one or kept for one, kept in zip(value, good[name], strict=False)]
    return value


def test_two_sessions_cannot_append_behind_the_same_entry(book: MadeBook) -> None:
    """The second waits for the first, and then finds its place taken."""
    batch = next_batch(book)
    codes: list[str | None] = []

    def second() -> None:
        with pytest.raises(psycopg.DatabaseError) as refusal:
            append(book, batch)
        codes.append(refusal.value.sqlstate)

    other = threading.Thread(target=second)
    with book.database.connect(roles.BOOK) as first, first.transaction():
        first.execute(APPEND.encode(), batch)
        other.start()
    other.join(20)
    assert codes == ["HE002"]


def test_the_rest_of_a_batch_comes_with_it_or_not_at_all(book: MadeBook) -> None:
    row = {"what": 12, "key": "limit", "content": "00", "seq": 30}
    card = {"ref": card_ref(CARDS[0]).hex(), "state": 3}
    rest = Jsonb({"register": [row], "card_states": [card]})
    before = state(book)
    with pytest.raises(errors.DatabaseError):
        append(book, next_batch(book) | {"rest": rest, "lot_no": [2]})
    assert state(book) == before
    append(book, next_batch(book) | {"rest": rest})
    assert book.ask("SELECT seq FROM book.register WHERE what = 12 AND key = 'limit'") == 30
    assert book.ask("SELECT state FROM book.card WHERE no = 1") == 3


def test_a_record_is_kept_once(book: MadeBook) -> None:
    """Its number twice with other bytes changes nothing; its bytes twice are refused."""
    one = {"till": 1, "seq": 100, "hash": b"h" * 32, "receipt": b"first"}
    with book.database.connect(roles.BOOK) as connection:
        connection.execute(RECORD.encode(), one)
        connection.execute(RECORD.encode(), one | {"hash": b"i" * 32, "receipt": b"second"})
        assert book.ask("SELECT receipt FROM book.record WHERE till = 1 AND seq = 100") == b"first"
        with pytest.raises(errors.UniqueViolation, match="record_hash16_key"):
            connection.execute(RECORD.encode(), one | {"seq": 101})


def test_each_take_of_the_book_raises_the_epoch(book: MadeBook) -> None:
    epochs = []
    for _ in range(2):
        with book.database.connect(roles.BOOK) as connection:
            row = connection.execute("SELECT epoch FROM book.take_epoch()").fetchone()
            epochs.append(row and row[0])
            with (
                book.database.connect(roles.BOOK) as other,
                pytest.raises(errors.LockNotAvailable),
            ):
                other.execute("SELECT book.take_epoch()")
    assert epochs == [
        book.ask("SELECT n FROM book.epoch") - 1,
        book.ask("SELECT n FROM book.epoch"),
    ]


def test_a_book_is_founded_once_but_may_be_begun_twice(book: MadeBook) -> None:
    with book.database.connect() as owner:
        with pytest.raises(errors.UniqueViolation, match="has been founded"):
            owner.execute("SELECT book.found('genesis')")
        with owner.transaction(force_rollback=True):
            owner.execute("DELETE FROM book.epoch")
            owner.execute("SELECT book.found('one')")
            owner.execute("SELECT book.found('two')")
            assert owner.execute("SELECT seq, hash FROM book.epoch").fetchall() == [(0, b"two")]


def test_a_barrier_writes_to_the_log(book: MadeBook) -> None:
    with book.database.connect() as owner:
        before = owner.execute("SELECT pg_current_wal_insert_lsn()").fetchone()
        with book.database.connect(roles.BOOK) as connection:
            connection.execute("SELECT book.barrier()")
        row = owner.execute("SELECT pg_current_wal_insert_lsn() > %s", before).fetchone()
    assert row == (True,)


def test_snapshots_of_balances_change_no_balance(book: MadeBook) -> None:
    seller, payable = account(AccountKind.SALE_POINT, 1), payable_of(book)
    with book.database.connect(roles.BOOK) as connection:
        connection.execute("SELECT book.snapshot_balances()")
        append(book, next_batch(book))
        connection.execute("SELECT book.snapshot_balances()")
    assert book.ask("SELECT book.balance(%s)", seller) == -10 * LOADED
    assert payable_of(book) == payable + 5
    assert book.ask("SELECT count(DISTINCT seq) FROM book.balance_snapshot") == 1


# ------------------------------------------------------------------------ who may call what


def callable_by(book: MadeBook, role: str) -> set[str]:
    with book.database.connect() as owner:
        return {str(row[0]) for row in owner.execute(FUNCTIONS.encode(), [role])}


def test_the_writer_calls_all_but_the_owners_functions(book: MadeBook) -> None:
    everything = callable_by(book, roles.OWNER)
    assert everything - callable_by(book, roles.BOOK) == OF_THE_OWNER


@pytest.mark.parametrize("role", [roles.PORTAL, roles.AUDIT, "public"])
def test_nobody_else_calls_anything(book: MadeBook, role: str) -> None:
    assert callable_by(book, role) == set()


@pytest.mark.parametrize("role", [roles.BOOK, roles.PORTAL, roles.AUDIT])
@pytest.mark.parametrize(
    "call", ["found('x')", "append_rest(1, '{}')", "balance(1)"], ids=lambda call: str(call)[:7]
)
def test_the_owners_functions_are_refused(book: MadeBook, role: str, call: str) -> None:
    with (
        book.database.connect(role) as connection,
        pytest.raises(errors.InsufficientPrivilege, match="permission denied for function"),
    ):
        connection.execute(f"SELECT book.{call}".encode())


@pytest.mark.parametrize("role", [roles.PORTAL, roles.AUDIT])
def test_only_the_writer_appends(book: MadeBook, role: str) -> None:
    with (
        book.database.connect(role) as connection,
        pytest.raises(errors.InsufficientPrivilege, match="permission denied for function append"),
    ):
        connection.execute(APPEND.encode(), next_batch(book))


def test_functions_run_as_their_owner_and_look_nowhere_else(book: MadeBook) -> None:
    query = """
        SELECT array_agg(p.proname) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'book' AND (NOT p.prosecdef OR p.proowner <> 'heller_owner'::regrole
              OR p.proconfig IS DISTINCT FROM ARRAY['search_path=pg_catalog'])"""
    assert book.ask(query) is None
    assert len(callable_by(book, roles.OWNER)) > 30


def test_a_table_of_ones_own_is_never_mistaken_for_the_books(book: MadeBook) -> None:
    """The portals make tables named like the book's; the functions read the book's."""
    with book.database.connect(roles.PORTAL) as portal:
        portal.execute("CREATE TABLE portals.card AS SELECT 1 AS no")
    with book.database.connect(roles.BOOK) as connection:
        connection.execute("SET search_path = portals, book")
        row = connection.execute("SELECT cards FROM book.read_counts()").fetchone()
    assert row == (len(CARDS),)
