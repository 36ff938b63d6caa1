"""A writer's session: its connection and epoch, the chain's head, the tree's edge, the register."""

from dataclasses import dataclass
from typing import Any, LiteralString

import cbor2
from psycopg import AsyncConnection

from heller.book.merkle import Frontier, subtrees
from heller.city.register import Register
from heller.keys import Scope
from heller.postgres import arrays
from heller.postgres.append import APPEND, BARRIER, PROBE, RECORD, RESOLVED, SPEND, Head
from heller.postgres.commit import CommitConnection, connect_committer
from heller.postgres.facts import ADVICE_FACTS, FACTS, LOSSES, STANDIN_FACTS
from heller.postgres.tree import read_hashes

_STATEMENTS = (
    FACTS,
    ADVICE_FACTS,
    STANDIN_FACTS,
    LOSSES,
    APPEND,
    RECORD,
    RESOLVED,
    SPEND,
    BARRIER,
    PROBE,
)


@dataclass(slots=True)
class Session:
    """What the writer holds between batches."""

    connection: CommitConnection
    scope: Scope
    head: Head
    register: Register
    last_day: int


async def open_session(dsn: str, scope: Scope) -> Session:
    """Connect, take the next epoch, and read where the book stands."""
    connection = await connect_committer(dsn, "heller writer")
    try:
        return await _read_session(connection, scope)
    except BaseException:
        await connection.close()  # with it goes the lock that keeps other writers out
        raise


async def _read_session(connection: CommitConnection, scope: Scope) -> Session:
    arrays.register(connection)
    await connection.execute("SET enable_hashjoin = off")  # always few rows out of many
    await connection.execute("SET enable_mergejoin = off")
    await connection.execute("SET enable_seqscan = off")
    for statement in _STATEMENTS:
        await connection.execute(statement.preparing())
    taken = await _one(connection, "SELECT * FROM book.take_epoch()")
    epoch, generation, first_seq, seq, last = taken
    head = Head(epoch, generation, first_seq, seq, last, Frontier())
    edge = await _edge(connection, head)
    head.frontier = Frontier(head.seq - head.first_seq + 1, edge)
    register = await read_register(connection)
    counts = await _one(connection, "SELECT * FROM book.read_counts()")
    register.cards, register.batches = counts[0], counts[1]
    return Session(connection, scope, head, register, counts[2])


async def _one(connection: AsyncConnection, query: LiteralString) -> tuple[Any, ...]:
    row = await (await connection.execute(query)).fetchone()
    assert row is not None
    return row


async def _edge(connection: AsyncConnection, head: Head) -> list[bytes]:
    places = subtrees(0, head.seq - head.first_seq + 1)
    found = await read_hashes(connection, head.generation, head.first_seq, places)
    return [found[place] for place in places]


async def read_register(connection: AsyncConnection) -> Register:
    """Add the register up from its rows."""
    register = Register()
    cursor = await connection.execute("SELECT content FROM book.read_register()")
    for (content,) in await cursor.fetchall():
        register.apply(tuple(cbor2.loads(content)))
    return register
