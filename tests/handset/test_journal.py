"""The journal keeps what it was given: chained, final, on disk before anyone hears of it."""

import sqlite3
from pathlib import Path

import pytest
from tests.handset.city import NOW, ROOT, UNNA, key

from heller.claims.kinds import REDEEM
from heller.claims.records import Claim, Decision, genesis_prev, seal_record
from heller.handset.journal import KEEP_SECONDS, Journal, claim_of
from heller.handset.problems import JournalBroken
from heller.keys import scope_of

SCOPE = scope_of(UNNA, ROOT.public)
GENESIS = genesis_prev(SCOPE, 17)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path)


def connection(journal: Journal) -> sqlite3.Connection:
    """Give the journal's own connection, to see how it is set and to disturb it."""
    return journal._db  # noqa: SLF001 - nobody else may have it


def claim(seq: int, prev: bytes) -> bytes:
    body = Claim(REDEEM, UNNA, 17, 3, seq, NOW, 9, bytes(10), 100, 0, 0, prev)
    return seal_record(SCOPE, key("till"), body, bytes(64))


def decision(on: int, seq: int, prev: bytes) -> bytes:
    return seal_record(SCOPE, key("till"), Decision(UNNA, 17, seq, on, 1, prev))


def write_claim(journal: Journal) -> int:
    return journal.append(GENESIS, claim).body.seq


def decide(journal: Journal, on: int) -> None:
    journal.append(GENESIS, lambda seq, prev: decision(on, seq, prev))


def test_records_are_numbered_and_chained(journal: Journal) -> None:
    first = journal.append(GENESIS, claim)
    second = journal.append(GENESIS, claim)
    assert (first.body.seq, first.body.prev) == (1, GENESIS)
    assert (second.body.seq, second.body.prev) == (2, first.claim_hash)
    assert journal.by_hash(first.claim_hash) == journal.entry(1)
    last = journal.last()
    assert last is not None
    assert (last.seq, claim_of(last)) == (2, second.body)


def test_what_was_written_is_read_by_the_next_process(tmp_path: Path) -> None:
    first = Journal(tmp_path)
    write_claim(first)
    first.keep(a=b"1", b=b"2")
    first.close()
    second = Journal(tmp_path)
    assert [entry.seq for entry in second.unreceipted(0, 9)] == [1]
    assert (second.fact("a"), second.fact("b"), second.fact("c")) == (b"1", b"2", None)


def test_commits_reach_the_disk(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    database = connection(journal)
    assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert database.execute("PRAGMA synchronous").fetchone() == (2,)
    assert (tmp_path / "journal.db").stat().st_mode & 0o777 == 0o600


def test_a_record_that_is_not_the_next_is_a_broken_invariant(journal: Journal) -> None:
    with pytest.raises(AssertionError):
        journal.append(GENESIS, lambda seq, prev: claim(seq + 1, prev))
    assert journal.last() is None


def test_a_claim_is_decided_once(journal: Journal) -> None:
    write_claim(journal)
    assert [entry.seq for entry in journal.undecided()] == [1]
    decide(journal, 1)
    assert journal.undecided() == []
    with pytest.raises(JournalBroken, match="claim_seq"):
        decide(journal, 1)
    said = journal.decision_on(1)
    assert (said and said.seq, journal.decision_on(7)) == (2, None)


def test_a_record_never_changes_and_stays_without_receipt(journal: Journal) -> None:
    write_claim(journal)
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        connection(journal).execute("UPDATE record SET message = x'00'")
    with pytest.raises(sqlite3.IntegrityError, match="stays"):
        connection(journal).execute("DELETE FROM record")


def test_answers_are_kept_and_a_receipt_ends_a_refusal(journal: Journal) -> None:
    for _ in range(3):
        write_claim(journal)
    journal.receipted({1: b"good"}, {2: "busy", 1: "late"}, NOW)
    states = [(e.receipt, e.refused) for e in map(journal.entry, (1, 2, 3)) if e]
    assert states == [(b"good", None), (None, "busy"), (None, None)]
    journal.receipted({2: b"too"}, {}, NOW)
    second = journal.entry(2)
    assert second is not None
    assert (second.receipt, second.receipted_at, second.refused) == (b"too", NOW, None)
    assert [entry.seq for entry in journal.unreceipted(0, 9)] == [3]


def test_pages_run_oldest_first(journal: Journal) -> None:
    for _ in range(5):
        write_claim(journal)
    journal.receipted({2: b"x"}, {}, NOW)
    assert [entry.seq for entry in journal.unreceipted(0, 3)] == [1, 3, 4]
    assert [entry.seq for entry in journal.unreceipted(4, 3)] == [5]
    assert [entry.seq for entry in journal.newest_unreceipted(3)] == [3, 4, 5]
    assert journal.count_unreceipted() == 4


def test_only_what_was_receipted_90_days_ago_goes(journal: Journal) -> None:
    for _ in range(4):
        write_claim(journal)
    journal.receipted({1: b"x", 2: b"x"}, {}, NOW)
    journal.receipted({4: b"x"}, {}, NOW)
    assert journal.age_out(NOW + KEEP_SECONDS) == 0
    assert journal.age_out(NOW + KEEP_SECONDS + 1) == 2
    assert [journal.entry(seq) is None for seq in (1, 2, 3, 4)] == [True, True, False, False]
    assert write_claim(journal) == 5


def test_claims_are_listed_newest_first(journal: Journal) -> None:
    write_claim(journal)
    decide(journal, 1)
    write_claim(journal)
    assert [entry.seq for entry in journal.claims(9)] == [3, 1]
    assert [entry.seq for entry in journal.claims(1)] == [3]


def test_a_newer_journal_is_left_alone(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    connection(journal).execute("PRAGMA user_version = 9")
    journal.close()
    with pytest.raises(JournalBroken, match="newer"):
        Journal(tmp_path)


def test_what_is_no_journal_is_said_to_be_broken(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"no database" * 100)
    with pytest.raises(JournalBroken):
        Journal(tmp_path)
    with pytest.raises(JournalBroken):
        Journal(tmp_path / "missing")


def test_a_write_that_fails_leaves_nothing_behind(journal: Journal) -> None:
    write_claim(journal)
    connection(journal).execute("PRAGMA query_only = ON")
    with pytest.raises(JournalBroken):
        write_claim(journal)
    connection(journal).execute("PRAGMA query_only = OFF")
    assert write_claim(journal) == 2


def test_a_journal_of_the_first_version_is_opened_with_all_that_is_in_it(tmp_path: Path) -> None:
    first = Journal(tmp_path)
    seq = write_claim(first)
    connection(first).execute("ALTER TABLE record DROP COLUMN standin")
    connection(first).execute("PRAGMA user_version = 1")
    first.close()
    second = Journal(tmp_path)
    second.said_by_standin(seq, b"first")
    second.said_by_standin(seq, b"other")
    found = second.entry(seq)
    assert found is not None
    assert (found.standin, found.receipt) == (b"first", None)
    assert second.count_unreceipted() == 1
