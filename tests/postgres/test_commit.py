"""cancelled_wait_is_success: a commit whose wait was cancelled is never taken for a good one."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import psycopg
import pytest
from tests.postgres import waiting
from tests.postgres.conftest import Database
from tests.postgres.standby import Standby, pair

from heller.postgres import roles
from heller.postgres.commit import connect_committer
from heller.postgres.connect import connect_async
from heller.postgres.errors import CommitInDoubt

APPLICATION = "committer"
HELD_BACK = """
    SELECT pid FROM pg_stat_activity
    WHERE application_name = 'committer' AND wait_event = 'SyncRep'
"""
INSERT = "INSERT INTO public.t VALUES (1)"
Statement = Callable[[psycopg.AsyncConnection], Awaitable[object]]


async def in_a_transaction(connection: psycopg.AsyncConnection) -> None:
    async with connection.transaction():
        await connection.execute(INSERT)


async def on_its_own(connection: psycopg.AsyncConnection) -> None:
    await connection.execute(INSERT)


@pytest.fixture(scope="module")
def running_pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standby]:
    with pair(tmp_path_factory.mktemp("pair")) as standby:
        yield standby


@pytest.fixture
def standby(running_pair: Standby) -> Standby:
    """A synchronous standby, and an empty table to write to."""
    with psycopg.connect(running_pair.primary.dsn(roles.OWNER), autocommit=True) as owner:
        owner.execute("DROP TABLE IF EXISTS public.t; CREATE TABLE public.t (n int)")
    return running_pair


def held_back(standby: Standby) -> int | None:
    """Give the server's process that waits for the standby with our commit."""
    with psycopg.connect(standby.primary.dsn(roles.ADMIN)) as admin:
        row = admin.execute(HELD_BACK).fetchone()
    return int(row[0]) if row else None


def interfere(standby: Standby, function: str) -> None:
    waiting.until(lambda: held_back(standby) is not None, "the commit waits for the standby")
    with psycopg.connect(standby.primary.dsn(roles.ADMIN), autocommit=True) as admin:
        admin.execute(f"SELECT {function}(%s)".encode(), [held_back(standby)])


async def commit_with_interference(
    standby: Standby, connection: psycopg.AsyncConnection, insert: Statement, function: str
) -> None:
    with standby.cut():
        other = asyncio.create_task(asyncio.to_thread(interfere, standby, function))
        try:
            await insert(connection)
        finally:
            await other


def rows(dsn: str) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT count(*) FROM public.t").fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("insert", [in_a_transaction, on_its_own])
def test_a_cancelled_wait_is_in_doubt(standby: Standby, insert: Statement) -> None:
    async def scene() -> None:
        connection = await connect_committer(standby.primary.dsn(roles.OWNER), APPLICATION)
        with pytest.raises(CommitInDoubt, match="canceling wait for synchronous replication"):
            await commit_with_interference(standby, connection, insert, "pg_cancel_backend")
        assert connection.closed

    asyncio.run(scene())


def test_without_us_a_cancelled_wait_looks_like_success(standby: Standby) -> None:
    """The hole is real: should this fail one day, PostgreSQL has closed it."""

    async def scene() -> None:
        plain = await connect_async(standby.primary.dsn(roles.OWNER), APPLICATION)
        await commit_with_interference(standby, plain, on_its_own, "pg_cancel_backend")
        await plain.close()

    asyncio.run(scene())


def test_a_backend_that_is_terminated_leaves_doubt(standby: Standby) -> None:
    async def scene() -> None:
        connection = await connect_committer(standby.primary.dsn(roles.OWNER), APPLICATION)
        with pytest.raises(CommitInDoubt):
            await commit_with_interference(standby, connection, on_its_own, "pg_terminate_backend")

    asyncio.run(scene())


def test_a_cancelled_task_closes_the_socket_and_cancels_nothing(standby: Standby) -> None:
    async def scene() -> None:
        connection = await connect_committer(standby.primary.dsn(roles.OWNER), APPLICATION)
        task = asyncio.create_task(in_a_transaction(connection))
        what = "the commit waits for the standby"
        await asyncio.to_thread(waiting.until, lambda: held_back(standby) is not None, what)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert connection.closed

    before = len(standby.primary.log.read_text("utf-8"))
    with standby.cut():
        asyncio.run(scene())
        assert held_back(standby) is not None
    waiting.until(lambda: held_back(standby) is None, "the commit goes through")
    waiting.until(lambda: rows(standby.dsn(roles.OWNER)) == 1, "the standby has the row")
    assert standby.primary.log.read_text("utf-8")[before:].count("canceling wait") == 0


def test_what_the_server_refuses_is_no_doubt(database: Database) -> None:
    async def scene() -> None:
        async with await connect_committer(database.dsn(), APPLICATION) as connection:
            with pytest.raises(psycopg.errors.DivisionByZero):
                await connection.execute("SELECT 1 / 0")
            with pytest.raises(psycopg.errors.QueryCanceled):
                await connection.execute("SET statement_timeout = 1; SELECT pg_sleep(5)")
            answer = await connection.execute("SELECT 1")
            assert await answer.fetchone() == (1,)

    asyncio.run(scene())


def test_cancel_closes_the_socket(database: Database) -> None:
    async def scene() -> None:
        connection = await connect_committer(database.dsn(), APPLICATION)
        connection.cancel()
        assert connection.closed

    asyncio.run(scene())
