"""Reading hashes of the Merkle tree: stored subtrees where there are some, leaves below them."""

from collections.abc import Iterable

from psycopg import AsyncConnection

from heller.book.merkle import Node, consistency_proof, inclusion_proof, parent, root

STEP = 8  # every eighth level is stored
Place = tuple[int, int]


async def read_hashes(
    connection: AsyncConnection, generation: int, first_seq: int, places: Iterable[Place]
) -> dict[Place, bytes]:
    """Give the hash of each complete subtree (level, index); reads at most 255 rows for each."""
    found = {}
    for level, index in places:
        base = level - level % STEP
        width = 1 << (level - base)
        rows = await _row_range(connection, generation, first_seq, base, index * width, width)
        while len(rows) > 1:
            rows = [parent(*rows[at : at + 2]) for at in range(0, len(rows), 2)]
        found[(level, index)] = rows[0]
    return found


async def _row_range(
    connection: AsyncConnection, generation: int, first_seq: int, level: int, start: int, width: int
) -> list[bytes]:
    if level == 0:
        query = "SELECT hash FROM book.read_leaves(%s, %s, %s)"
        values: tuple[int, ...] = (generation, first_seq + start, first_seq + start + width)
    else:
        query = "SELECT hash FROM book.read_nodes(%s, %s::smallint, %s, %s)"
        values = (generation, level, start, start + width)
    rows = await (await connection.execute(query, values)).fetchall()
    assert len(rows) == width
    return [row[0] for row in rows]


class _Recorder:
    """Learns which nodes a computation asks for, by answering it with nothing."""

    def __init__(self) -> None:
        self.places: list[Place] = []

    def node(self, level: int, index: int) -> bytes:
        self.places.append((level, index))
        return bytes(32)


class Tree:
    """The tree of one generation in the database."""

    def __init__(self, connection: AsyncConnection, generation: int, first_seq: int) -> None:
        """Read over this connection."""
        self._connection, self._generation, self._first = connection, generation, first_seq

    async def _nodes(self, recorder: _Recorder) -> Node:
        found = await read_hashes(self._connection, self._generation, self._first, recorder.places)
        return lambda level, index: found[(level, index)]

    async def root(self, size: int) -> bytes:
        """Give the root over the first `size` leaves."""
        recorder = _Recorder()
        root(recorder.node, size)
        return root(await self._nodes(recorder), size)

    async def inclusion(self, index: int, size: int) -> list[bytes]:
        """Prove that a leaf is in the tree of this size."""
        recorder = _Recorder()
        inclusion_proof(recorder.node, index, size)
        return inclusion_proof(await self._nodes(recorder), index, size)

    async def consistency(self, old: int, new: int) -> list[bytes]:
        """Prove that the older tree is a prefix of the newer."""
        recorder = _Recorder()
        consistency_proof(recorder.node, old, new)
        return consistency_proof(await self._nodes(recorder), old, new)

    async def leaf(self, index: int) -> bytes:
        """Give a leaf: the hash of one entry."""
        place = (0, index)
        found = await read_hashes(self._connection, self._generation, self._first, [place])
        return found[place]
