"""Reading the journal from its first entry on, checking every link and every body (I1, I7)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from heller.book.body import Body, decode_body
from heller.book.chain import body_digest, entry_hash, genesis_prev
from heller.errors import Problem
from heller.keys import Scope

CHUNK = 2_000
Progress = Callable[[int, int], None]
UNREADABLE = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    OSError,
    Problem,
)
"""What a body raises that is in the chain and yet makes no sense."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference: where it is, and what is wrong there."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as stored, read and checked."""

    generation: int
    seq: int
    hash: bytes
    body: Body


@dataclass(slots=True)
class Place:
    """Where the walk stands: the last entry, and what the head of the book must then say."""

    hash: bytes
    seq: int = 0
    generation: int = 1
    first_seq: int = 1
    epoch: int = 0


class Replay:
    """Walks the journal; what is wrong with it is collected, not raised.

    The chain is followed to its end. Entries are given up to the first fault only: what lies behind
    it cannot be added up any more.
    """

    def __init__(self, connection: Connection[Any], scope: Scope, progress: Progress) -> None:
        """Read over this connection, inside one transaction that sees one state."""
        self._connection, self._scope, self._progress = connection, scope, progress
        self.findings: list[Finding] = []
        self.place = Place(genesis_prev(scope))

    def entries(self) -> Iterator[Entry]:
        """Give the entries in order, up to the first that is wrong."""
        row = self._connection.execute("SELECT count(*) FROM book.journal").fetchone()
        assert row is not None
        with self._connection.cursor(name="replay", binary=True) as cursor:
            cursor.itersize = CHUNK
            cursor.execute(
                "SELECT generation, seq, epoch, entry_id, salt, body, digest, prev, hash"
                " FROM book.journal ORDER BY seq"
            )
            for number, stored in enumerate(cursor, start=1):
                entry = self._check(stored)
                if entry is not None:
                    yield entry
                if number % CHUNK == 0 or number == row[0]:
                    self._progress(number, row[0])

    def note(self, seq: int, what: str) -> None:
        """Find something wrong with an entry."""
        self.findings.append(Finding(f"journal entry {seq}", what))

    def check_head(self) -> None:
        """Compare the head of the book with the end of the journal."""
        row = self._connection.execute(
            "SELECT seq, hash, generation, first_seq, n FROM book.epoch"
        ).fetchone()
        place = self.place
        expected = (place.seq, place.hash, place.generation, place.first_seq)
        if row is None or row[:-1] != expected:
            seq = row[0] if row else "none"
            what = f"names entry {seq}, not the journal's last one, {place.seq}, as it is"
            self.findings.append(Finding("head", what))
        elif row[-1] < place.epoch:
            what = f"says epoch {row[-1]}, but entry {place.seq} was written in {place.epoch}"
            self.findings.append(Finding("head", what))

    def _check(self, stored: tuple[Any, ...]) -> Entry | None:
        generation, seq, epoch, entry_id, salt, body, digest, prev, link = stored
        self._check_order(generation, seq, epoch)
        if prev != self.place.hash:
            self.note(seq, "does not follow from the entry before it")
        if entry_hash(self._scope.city, (generation, epoch, seq), prev, digest) != link:
            self.note(seq, "has a hash that its content does not give")
        first = seq if generation != self.place.generation else self.place.first_seq
        self.place = Place(link, seq, generation, first, epoch)
        if body_digest(salt, body) != digest:
            self.note(seq, "has another body than the one that was hashed")
        return None if self.findings else self._read(generation, seq, entry_id, body)

    def _check_order(self, generation: int, seq: int, epoch: int) -> None:
        last = self.place
        if seq != last.seq + 1:
            self.note(seq, f"follows entry {last.seq}")
        if generation not in (last.generation, last.generation + 1):
            self.note(seq, f"is of generation {generation}, behind one of {last.generation}")
        if epoch < last.epoch:
            self.note(seq, f"was written in epoch {epoch}, behind one of {last.epoch}")

    def _read(self, generation: int, seq: int, entry_id: str, data: bytes) -> Entry | None:
        try:
            body = decode_body(data)
            total = sum(posting.cents for posting in body.postings)
        except UNREADABLE as error:
            self.note(seq, f"cannot be read: {error!r}")
            return None
        if body.entry_id != entry_id:
            self.note(seq, f"is filed as {entry_id}, but is {body.entry_id}")
        if total:
            self.note(seq, "has postings that do not sum to 0")
        return Entry(generation, seq, self.place.hash, body)
