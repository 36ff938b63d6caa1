"""A taken key is told in our own words; every other error stays what it is."""

import psycopg
import pytest
from tests.postgres.conftest import Database

from heller.postgres.errors import AlreadyThere
from heller.postgres.twins import no_twins

TABLE = "CREATE TEMP TABLE one (no int CONSTRAINT one_no PRIMARY KEY)"


def test_taken_key_is_already_there(empty_database: Database) -> None:
    with empty_database.connect() as connection:
        connection.execute(TABLE)
        connection.execute("INSERT INTO one VALUES (1)")
        with pytest.raises(AlreadyThere, match="one_no"), no_twins():
            connection.execute("INSERT INTO one VALUES (1)")


def test_other_errors_pass(empty_database: Database) -> None:
    with (
        empty_database.connect() as connection,
        pytest.raises(psycopg.errors.UndefinedTable),
        no_twins(),
    ):
        connection.execute("SELECT * FROM two")
