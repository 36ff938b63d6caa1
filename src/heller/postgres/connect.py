"""Connections that refuse to be less durable than the book needs.

Whatever is acknowledged must be on the disk, and on the standby where there is one. Any session may
lower `synchronous_commit`, so each connection is asked when it is made, and again when it comes out
of a pool (require_durable).

All connections are in autocommit mode: a transaction is a `with connection.transaction()` that one
can see, and no connection sits idle inside one.
"""

from collections.abc import Mapping
from typing import TypeVar

from psycopg import AsyncConnection, Connection
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from heller.postgres.errors import DurabilityLowered

DURABLE: Mapping[str, tuple[str, ...]] = {
    "synchronous_commit": ("on", "remote_apply"),
    # With its warnings kept back, a commit that the standby does not have looks like any other.
    "client_min_messages": ("log", "notice", "warning"),
}
QUESTION = "SELECT current_setting('synchronous_commit'), current_setting('client_min_messages')"

LIMITS = {
    "connect_timeout": 5,  # seconds
    # Over TCP a dead machine is noticed within three seconds; unix sockets ignore these.
    "tcp_user_timeout": 3000,  # milliseconds
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 2,
}

C = TypeVar("C", bound=AsyncConnection[TupleRow])


def connect(dsn: str, application: str) -> Connection[TupleRow]:
    """Connect; `application` is the name shown in pg_stat_activity. Raises DurabilityLowered."""
    connection = Connection.connect(_conninfo(dsn, application), autocommit=True)
    try:
        require_durable(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def require_durable(connection: Connection[TupleRow]) -> None:
    """Ask the connection for its settings. Raises DurabilityLowered."""
    _judge(connection.execute(QUESTION).fetchone())


async def connect_async(dsn: str, application: str) -> AsyncConnection[TupleRow]:
    """Connect for asyncio; else as connect()."""
    return await open_async(AsyncConnection[TupleRow], dsn, application)


async def open_async(kind: type[C], dsn: str, application: str) -> C:
    """Connect with a class of connections of one's own; else as connect()."""
    connection = await kind.connect(_conninfo(dsn, application), autocommit=True)
    try:
        await require_durable_async(connection)
    except BaseException:
        await connection.close()
        raise
    return connection


async def require_durable_async(connection: AsyncConnection[TupleRow]) -> None:
    """Ask the connection for its settings. Raises DurabilityLowered."""
    _judge(await (await connection.execute(QUESTION)).fetchone())


def _conninfo(dsn: str, application: str) -> str:
    return make_conninfo(dsn, application_name=application, **LIMITS)


def _judge(found: TupleRow | None) -> None:
    assert found is not None, "a SELECT without FROM gives one row"
    for (setting, accepted), value in zip(DURABLE.items(), found, strict=True):
        if value not in accepted:
            raise DurabilityLowered(setting=setting, found=value, accepted=", ".join(accepted))
