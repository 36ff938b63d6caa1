"""Several statements in one round trip: their rows in order, and all or nothing when one fails."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.postgres.conftest import Database

from heller.postgres.arrays import Bigints, Byteas, Texts
from heller.postgres.round_trip import BEGIN, COMMIT, Call, Statement, round_trip

ECHO = Statement(
    "echo",
    "SELECT * FROM (VALUES ({})) AS given",
    ("bigint", "integer", "bytea", "bigint[]", "bytea[]", "text[]", "jsonb"),
)
NUMBERS = Statement("numbers", "SELECT n FROM generate_series(1, {}) AS n", ("bigint",))
NOTE = Statement("note", "INSERT INTO noted VALUES ({})", ("bigint",))
COUNT = Statement("count", "SELECT count(*) FROM noted")
BROKEN = Statement("broken", "SELECT 1 / {}", ("bigint",))
Scene = Callable[[psycopg.AsyncConnection], Awaitable[None]]


def run(database: Database, scene: Scene) -> None:
    async def whole() -> None:
        dsn = database.dsn()
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
            await connection.execute("CREATE TEMP TABLE noted (n bigint PRIMARY KEY)")
            for statement in (ECHO, NUMBERS, NOTE, COUNT, BROKEN):
                await connection.execute(statement.preparing())
            await scene(connection)

    asyncio.run(whole())


def test_rows_come_in_the_order_of_the_calls(database: Database) -> None:
    async def scene(connection: psycopg.AsyncConnection) -> None:
        calls = [BEGIN, Call(NUMBERS, (3,)), Call(NOTE, (7,)), Call(COUNT), COMMIT]
        found = await round_trip(connection, calls)
        assert found == [[], [(1,), (2,), (3,)], [], [(1,)], []]
        assert await round_trip(connection, [Call(NUMBERS, (0,))]) == [[]]

    run(database, scene)


def test_an_error_stops_all_behind_it_and_the_transaction(database: Database) -> None:
    async def scene(connection: psycopg.AsyncConnection) -> None:
        calls = [BEGIN, Call(NOTE, (1,)), Call(BROKEN, (0,)), Call(NOTE, (2,)), COMMIT]
        with pytest.raises(psycopg.errors.DivisionByZero):
            await round_trip(connection, calls)
        await connection.execute("ROLLBACK")
        assert await round_trip(connection, [Call(COUNT)]) == [[(0,)]]

    run(database, scene)


def test_a_broken_connection_is_an_operational_error(database: Database) -> None:
    async def scene(connection: psycopg.AsyncConnection) -> None:
        with database.connect() as other:
            other.execute("SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,))
        with pytest.raises(psycopg.OperationalError):
            await round_trip(connection, [Call(COUNT)])

    run(database, scene)


def test_more_than_the_socket_takes_at_once_goes_through(database: Database) -> None:
    """Both sides' buffers are full: reading and writing must take turns."""
    large = Byteas([b"x" * 1_000_000] * 8)
    values = (1, 2, b"", Bigints(), large, Texts(), "{}")

    async def scene(connection: psycopg.AsyncConnection) -> None:
        found = await round_trip(connection, [Call(ECHO, values)] * 3)
        assert [rows[0][4] for rows in found] == [list(large)] * 3

    run(database, scene)


TEXTS = st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
VALUES = st.tuples(
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-(2**31), 2**31 - 1),
    st.none() | st.binary(),
    st.lists(st.integers(-(2**63), 2**63 - 1)).map(Bigints),
    st.lists(st.none() | st.binary()).map(Byteas),
    TEXTS.map(Texts),
)


def test_values_arrive_as_they_were(database: Database) -> None:
    with asyncio.Runner() as runner:
        connecting = psycopg.AsyncConnection.connect(database.dsn(), autocommit=True)
        connection = runner.run(connecting)
        runner.run(connection.execute(ECHO.preparing()))

        @given(VALUES)
        def arrive(values: tuple[Any, ...]) -> None:
            trip = round_trip(connection, [Call(ECHO, (*values, '{"a": 1}'))])
            assert runner.run(trip) == [[(*values, {"a": 1})]]

        arrive()
        runner.run(connection.close())
