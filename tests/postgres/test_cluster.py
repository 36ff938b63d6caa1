"""Data directories: whole or not there."""

from pathlib import Path

import pytest
from tests.postgres.asking import ask

from heller.postgres import binaries
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.errors import (
    InitFailed,
)


def test_text_is_utf8_and_sorted_by_bytes(postgres_server: EmbeddedPostgres) -> None:
    question = """
        SELECT array_agg(DISTINCT pg_encoding_to_char(encoding) || datcollate || datctype)
        FROM pg_database
    """
    assert ask(postgres_server, question) == ["UTF8CC"]


def test_data_that_could_not_be_made_leave_nothing_behind(tmp_path: Path) -> None:
    broken = tmp_path / "bin"
    broken.mkdir()
    real = binaries.find()
    (broken / "postgres").symlink_to(real.program("postgres"))
    (broken / "initdb").write_text("#!/bin/sh\necho no space; exit 1\n", "ascii")
    (broken / "initdb").chmod(0o755)
    home = tmp_path / "home"
    with pytest.raises(InitFailed, match="no space"):
        EmbeddedPostgres(home, binaries=broken).start()
    assert sorted(path.name for path in home.iterdir()) == ["passwords", "start.lock"]


def test_a_first_start_that_was_interrupted_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "cluster.new").mkdir()
    (tmp_path / "cluster.new" / "PG_VERSION").write_text("18\n", "ascii")
    (tmp_path / "cluster.password").write_text("half", "ascii")
    with EmbeddedPostgres(tmp_path) as server:
        assert ask(server, "SELECT 1") == 1
    names = ["cluster", "passwords", "postgres.log", "start.lock"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
