"""The Merkle tree over the journal: root, inclusion and consistency proofs (RFC 6962, section 2.1).

Leaves are the entries' hashes. Proofs ask for the hash of any complete subtree by
`node(level, index)`: level 0 are the leaves, a node of level n covers 2^n of them. Where those
hashes lie is the caller's.
"""

import hashlib
from collections.abc import Callable, Sequence

Node = Callable[[int, int], bytes]
EMPTY_ROOT = hashlib.sha256(b"").digest()


def parent(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into the one above them."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """Split leaves [start, end) into complete subtrees (level, index), left to right."""
    parts: list[tuple[int, int]] = []
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        parts.append((level, start >> level))
        start += 1 << level
    return parts


def _fold(hashes: Sequence[bytes]) -> bytes:
    result = hashes[-1]
    for left in reversed(hashes[:-1]):
        result = parent(left, result)
    return result


def range_hash(node: Node, start: int, end: int) -> bytes:
    """Hash the leaves [start, end) where start is where a subtree of the full tree begins."""
    return _fold([node(level, index) for level, index in subtrees(start, end)])


def root(node: Node, size: int) -> bytes:
    """Give the tree head's root hash over the first `size` leaves."""
    return range_hash(node, 0, size) if size else EMPTY_ROOT


def _split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(node: Node, index: int, size: int) -> list[bytes]:
    """Prove that leaf `index` is in the tree of `size` leaves; hashes from the leaf upwards."""
    assert 0 <= index < size
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(range_hash(node, middle, end))
            end = middle
        else:
            proof.append(range_hash(node, start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(node: Node, old: int, new: int) -> list[bytes]:
    """Prove that the tree of `old` leaves is a prefix of the tree of `new` leaves."""
    assert 0 < old <= new
    proof: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(range_hash(node, middle, end))
            end = middle
        else:
            proof.append(range_hash(node, start, middle))
            start, whole = middle, False
    if not whole:
        proof.append(range_hash(node, start, end))
    return proof[::-1]


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """Compute the root that a proof leads to (RFC 9162, 2.1.3.2); None if its shape is wrong."""
    if index >= size:
        return None
    place, last, result = index, size - 1, leaf
    for step in proof:
        if not last:
            return None
        if place & 1 or place == last:
            result = parent(step, result)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            result = parent(result, step)
        place, last = place >> 1, last >> 1
    return None if last else result


def consistent(old: tuple[int, bytes], new: tuple[int, bytes], proof: Sequence[bytes]) -> bool:
    """Say whether (size, root) `old` is a prefix of `new` by this proof (RFC 9162, 2.1.4.2)."""
    (size, old_root), (new_size, new_root) = old, new
    if not 0 < size <= new_size:
        return False
    if size == new_size:
        return old_root == new_root and not proof
    path = list(proof) if size & (size - 1) else [old_root, *proof]
    if not path:
        return False
    return _walk(size - 1, new_size - 1, path) == (old_root, new_root)


def _walk(place: int, last: int, path: list[bytes]) -> tuple[bytes, bytes] | None:
    while place & 1:
        place, last = place >> 1, last >> 1
    small = big = path[0]
    for step in path[1:]:
        if not last:
            return None
        if place & 1 or place == last:
            small, big = parent(step, small), parent(step, big)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            big = parent(big, step)
        place, last = place >> 1, last >> 1
    return None if last else (small, big)


class Frontier:
    """The right edge of a growing tree: enough to give its root, no more than 64 hashes.

    `add` returns the subtrees that a new leaf completed, so that the caller can keep some of them.
    """

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        """Start from an edge as `subtrees(0, size)` lists it."""
        self.size = size
        self._edge = list(edge)

    def add(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Append a leaf; give the completed subtrees as (level, index, hash), level 1 upwards."""
        completed: list[tuple[int, int, bytes]] = []
        result, count, level = leaf, self.size, 0
        while count & 1:
            result = parent(self._edge.pop(), result)
            count, level = count >> 1, level + 1
            completed.append((level, count, result))
        self._edge.append(result)
        self.size += 1
        return completed

    def edge(self) -> list[bytes]:
        """Give the edge, as `subtrees(0, size)` lists it."""
        return list(self._edge)

    def root(self) -> bytes:
        """Give the root over all leaves so far."""
        return _fold(self._edge) if self._edge else EMPTY_ROOT
