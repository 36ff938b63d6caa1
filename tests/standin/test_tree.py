"""Roots and edges of every size come from the kept nodes as from the leaves."""

from tests.standin.own_copy import OwnCopy

from heller.book.merkle import consistency_proof, consistent
from heller.standin.tree import edge_of, reader, root_at


def test_roots_of_all_sizes(own: OwnCopy) -> None:
    own.take_all()
    for size in range(1, len(own.entries) + 1):
        assert root_at(own.connection, 1, 1, size) == own.root(size), size
        assert edge_of(own.connection, 1, 1, size).root() == own.root(size), size


def test_consistency_is_proven_from_the_copy(own: OwnCopy) -> None:
    own.take_all()
    size = len(own.entries)
    node = reader(own.connection, 1, 1)
    for old in (1, 16, 17, size):
        proof = consistency_proof(node, old, size)
        assert consistent((old, own.root(old)), (size, own.root(size)), proof)
