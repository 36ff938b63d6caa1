"""The server's ordinary life: made, started, stopped, found again."""

import stat
import threading
from pathlib import Path

import psycopg
import pytest
from tests.postgres import processes

from heller.postgres import binaries, parameters, roles
from heller.postgres.embedded import LARGEST_LOG, EmbeddedPostgres
from heller.postgres.errors import (
    BinariesMissing,
    InitFailed,
    ServerNotRunning,
    SocketDirectoryUnsafe,
    StartFailed,
)

MAJORS = [15, 16, 18]


def ask(server: EmbeddedPostgres, question: str, role: str = roles.OWNER) -> object:
    with psycopg.connect(server.dsn(role), autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("major", MAJORS)
def test_data_stay_with_the_major_version_that_made_them(tmp_path: Path, major: int) -> None:
    try:
        programs = binaries.find(major=major)
    except BinariesMissing:
        pytest.skip(f"this machine has no PostgreSQL {major}")
    with EmbeddedPostgres(tmp_path / "home", binaries=programs.folder) as server:
        with psycopg.connect(server.dsn(roles.OWNER), autocommit=True) as owner:
            owner.execute("CREATE TABLE public.t AS SELECT 1 AS n")
        assert ask(server, "SHOW data_checksums") == "on"
    assert server.pid is None
    with EmbeddedPostgres(tmp_path / "home") as server:
        assert int(str(ask(server, "SHOW server_version_num"))) // 10_000 == major
        assert ask(server, "SELECT n FROM public.t") == 1


def test_other_programs_than_the_datas_are_refused(home: Path) -> None:
    other = binaries.find(major=16).folder
    with pytest.raises(BinariesMissing, match="of version 18"):
        EmbeddedPostgres(home, binaries=other).start()


def test_every_parameter_is_as_it_is_written(postgres_server: EmbeddedPostgres) -> None:
    wanted = parameters.for_major(18)
    with psycopg.connect(postgres_server.dsn(roles.ADMIN)) as admin:
        question = "SELECT name, current_setting(name) FROM unnest(%s::text[]) AS name"
        found: dict[str, str] = dict(admin.execute(question, [list(wanted)]).fetchall())
    assert found == wanted


def test_nobody_takes_the_durability_away(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        with psycopg.connect(server.dsn(roles.ADMIN), autocommit=True) as admin:
            admin.execute("ALTER SYSTEM SET fsync = off")
            admin.execute("ALTER SYSTEM SET synchronous_commit = off")
            admin.execute("SELECT pg_reload_conf()")
        server.stop()
        server.start()
        assert (ask(server, "SHOW fsync"), ask(server, "SHOW synchronous_commit")) == ("on", "on")


def test_text_is_utf8_and_sorted_by_bytes(postgres_server: EmbeddedPostgres) -> None:
    question = "SELECT pg_encoding_to_char(encoding) || datcollate || datctype FROM pg_database"
    assert ask(postgres_server, f"{question} WHERE datname = current_database()") == "UTF8CC"


def test_there_is_only_a_unix_socket_that_one_user_can_open(
    postgres_server: EmbeddedPostgres,
) -> None:
    folder = Path(str(ask(postgres_server, "SHOW unix_socket_directories", roles.ADMIN)))
    assert ask(postgres_server, "SHOW listen_addresses") == ""
    assert len(str(folder / ".s.PGSQL.5432")) <= 90
    assert (mode(folder), mode(folder.parent), mode(folder / ".s.PGSQL.5432")) == (
        0o700,
        0o700,
        0o700,
    )


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


def test_an_address_is_known_while_a_server_runs(tmp_path: Path) -> None:
    with pytest.raises(ServerNotRunning, match="heller serve"):
        EmbeddedPostgres(tmp_path).dsn(roles.OWNER)
    with EmbeddedPostgres(tmp_path) as server:
        assert EmbeddedPostgres(tmp_path).dsn(roles.OWNER) == server.dsn(roles.OWNER)
    with pytest.raises(ServerNotRunning):
        server.dsn(roles.OWNER)


def test_a_thread_that_ends_takes_no_server_with_it(home: Path) -> None:
    server = EmbeddedPostgres(home)
    thread = threading.Thread(target=server.start)
    thread.start()
    thread.join()
    # The kernel's signal would be there at once.
    assert not server.wait(0.3)
    assert ask(server, "SELECT 1") == 1
    server.stop()
    assert (server.running, server.pid) == (False, None)


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


def test_a_city_that_sleeps_needs_little_memory(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        assert 1_000 < processes.memory_kib(server) < 40_000


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    server = EmbeddedPostgres(home, extra={"max_connections": "none"})
    with pytest.raises(StartFailed, match=r'(?s)while it was starting.*"max_connections": "none"'):
        server.start()
    assert not server.running
    with EmbeddedPostgres(home) as mended:
        assert ask(mended, "SELECT 1") == 1


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


def test_a_large_log_is_turned_over_at_a_start(home: Path) -> None:
    (home / "postgres.log").write_text("x" * (LARGEST_LOG + 1), "ascii")
    with EmbeddedPostgres(home) as server:
        assert server.log.stat().st_size < LARGEST_LOG
    assert (home / "postgres.log.1").stat().st_size == LARGEST_LOG + 1


def test_a_socket_folder_of_ones_own_is_used(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "s"
    with EmbeddedPostgres(home, socket_folder=folder) as server:
        assert f"host={folder} " in server.dsn(roles.OWNER)
        assert mode(folder) == 0o700


def test_a_socket_folder_that_others_can_open_is_refused(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "s"
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(SocketDirectoryUnsafe, match="other users can open it"):
        EmbeddedPostgres(home, socket_folder=folder).start()


def test_a_link_in_place_of_a_socket_folder_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    folder = tmp_path / "s"
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SocketDirectoryUnsafe, match="it is not a folder"):
        EmbeddedPostgres(home, socket_folder=folder).start()


def test_a_socket_path_too_long_for_the_kernel_is_refused(home: Path, tmp_path: Path) -> None:
    with pytest.raises(SocketDirectoryUnsafe, match="too long"):
        EmbeddedPostgres(home, socket_folder=tmp_path / ("s" * 90)).start()
