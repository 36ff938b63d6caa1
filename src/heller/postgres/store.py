"""What the door reads and keeps beside the batches: a few connections, each answer behind a commit.

Whatever is shown to someone waits for the standby like a booking does: each read ends with a
barrier, so that nothing is shown that a failover could take back.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, LiteralString

from psycopg import OperationalError
from psycopg.rows import TupleRow

from heller.errors import Busy, InDoubt
from heller.postgres import arrays
from heller.postgres.commit import CommitConnection, connect_committer
from heller.postgres.errors import CommitInDoubt
from heller.postgres.tree import Tree

WAIT_SECONDS = 2.0


class Store:
    """A small bounded set of connections as heller_book."""

    def __init__(self, dsn: str, size: int = 2) -> None:
        """Make a store of so many connections; `open` connects the first."""
        self._dsn, self._size = dsn, size
        self._free: asyncio.Queue[CommitConnection | None] = asyncio.Queue(size)

    async def open(self) -> None:
        """Fill the set; connections are made when they are first needed."""
        for _ in range(self._size):
            self._free.put_nowait(None)

    async def close(self) -> None:
        """Close what is open."""
        for _ in range(self._size):
            connection = await self._free.get()
            if connection is not None:
                await connection.close()

    @asynccontextmanager
    async def _borrow(self) -> AsyncIterator[CommitConnection]:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                connection = await self._free.get()
        except TimeoutError:
            raise Busy from None
        try:
            if connection is None or connection.closed:
                connection = await connect_committer(self._dsn, "heller door")
                arrays.register(connection)
            yield connection
        except (CommitInDoubt, OperationalError, OSError) as error:
            raise InDoubt from error
        finally:
            self._free.put_nowait(connection)

    async def run(
        self, query: LiteralString | bytes, values: Sequence[Any] = (), *, binary: bool = False
    ) -> list[TupleRow]:
        """Run one statement in a transaction of its own, behind a barrier; give its rows.

        Raises Busy when no connection is free in time, InDoubt when the database is not there or
        the standby was not waited for; the next call connects anew.
        """
        async with self._borrow() as connection:
            return await _behind_barrier(connection, query, values, binary=binary)

    @asynccontextmanager
    async def tree(self, generation: int, first_seq: int) -> AsyncIterator[Tree]:
        """Read hashes of the tree; they are in the journal for good."""
        async with self._borrow() as connection:
            yield Tree(connection, generation, first_seq)
            await _behind_barrier(connection, "SELECT 1", ())


async def _behind_barrier(
    connection: CommitConnection,
    query: LiteralString | bytes,
    values: Sequence[Any],
    *,
    binary: bool = False,
) -> list[TupleRow]:
    async with connection.transaction():
        cursor = await connection.cursor(binary=binary).execute(query, values, prepare=True)
        rows = await cursor.fetchall() if cursor.description else []
        await connection.execute("SELECT book.barrier()")
    return rows
