"""Founding a city's book: its first line, written once."""

from collections.abc import Callable
from typing import Any

from heller.book.body import Body, EntryKind
from heller.book.chain import genesis_prev
from heller.postgres.batch_run import BatchRun, Clock, WriterKeys
from heller.postgres.connect import connect_async
from heller.postgres.round_trip import BEGIN, round_trip
from heller.postgres.session import open_session


async def found(
    dsns: tuple[str, str],
    keys: WriterKeys,
    changes: tuple[tuple[Any, ...], ...],
    clock: Clock,
    random_bytes: Callable[[int], bytes],
) -> None:
    """Write the first entry: KEYSET, first office key, first two approvers, settings.

    `dsns` log in as heller_owner and as heller_book. A book that has been founded is refused by the
    database (unique violation).
    """
    owner, book = dsns
    connection = await connect_async(owner, "heller found")
    try:
        await connection.execute("SELECT book.found(%s)", (genesis_prev(keys.scope),))
    finally:
        await connection.close()
    session = await open_session(book, keys.scope)
    now = int(clock.time())
    body = Body(EntryKind.CITY, "g/1", "book", now, now, register=changes)
    try:
        run = BatchRun(session, keys, clock)
        run.enter(body)
        await round_trip(session.connection, [BEGIN, *run.writing(random_bytes)])
    finally:
        await session.connection.close()
