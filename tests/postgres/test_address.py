"""One address serves all roles, and hands on no role's password."""

import pytest
from psycopg.conninfo import conninfo_to_dict

from heller.postgres.address import address_for


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://heller_owner:secret@db.example:5433/heller?sslmode=verify-full",
        "host=db.example port=5433 user=heller_owner password=x dbname=heller sslmode=verify-full",
    ],
)
def test_another_role_gets_the_place_but_not_the_password(url: str) -> None:
    assert conninfo_to_dict(address_for(url, "heller_book")) == {
        "host": "db.example",
        "port": "5433",
        "user": "heller_book",
        "dbname": "heller",
        "sslmode": "verify-full",
    }
