"""The tree over the copy: roots and proofs from its own leaves, never from what it was told."""

import sqlite3
from typing import Final

from heller.book.merkle import Frontier, Node, parent, root, subtrees

STEP: Final = 4  # every fourth level is kept


def keep_leaf(connection: sqlite3.Connection, generation: int, edge: Frontier, leaf: bytes) -> None:
    """Add a leaf to the edge and keep the subtrees that it completes."""
    rows = [
        (generation, level, place, digest)
        for level, place, digest in edge.add(leaf)
        if level % STEP == 0
    ]
    if rows:
        connection.executemany("INSERT INTO node VALUES (?, ?, ?, ?)", rows)


def reader(connection: sqlite3.Connection, generation: int, first_seq: int) -> Node:
    """Read hashes of complete subtrees; each needs at most eight rows."""

    def node(level: int, index: int) -> bytes:
        base = level - level % STEP
        width = 1 << (level - base)
        found = _row(connection, (generation, first_seq), base, (index * width, width))
        while len(found) > 1:
            found = [parent(*found[at : at + 2]) for at in range(0, len(found), 2)]
        return found[0]

    return node


def _row(
    connection: sqlite3.Connection, log: tuple[int, int], level: int, part: tuple[int, int]
) -> list[bytes]:
    (generation, first_seq), (start, width) = log, part
    if level == 0:
        query = "SELECT hash FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq"
        values: tuple[int, ...] = (first_seq + start, first_seq + start + width)
    else:
        query = (
            "SELECT hash FROM node WHERE generation = ? AND level = ? AND place >= ? AND place < ?"
            " ORDER BY place"
        )
        values = (generation, level, start, start + width)
    rows = connection.execute(query, values).fetchall()
    assert len(rows) == width
    return [row[0] for row in rows]


def root_at(connection: sqlite3.Connection, generation: int, first_seq: int, size: int) -> bytes:
    """Give the root over the first `size` leaves of a generation."""
    return root(reader(connection, generation, first_seq), size)


def edge_of(connection: sqlite3.Connection, generation: int, first_seq: int, size: int) -> Frontier:
    """Read the right edge of a tree of `size` leaves."""
    node = reader(connection, generation, first_seq)
    return Frontier(size, [node(level, index) for level, index in subtrees(0, size)])
