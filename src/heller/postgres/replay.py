"""Reading the journal from its first entry on, checking every link and every body (I1, I7)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from heller.book.body import Body, decode_body
from heller.book.chain import body_digest, entry_hash, genesis_prev
from heller.keys import Scope

CHUNK = 2_000
Progress = Callable[[int, int], None]


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


class Replay:
    """Walks the journal; what is wrong with it is collected, not raised."""

    def __init__(self, connection: Connection[Any], scope: Scope, progress: Progress) -> None:
        """Read over this connection, inside one transaction that sees one state."""
        self._connection, self._scope, self._progress = connection, scope, progress
        self.findings: list[Finding] = []
        self.last_hash = genesis_prev(scope)
        self.last_seq = 0

    def entries(self) -> Iterator[Entry]:
        """Give the readable entries in order."""
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

    def _note(self, seq: int, what: str) -> None:
        self.findings.append(Finding(f"journal entry {seq}", what))

    def _check(self, stored: tuple[Any, ...]) -> Entry | None:
        generation, seq, epoch, entry_id, salt, body, digest, prev, link = stored
        if seq != self.last_seq + 1:
            self._note(seq, f"follows entry {self.last_seq}")
        if prev != self.last_hash:
            self._note(seq, "does not follow from the entry before it")
        if entry_hash(self._scope.city, (generation, epoch, seq), prev, digest) != link:
            self._note(seq, "has a hash that its content does not give")
        self.last_seq, self.last_hash = seq, link
        if body_digest(salt, body) != digest:
            self._note(seq, "has another body than the one that was hashed")
        return self._read(generation, seq, entry_id, body, link)

    def _read(
        self, generation: int, seq: int, entry_id: str, data: bytes, link: bytes
    ) -> Entry | None:
        try:
            body = decode_body(data)
        except (ValueError, KeyError, TypeError) as error:
            self._note(seq, f"cannot be read: {error}")
            return None
        if body.entry_id != entry_id:
            self._note(seq, f"is filed as {entry_id}, but is {body.entry_id}")
        if sum(posting.cents for posting in body.postings):
            self._note(seq, "has postings that do not sum to 0")
        return Entry(generation, seq, link, body)
