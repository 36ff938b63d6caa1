"""The till's journal: every record on disk before it is sent, kept until 90 days after its receipt.

SQLite with a write-ahead log and `synchronous = FULL`: what was committed survives a loss of power.
The tables themselves refuse to change a record, to decide a claim twice, or to drop what has no
receipt. The folder's lock sees to it that there is one writer.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from heller.claims.kinds import DECISION, REDEEM, REFUND, SALE, VOID
from heller.claims.records import Claim, Decision, Record, parse_record
from heller.handset.key_file import sync_folder
from heller.handset.problems import JournalBroken

NAME: Final = "journal.db"
VERSION: Final = 2
KEEP_SECONDS: Final = 90 * 86_400

_CLAIMS: Final = (REDEEM, SALE, VOID, REFUND)
_SCHEMA: Final = f"""
BEGIN;
CREATE TABLE fact (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
CREATE TABLE record (
    seq INTEGER PRIMARY KEY CHECK (seq > 0),
    kind INTEGER NOT NULL,
    claim_seq INTEGER UNIQUE,
    message BLOB NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    receipt BLOB,
    receipted_at INTEGER,
    refused TEXT,
    standin BLOB
) STRICT;
CREATE INDEX unreceipted ON record (seq) WHERE receipt IS NULL;
CREATE TRIGGER records_stay BEFORE DELETE ON record WHEN OLD.receipt IS NULL
    BEGIN SELECT RAISE(ABORT, 'a record without receipt stays'); END;
CREATE TRIGGER records_are_final BEFORE UPDATE OF seq, kind, claim_seq, message, hash ON record
    BEGIN SELECT RAISE(ABORT, 'a record never changes'); END;
PRAGMA user_version = {VERSION};
COMMIT;
"""
_FROM_1: Final = f"""
BEGIN;
ALTER TABLE record ADD COLUMN standin BLOB;
PRAGMA user_version = {VERSION};
COMMIT;
"""
_COLUMNS: Final = "message, receipt, receipted_at, refused, standin"


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of the journal, its signed receipt (None: not yet), and why it was last refused.

    `standin` is the stand-in's signed receipt, where it decided; only the book's ends the upload.
    """

    record: Record
    receipt: bytes | None
    receipted_at: int | None
    refused: str | None
    standin: bytes | None

    @property
    def seq(self) -> int:
        """Give the record's number."""
        return self.record.body.seq


class Journal:
    """A till's records and what it knows of itself, in one file."""

    def __init__(self, home: Path) -> None:
        """Open the journal of this folder, or begin it; raises JournalBroken."""
        path = home / NAME
        is_new = not path.exists()
        try:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise JournalBroken(f"{path}: {error}") from error
        try:
            self._prepare(path)
        except BaseException:
            self._db.close()
            raise
        if is_new:
            path.chmod(0o600)
            sync_folder(home)

    def _prepare(self, path: Path) -> None:
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            found = self._one("PRAGMA user_version")[0]
            if found < VERSION:
                self._db.executescript(_FROM_1 if found else _SCHEMA)
        except sqlite3.Error as error:
            raise JournalBroken(f"{path}: {error}") from error
        if found > VERSION:
            raise JournalBroken(f"{path}: written by a newer Heller (version {found}).")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Run one transaction; it is on disk when the block has ended well."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise JournalBroken(str(error)) from error

    def _one(self, sql: str, *values: object) -> Any:  # noqa: ANN401 - a row, or None
        with closing(self._db.execute(sql, values)) as cursor:
            return cursor.fetchone()

    def _entries(self, clause: str, *values: object) -> list[Entry]:
        with closing(self._db.execute(f"SELECT {_COLUMNS} FROM record {clause}", values)) as cursor:  # noqa: S608 - fixed texts
            return [_entry(row) for row in cursor.fetchall()]

    # --------------------------------------------------------------- what the till knows of itself

    def fact(self, name: str) -> bytes | None:
        """Give what was kept under a name."""
        row = self._one("SELECT value FROM fact WHERE name = ?", name)
        return None if row is None else bytes(row[0])

    def keep(self, **facts: bytes) -> None:
        """Keep values under their names, all or none."""
        with self._writing():
            self._db.executemany("REPLACE INTO fact VALUES (?, ?)", list(facts.items()))

    # --------------------------------------------------------------------------------- its records

    def append(self, genesis: bytes, make: Callable[[int, bytes], bytes]) -> Record:
        """Write the next record: `make(seq, prev)` signs it. It is on disk when this returns."""
        with self._writing():
            last = self.last()
            seq, prev = (last.seq + 1, last.record.claim_hash) if last else (1, genesis)
            record = _parsed(make(seq, prev))
            assert (record.body.seq, record.body.prev) == (seq, prev)
            claim_seq = record.body.claim_seq if isinstance(record.body, Decision) else None
            self._db.execute(
                "INSERT INTO record (seq, kind, claim_seq, message, hash) VALUES (?, ?, ?, ?, ?)",
                (seq, record.kind, claim_seq, record.message, record.hash),
            )
        return record

    def last(self) -> Entry | None:
        """Give the newest record."""
        return next(iter(self._entries("ORDER BY seq DESC LIMIT 1")), None)

    def entry(self, seq: int) -> Entry | None:
        """Give the record with this number."""
        return next(iter(self._entries("WHERE seq = ?", seq)), None)

    def by_hash(self, claim_hash: bytes) -> Entry | None:
        """Give the record whose hash begins with these 16 bytes."""
        return next(iter(self._entries("WHERE substr(hash, 1, 16) = ?", claim_hash)), None)

    def claims(self, limit: int) -> list[Entry]:
        """Give the newest claims, newest first."""
        return self._entries(f"WHERE kind IN {_CLAIMS} ORDER BY seq DESC LIMIT ?", limit)

    def decision_on(self, claim_seq: int) -> Decision | None:
        """Give the till's DECISION on a claim."""
        found = self._entries("WHERE claim_seq = ?", claim_seq)
        return _decision(found[0]) if found else None

    def undecided(self) -> list[Entry]:
        """Give the claims without a DECISION, oldest first; a crash leaves one at most."""
        return self._entries(
            f"AS c WHERE kind IN {_CLAIMS} AND NOT EXISTS"  # noqa: S608 - fixed texts
            " (SELECT 1 FROM record AS d WHERE d.claim_seq = c.seq) ORDER BY seq"
        )

    def redemptions(self) -> list[tuple[Entry, Entry]]:
        """Give every redemption with the DECISION on it, oldest first."""
        decisions = self._entries("WHERE claim_seq IS NOT NULL ORDER BY seq")
        said = {_decision(entry).claim_seq: entry for entry in decisions}
        claims = self._entries("WHERE kind = ? ORDER BY seq", REDEEM)
        return [(entry, said[entry.seq]) for entry in claims if entry.seq in said]

    def unreceipted(self, after: int, limit: int) -> list[Entry]:
        """Give records that no receipt answers yet, oldest first, from above the number `after`."""
        return self._entries("WHERE receipt IS NULL AND seq > ? ORDER BY seq LIMIT ?", after, limit)

    def newest_unreceipted(self, limit: int) -> list[Entry]:
        """Give the newest records that no receipt answers yet, oldest first."""
        found = self._entries("WHERE receipt IS NULL ORDER BY seq DESC LIMIT ?", limit)
        return found[::-1]

    def count_unreceipted(self) -> int:
        """Count the records that no receipt answers yet."""
        return int(self._one("SELECT count(*) FROM record WHERE receipt IS NULL")[0])

    # ------------------------------------------------------------------------------ what came back

    def receipted(self, receipts: dict[int, bytes], refused: dict[int, str], now: int) -> None:
        """Keep checked receipts, and the codes of what was refused, by the records' numbers."""
        with self._writing():
            self._db.executemany(
                "UPDATE record SET receipt = ?, receipted_at = ?, refused = NULL WHERE seq = ?",
                [(receipt, now, seq) for seq, receipt in receipts.items()],
            )
            self._db.executemany(
                "UPDATE record SET refused = ? WHERE seq = ? AND receipt IS NULL",
                [(code, seq) for seq, code in refused.items()],
            )

    def said_by_standin(self, seq: int, receipt: bytes) -> None:
        """Keep the stand-in's checked receipt of a claim; the first one stays."""
        with self._writing():
            self._db.execute(
                "UPDATE record SET standin = ? WHERE seq = ? AND standin IS NULL", (receipt, seq)
            )

    def age_out(self, now: int) -> int:
        """Drop what was receipted more than 90 days ago; the newest record always stays."""
        with self._writing():
            return self._db.execute(
                "DELETE FROM record WHERE receipted_at < ? AND seq < (SELECT max(seq) FROM record)",
                (now - KEEP_SECONDS,),
            ).rowcount


def _entry(row: tuple[Any, ...]) -> Entry:
    message, *rest = row
    return Entry(_parsed(message), *rest)


def _parsed(message: bytes) -> Record:
    return parse_record(message, int.from_bytes(message[1:5]))


def _decision(entry: Entry) -> Decision:
    assert isinstance(entry.record.body, Decision)
    return entry.record.body


def claim_of(entry: Entry) -> Claim:
    """Give the claim of an entry that is one."""
    assert entry.record.kind != DECISION
    assert isinstance(entry.record.body, Claim)
    return entry.record.body
