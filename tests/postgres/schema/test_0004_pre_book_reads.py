"""What the door reads, and what it keeps beside the journal."""

from collections.abc import Iterator
from typing import Any

import cbor2
import psycopg
import pytest
from tests.postgres.made_book import (
    CARDS,
    FILLED,
    LOADED,
    NOW,
    TILLS,
    MadeBook,
    card_rows,
    key,
    made,
)

from heller.book.accounts import AccountKind, account
from heller.book.body import decode_body
from heller.cards.derived import card_ref
from heller.city.register import What
from heller.postgres import roles
from heller.postgres.embedded import EmbeddedPostgres

ROWS = card_rows(CARDS)


@pytest.fixture(scope="module")
def book(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[MadeBook]:
    with made(postgres_server, migrated_template) as filled:
        yield filled


@pytest.fixture
def door(book: MadeBook) -> Iterator[psycopg.Connection]:
    """A connection as the writer's role; what a test keeps is taken back."""
    with (
        book.database.connect(roles.BOOK) as connection,
        connection.transaction(force_rollback=True),
    ):
        yield connection


def rows(door: psycopg.Connection, call: str, *values: object) -> list[tuple[Any, ...]]:
    query = f"SELECT * FROM book.{call}"  # noqa: S608 - calls of this file
    return door.execute(query.encode(), values).fetchall()


def test_register_in_the_order_it_was_made(door: psycopg.Connection) -> None:
    found = [cbor2.loads(content)[0] for (content,) in rows(door, "read_register()")]
    assert found[:4] == [What.KEYSET, What.OFFICE_KEY, What.APPROVER, What.SETTING]
    assert found.count(What.TILL) == TILLS


def test_counts_and_totals(door: psycopg.Connection) -> None:
    assert rows(door, "read_counts()") == [(len(CARDS), 1, 20251201)]
    sold = FILLED * LOADED
    assert rows(door, "read_totals()") == [(22, len(CARDS), sold, 0, sold, 0)]


def test_a_card_by_its_view_and_by_its_ref(door: psycopg.Connection) -> None:
    ref, public, _lkey, view_hash = ROWS[0]
    by_view = rows(door, "read_card(%s, NULL)", view_hash)
    assert by_view == rows(door, "read_card(NULL, %s)", ref)
    assert by_view[0][:7] == (ref, 1, 2, 0, 1, 1, LOADED)
    assert rows(door, "read_card(%s, NULL)", b"nothing") == []
    assert rows(door, "read_card_keys(%s)", [ref, b"unknown"]) == [(ref, public)]
    sealed = rows(door, "read_card(NULL, %s)", ROWS[-1][0])
    assert sealed[0] == (ROWS[-1][0], len(CARDS), 1, 0, None, None, None, None, None)


def test_history_and_balance_of_an_account(door: psycopg.Connection) -> None:
    point = account(AccountKind.SALE_POINT, 1)
    found = rows(door, "read_history(%s, 3)", point)
    assert [cents for _, cents, _ in found] == [-LOADED] * 3
    assert [seq for seq, _, _ in found] == [22, 21, 20]
    assert decode_body(found[0][2]).postings[0].account == point
    assert rows(door, "read_balance(%s)", point) == [(-FILLED * LOADED,)]
    assert rows(door, "read_balance(%s)", 7) == [(0,)]


def test_a_till_and_its_receipts(door: psycopg.Connection, book: MadeBook) -> None:
    hand = book.tills[0]
    [(seq, digest)] = rows(door, "read_till_head(1)")
    assert (seq, digest[:16]) == (hand.seq, hand.prev)
    assert rows(door, "read_till_head(99)") == []
    [(stored, message, entry)] = rows(door, "read_receipt(%s)", digest[:16])
    assert (len(stored), message, entry) == (123, None, 21)
    assert rows(door, "read_receipt(%s)", b"0" * 16) == []


def test_leaves_and_nodes(door: psycopg.Connection) -> None:
    assert [seq for seq, _ in rows(door, "read_leaves(1, 3, 6)")] == [3, 4, 5]
    assert rows(door, "read_leaves(2, 3, 6)") == []
    assert rows(door, "read_nodes(1, 8::smallint, 0, 9)") == []


def test_the_newest_checkpoint(door: psycopg.Connection) -> None:
    assert rows(door, "read_checkpoint()") == []
    for generation, size in ((1, 5), (1, 9), (1, 7)):
        rows(door, "keep_checkpoint(%s, %s, %s, %s)", generation, size, b"r", f"note {size}")
    rows(door, "keep_checkpoint(1, 9, 'other', 'another of this size')")
    assert rows(door, "read_checkpoint()") == [(1, 9, b"r", "note 9")]


def test_number_and_pin(door: psycopg.Connection) -> None:
    refs = [card_ref(cid) for cid in CARDS[:2]]
    rows(door, "keep_side(%s, %s, %s)", refs, ["11", "22"], [b"a", b"b"])
    rows(door, "keep_side(%s, %s, %s)", refs[:1], ["33"], [b"other"])
    assert rows(door, "read_side('11')") == [(refs[0], b"a")]
    assert rows(door, "read_side('33')") == []
    assert rows(door, "read_side_of(%s)", refs[1]) == [("22",)]


def test_wrong_tries_are_counted_and_forgotten(door: psycopg.Connection) -> None:
    for _ in range(2):
        rows(door, "count_wrong(ARRAY['card', 'till'], 1000, 100)")
    rows(door, "count_wrong(ARRAY['card'], 1000, 100)")
    assert sorted(rows(door, "read_tries(ARRAY['card', 'till', 'else'], 100)")) == [
        ("card", 3),
        ("till", 2),
    ]
    assert rows(door, "read_tries(ARRAY['card'], 1001)") == []
    rows(door, "count_wrong(ARRAY['card'], 2000, 1001)")
    assert rows(door, "read_tries(ARRAY['card'], 1001)") == [("card", 1)]


def test_tokens_are_spent_once(door: psycopg.Connection) -> None:
    for token, until in ((b"one", 50), (b"two", 60), (b"three", 60)):
        rows(door, "keep_token(%s, 1, %s, %s, 40)", token, b"ref " + token, until)
    rows(door, "keep_token('four', 1, 'ref two', 99, 55)")  # one is over, two is replaced
    facts = """facts('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}',
               ARRAY['one', 'two', 'three', 'four']::bytea[], 0)"""
    assert [row[1] for row in rows(door, facts)] == [b"three", b"four"]
    rows(door, "spend_tokens(ARRAY['three']::bytea[])")
    assert [row[1] for row in rows(door, facts)] == [b"four"]


def test_an_enrolment_code_is_bound_by_the_first_device(door: psycopg.Connection) -> None:
    rows(door, "keep_code('mac', 1, 3::smallint, %s, %s)", NOW + 900, NOW)
    claim = "claim_code('mac', %s, %s)"
    assert rows(door, claim, b"device", NOW + 901) == []  # too late
    assert rows(door, claim, b"device", NOW) == [(1, 3, b"device", None)]
    assert rows(door, claim, b"thief", NOW) == [(1, 3, b"device", None)]
    assert rows(door, "read_enrolments(%s)", NOW) == [(b"mac", 1, 3, b"device", None)]
    rows(door, "admit_code('mac', 5)")
    rows(door, "admit_code('mac', 6)")
    assert rows(door, "read_enrolments(%s)", NOW) == []
    assert rows(door, claim, b"device", NOW + 9_999) == [(1, 3, b"device", 5)]
    rows(door, "keep_code('next', 1, 3::smallint, %s, %s)", NOW + 90_000, NOW + 90_000)
    assert rows(door, claim, b"device", NOW) == []  # swept away after a day


def test_an_order_waits_for_its_second_person(door: psycopg.Connection, book: MadeBook) -> None:
    keep = "keep_pending(%s, %s, 'asker', 'message', NULL, %s)"
    rows(door, keep, b"a" * 32, b"1", NOW)
    rows(door, keep, b"b" * 32, b"2", NOW + 1)
    rows(door, keep, b"c" * 32, b"2", NOW + 2)  # the same order again
    assert [row[0] for row in rows(door, "read_pending(NULL)")] == [b"a" * 32, b"b" * 32]
    assert rows(door, "read_pending(%s)", b"b" * 32)[0][1:] == ("asker", b"message", None, NOW + 1)
    rows(door, "end_pending(%s, 'asker', 'other', 'yes')", b"a" * 32)
    assert [row[0] for row in rows(door, "read_pending(NULL)")] == [b"b" * 32]
    with pytest.raises(psycopg.errors.CheckViolation), door.transaction():
        rows(door, "end_pending(%s, 'asker', 'asker', 'yes')", b"b" * 32)


def test_names_go_with_their_keys(door: psycopg.Connection) -> None:
    rows(door, "keep_name('merchant', 1, 'old', 'key 1')")
    rows(door, "keep_name('merchant', 1, 'new', 'key 2')")
    rows(door, "keep_name('point', 1, 'place', 'key 3')")
    assert rows(door, "read_names()") == [
        ("merchant", 1, b"new", b"key 2"),
        ("point", 1, b"place", b"key 3"),
    ]


def test_tills_are_registered_with_their_keys(door: psycopg.Connection) -> None:
    tills = [row for (content,) in rows(door, "read_register()") if (row := cbor2.loads(content))]
    keys = [row[4] for row in tills if row[0] == What.TILL]
    assert keys == [key(f"till {no}").public for no in range(1, TILLS + 1)]
