"""One secret per role, for one user's eyes."""

from pathlib import Path

import psycopg
import pytest
from tests.postgres.asking import ask, mode

from heller.postgres import roles
from heller.postgres.embedded import EmbeddedPostgres


def test_passwords_are_different_and_only_their_owner_reads_them(
    postgres_server: EmbeddedPostgres,
) -> None:
    folder = postgres_server.home / "passwords"
    files = {path.name: path.read_text("ascii") for path in folder.iterdir()}
    assert set(files) == set(roles.ALL)
    assert len(set(files.values())) == len(roles.ALL)
    assert {mode(path) for path in folder.iterdir()} == {0o600}
    assert mode(folder) == 0o700
    for role in roles.ALL:
        secret = files[role].strip().split(":")[-1]
        assert len(secret) >= 40
        assert secret not in postgres_server.dsn(role)
        assert secret not in postgres_server.log.read_text("utf-8")


def test_a_wrong_password_opens_nothing(postgres_server: EmbeddedPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres_server.dsn(roles.OWNER), password="wrong")
    other = postgres_server.dsn(roles.BOOK).replace(f"user={roles.BOOK}", f"user={roles.OWNER}")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(other)


def test_a_lost_password_file_is_made_anew(home: Path) -> None:
    (home / "passwords" / roles.BOOK).unlink()
    with EmbeddedPostgres(home) as server:
        assert ask(server, "SELECT current_user", roles.BOOK) == roles.BOOK
