import asyncio

import psycopg
import pytest
from tests.postgres.conftest import Database

from heller.postgres import roles
from heller.postgres.connect import connect, connect_async, require_durable
from heller.postgres.errors import DurabilityLowered

REFUSED = [
    ("-c synchronous_commit=off", "synchronous_commit = off"),
    ("-c synchronous_commit=local", "synchronous_commit = local"),
    ("-c synchronous_commit=remote_write", "synchronous_commit = remote_write"),
    ("-c client_min_messages=error", "client_min_messages = error"),
]


def with_options(dsn: str, options: str) -> str:
    return psycopg.conninfo.make_conninfo(dsn, options=options)


def test_a_connection_has_a_name_and_no_open_transaction(database: Database) -> None:
    with connect(database.dsn(roles.BOOK), "heller test") as connection:
        row = connection.execute("SELECT current_user, current_setting('application_name')")
        assert row.fetchone() == (roles.BOOK, "heller test")
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


@pytest.mark.parametrize(("options", "said"), REFUSED)
def test_lowered_durability_is_refused(database: Database, options: str, said: str) -> None:
    with pytest.raises(DurabilityLowered, match=said):
        connect(with_options(database.dsn(), options), "test")


@pytest.mark.parametrize(("options", "said"), REFUSED)
def test_lowered_durability_is_refused_async(database: Database, options: str, said: str) -> None:
    with pytest.raises(DurabilityLowered, match=said):
        asyncio.run(connect_async(with_options(database.dsn(), options), "test"))


def test_remote_apply_is_more_than_enough(database: Database) -> None:
    connect(with_options(database.dsn(), "-c synchronous_commit=remote_apply"), "test").close()


def test_lowered_later_is_seen_when_asked_again(database: Database) -> None:
    with connect(database.dsn(), "test") as connection:
        connection.execute("SET synchronous_commit = off")
        with pytest.raises(DurabilityLowered):
            require_durable(connection)


def test_async_connects_as_the_role_too(database: Database) -> None:
    async def user() -> tuple[str] | None:
        async with await connect_async(database.dsn(roles.AUDIT), "test") as connection:
            return await (await connection.execute("SELECT current_user")).fetchone()

    assert asyncio.run(user()) == (roles.AUDIT,)
