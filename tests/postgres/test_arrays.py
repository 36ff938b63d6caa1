"""Arrays in PostgreSQL's binary form arrive as they were."""

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.postgres.conftest import Database

from heller.postgres import arrays
from heller.postgres.arrays import Bigints, Byteas, Texts

BIGINTS = st.lists(st.integers(-(2**63), 2**63 - 1))
TEXTS = st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
BYTEAS = st.lists(st.none() | st.binary(max_size=40))


@pytest.fixture
def connection(database: Database) -> psycopg.Connection:
    made = database.connect()
    arrays.register(made)
    return made


def test_numbers_arrive(connection: psycopg.Connection) -> None:
    @given(BIGINTS)
    def arrive(numbers: list[int]) -> None:
        assert echo(connection, "bigint[]", Bigints(numbers)) == numbers

    arrive()
    connection.close()


def test_bytes_and_nulls_arrive(connection: psycopg.Connection) -> None:
    @given(BYTEAS)
    def arrive(values: list[bytes | None]) -> None:
        assert echo(connection, "bytea[]", Byteas(values)) == values

    arrive()
    connection.close()


def test_texts_arrive(connection: psycopg.Connection) -> None:
    @given(TEXTS)
    def arrive(values: list[str]) -> None:
        assert echo(connection, "text[]", Texts(values)) == values

    arrive()
    connection.close()


def test_they_say_their_type(connection: psycopg.Connection) -> None:
    query = "SELECT pg_typeof(%b)::text, pg_typeof(%b)::text, pg_typeof(%b)::text"
    row = connection.execute(query, [Bigints([1]), Byteas([b"x"]), Texts(["x"])]).fetchone()
    assert row == ("bigint[]", "bytea[]", "text[]")
    connection.close()


def echo(connection: psycopg.Connection, kind: str, value: object) -> object:
    row = connection.execute(f"SELECT %b::{kind}".encode(), [value]).fetchone()
    assert row is not None
    return row[0]
