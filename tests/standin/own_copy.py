"""A copy in this process, fed with the journal of a real city."""

import sqlite3
from pathlib import Path

from tests.standin.acting_book import ActingBook
from tests.standin.running import Pair

from heller.book.merkle import Frontier
from heller.claims.witnessed import Stored
from heller.standin.copy import Copy
from heller.standin.store import SAVEPOINT, connect


class OwnCopy:
    """Copy and connection, as the store's thread has them."""

    def __init__(self, folder: Path, orphan: Pair) -> None:
        self.keys = orphan.standin.home.keys()
        self.connection: sqlite3.Connection = connect(folder / "copy.db")
        self.copy = Copy(self.keys)
        self.copy.load(self.connection)
        self.book = ActingBook(orphan.city, orphan.side)
        self.entries = self.book.journal()

    def root(self, size: int) -> bytes:
        tree = Frontier()
        for entry in self.entries[:size]:
            tree.add(entry.hash)
        return tree.root()

    def take(self, entries: tuple[Stored, ...], size: int) -> None:
        """Take entries in a piece of work of its own."""
        self.connection.execute("BEGIN")
        self.connection.execute(f"SAVEPOINT {SAVEPOINT}")
        self.copy.take(self.connection, entries, self.book.note(size, self.root(size)))
        self.connection.execute("COMMIT")

    def take_all(self) -> None:
        self.take(self.entries, len(self.entries))
