"""The server's ordinary life: made, started, stopped, found again."""

import os
import subprocess
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from tests.postgres.asking import ask

from heller.postgres import binaries, migrate, roles
from heller.postgres.embedded import LARGEST_LOG, EmbeddedPostgres
from heller.postgres.errors import (
    BinariesMissing,
    ServerNotRunning,
    StartFailed,
)

MAJORS = [15, 16, 18]


@pytest.mark.parametrize("major", MAJORS)
def test_data_and_schema_work_and_stay_with_their_major_version(tmp_path: Path, major: int) -> None:
    try:
        programs = binaries.find(major=major)
    except BinariesMissing:
        pytest.skip(f"this machine has no PostgreSQL {major}")
    with EmbeddedPostgres(tmp_path / "home", binaries=programs.folder) as server:
        with psycopg.connect(server.dsn(roles.OWNER), autocommit=True) as owner:
            owner.execute("CREATE TABLE public.t AS SELECT 1 AS n")
        assert ask(server, "SHOW data_checksums") == "on"
        migrate.migrate(server.dsn(roles.OWNER))
    assert server.pid is None
    with EmbeddedPostgres(tmp_path / "home") as server:
        assert int(str(ask(server, "SHOW server_version_num"))) // 10_000 == major
        assert ask(server, "SELECT n FROM public.t") == 1


def test_other_programs_than_the_datas_are_refused(home: Path) -> None:
    major = binaries.data_major(home / "cluster")
    other = binaries.find(major=16).folder
    with pytest.raises(BinariesMissing, match=f"of version {major}"):
        EmbeddedPostgres(home, binaries=other).start()


def test_an_address_is_known_while_a_server_runs(tmp_path: Path) -> None:
    with pytest.raises(ServerNotRunning, match="heller serve"):
        EmbeddedPostgres(tmp_path).dsn(roles.OWNER)
    with EmbeddedPostgres(tmp_path) as server:
        assert EmbeddedPostgres(tmp_path).dsn(roles.OWNER) == server.dsn(roles.OWNER)
    with pytest.raises(ServerNotRunning):
        server.dsn(roles.OWNER)


def test_a_server_that_ended_leaves_nothing_outside_its_home(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        folder = Path(str(ask(server, "SHOW unix_socket_directories", roles.ADMIN)))
        assert folder.exists()
    assert not folder.exists()


def test_stopping_twice_or_before_a_start_is_nothing(home: Path) -> None:
    server = EmbeddedPostgres(home)
    server.stop()
    server.start()
    server.stop()
    server.stop()
    assert not server.running


def test_a_stop_is_clean_with_clients_connected(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        client = psycopg.connect(server.dsn(roles.OWNER))
        client.execute("SELECT 1")
    client.close()
    assert "database system is shut down" in server.log.read_text("utf-8")
    with server:
        assert "not properly shut down" not in server.log.read_text("utf-8")


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    server = EmbeddedPostgres(home, extra={"max_connections": "none"})
    with pytest.raises(StartFailed, match=r'(?s)while it was starting.*"max_connections": "none"'):
        server.start()
    assert not server.running
    with EmbeddedPostgres(home) as mended:
        assert ask(mended, "SELECT 1") == 1


def test_a_start_that_ends_half_way_leaves_no_server(home: Path) -> None:
    (home / "passwords" / roles.ADMIN).write_text("*:*:*:*:not the password\n", "ascii")
    server = EmbeddedPostgres(home)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        server.start()
    assert (server.running, server.pid) == (False, None)


def test_a_large_log_is_turned_over_at_a_start(home: Path) -> None:
    (home / "postgres.log").write_text("x" * (LARGEST_LOG + 1), "ascii")
    with EmbeddedPostgres(home) as server:
        assert server.log.stat().st_size < LARGEST_LOG
    assert (home / "postgres.log.1").stat().st_size == LARGEST_LOG + 1


def test_a_dead_servers_socket_lock_stops_no_start(home: Path) -> None:
    """The number in it may be a living process' of the same user by now."""
    with EmbeddedPostgres(home) as server:
        host = conninfo_to_dict(server.dsn(roles.OWNER))["host"]
        folder = Path(str(host))
        lock = folder / ".s.PGSQL.5432.lock"
        said, owner = lock.read_text("ascii").splitlines(), folder.stat()
    folder.mkdir(mode=0o700, exist_ok=True)
    with subprocess.Popen(["sleep", "60"], user=owner.st_uid) as other:
        lock.write_text("\n".join([str(other.pid), *said[1:]]) + "\n")
        for path in (folder, lock):
            os.chown(path, owner.st_uid, owner.st_gid)
        with EmbeddedPostgres(home) as server:
            assert ask(server, "SELECT 1") == 1
        other.kill()
