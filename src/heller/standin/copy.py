"""The copy of the journal: it takes only what continues it, byte for byte."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from heller.book.body import decode_body
from heller.book.chain import genesis_prev
from heller.book.merkle import Frontier
from heller.book.note import TreeHead, open_head, origin
from heller.city.register import Register
from heller.claims.keyset import Role
from heller.claims.witnessed import Stored, check_link
from heller.errors import BadSignature, Malformed
from heller.standin.errors import Diverges
from heller.standin.keys import StandinKeys
from heller.standin.projection import Projection
from heller.standin.store import SAVEPOINT
from heller.standin.tree import keep_leaf, root_at

PAGE_BYTES: Final = 1 << 20
PAGE_ENTRIES: Final = 512
_HASH: Final = 32


@dataclass(slots=True)
class Head:
    """Where the copy stands: its last entry, and the right edge of its newest generation's tree."""

    generation: int
    first_seq: int
    epoch: int
    seq: int
    hash: bytes
    edge: Frontier

    @property
    def size(self) -> int:
        """Give the number of entries of the newest generation."""
        return self.seq - self.first_seq + 1

    @property
    def last(self) -> Stored:
        """Give the last entry's place and hash, for what follows it."""
        return Stored(self.generation, self.epoch, self.seq, b"", b"", b"", self.hash)


class Copy:
    """Journal copy and what adds up from it; used by the store's thread alone."""

    def __init__(self, keys: StandinKeys) -> None:
        """Make a copy; `load` reads where it stands."""
        self._keys = keys
        self._projection = Projection(keys.scope.city)
        self.head = Head(1, 1, 0, 0, genesis_prev(keys.scope), Frontier())

    @property
    def register(self) -> Register:
        """Give the register as the copied journal has made it."""
        return self._projection.register

    def load(self, connection: sqlite3.Connection) -> None:
        """Read head and register."""
        row = connection.execute(
            "SELECT generation, first_seq, epoch, seq, hash, edge FROM head"
        ).fetchone()
        if row is None:
            self.head = Head(1, 1, 0, 0, genesis_prev(self._keys.scope), Frontier())
        else:
            generation, first_seq, epoch, seq, link, edge = row
            frontier = Frontier(seq - first_seq + 1, _cut(edge))
            self.head = Head(generation, first_seq, epoch, seq, link, frontier)
        self._projection.load(connection)

    def take(self, connection: sqlite3.Connection, entries: Sequence[Stored], note: str) -> None:
        """Take the entries that follow and check the tree against the writer's signed head.

        What the copy has already must be the same. Raises Diverges, BadSignature or Malformed; then
        nothing was taken.
        """
        head = self.signed_head(note)
        try:
            for entry in entries:
                self._take(connection, entry)
            self._check(connection, head)
            self._keep_head(connection)
        except Exception as error:
            connection.execute(f"ROLLBACK TO {SAVEPOINT}")
            self.load(connection)
            if isinstance(error, sqlite3.IntegrityError | AssertionError):
                raise Diverges(f"({error!r})") from None
            raise

    def _take(self, connection: sqlite3.Connection, entry: Stored) -> None:
        head = self.head
        if entry.seq <= head.seq:
            _demand_same(connection, entry)
            return
        try:
            check_link(self._keys.scope.city, head.last, entry)
            body = decode_body(entry.body)
        except (Malformed, ValueError) as error:
            raise Diverges(str(error)) from None
        connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", _row(entry))
        if entry.generation != head.generation:
            head.first_seq, head.edge = entry.seq, Frontier()
        keep_leaf(connection, entry.generation, head.edge, entry.hash)
        head.generation, head.epoch, head.seq = entry.generation, entry.epoch, entry.seq
        head.hash = entry.hash
        self._projection.add(connection, body)

    def _check(self, connection: sqlite3.Connection, head: TreeHead) -> None:
        mine = self.head
        if head.origin != origin(self._keys.scope, mine.generation) or head.size > mine.size:
            raise Diverges("The signed head is of another tree.")
        root = root_at(connection, mine.generation, mine.first_seq, head.size)
        if root != head.root:
            raise Diverges(f"The root over {head.size} entries is another one.")

    def signed_head(self, note: str) -> TreeHead:
        """Read a tree head that a HEAD key of the city has signed; raises BadSignature."""
        for public in self._keys.publics(Role.HEAD):
            head = open_head(note, public)
            if head is not None:
                return head
        raise BadSignature

    def _keep_head(self, connection: sqlite3.Connection) -> None:
        head = self.head
        edge = b"".join(head.edge.edge())
        row = (head.generation, head.first_seq, head.epoch, head.seq, head.hash, edge)
        connection.execute("INSERT OR REPLACE INTO head VALUES (1, ?, ?, ?, ?, ?, ?)", row)


def _cut(edge: bytes) -> list[bytes]:
    return [edge[at : at + _HASH] for at in range(0, len(edge), _HASH)]


def _row(entry: Stored) -> tuple[int | bytes, ...]:
    place = (entry.seq, entry.generation, entry.epoch)
    return (*place, entry.salt, entry.body, entry.prev, entry.hash)


def _demand_same(connection: sqlite3.Connection, entry: Stored) -> None:
    found = connection.execute("SELECT hash FROM entry WHERE seq = ?", (entry.seq,)).fetchone()
    if found != (entry.hash,):
        raise Diverges(f"Entry {entry.seq} is kept with another hash.")


def page(connection: sqlite3.Connection, start: int) -> list[Stored]:
    """Give entries from `start` on, as many as one answer carries, at least one if there is one."""
    found, size = [], 0
    query = (
        "SELECT generation, epoch, seq, salt, body, prev, hash FROM entry"
        " WHERE seq >= ? ORDER BY seq LIMIT ?"
    )
    for row in connection.execute(query, (start, PAGE_ENTRIES)):
        found.append(Stored(*row))
        size += len(found[-1].body)
        if size > PAGE_BYTES:
            break
    return found
