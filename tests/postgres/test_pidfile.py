"""Who holds a data directory: a living server is left alone, a dead one's traces are cleared."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from tests.postgres import processes, waiting

from heller.postgres import binaries, embedded, identity, pidfile, roles
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.errors import DataDirectoryTaken
from heller.postgres.keeper import ENVIRONMENT


@contextmanager
def foreign_server(home: Path) -> Iterator[int]:
    """Run a server on the data that was not started by us but, say, by an operator."""
    cluster = home / "cluster"
    programs = binaries.find(major=binaries.data_major(cluster))
    user = identity.choose(home, programs, fresh=False)
    program = [programs.program("postgres"), "-D", str(cluster)]
    program += ["--listen_addresses=", f"--unix_socket_directories={home}"]
    command = user.command(cluster, program, parent=os.getpid())
    with subprocess.Popen(command, env=ENVIRONMENT, stderr=subprocess.DEVNULL) as process:
        waiting.until(lambda: pidfile.holder(cluster) == process.pid, "the server is there")
        try:
            yield process.pid
        finally:
            process.send_signal(signal.SIGINT)


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """Keep a process from doing anything, whatever signals it gets meanwhile."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_a_second_server_on_the_same_data_is_refused(home: Path) -> None:
    with EmbeddedPostgres(home) as first:
        with pytest.raises(DataDirectoryTaken, match=f"{home} is taken by process {first.pid}"):
            EmbeddedPostgres(home).start()
        with psycopg.connect(first.dsn(roles.OWNER)) as owner:
            assert owner.execute("SELECT 1").fetchone() == (1,)


def test_another_process_is_refused_too(home: Path) -> None:
    with EmbeddedPostgres(home) as first:
        complained = processes.python(processes.SERVE, home).communicate()[1]
        assert f"is taken by process {first.pid}" in complained
        assert first.running


def test_a_server_that_somebody_else_started_is_left_alone(home: Path) -> None:
    with foreign_server(home) as pid:
        with pytest.raises(DataDirectoryTaken, match=str(pid)):
            EmbeddedPostgres(home).start()
        assert pidfile.holder(home / "cluster") == pid
    with EmbeddedPostgres(home) as server:
        assert server.running


def test_an_orphan_that_does_not_end_is_left_alone(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "ORPHAN_S", 0.1)
    parent = processes.python(processes.SERVE, home)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    with stopped(pid):
        parent.kill()
        parent.communicate()
        with pytest.raises(DataDirectoryTaken, match=str(pid)):
            EmbeddedPostgres(home).start()
    waiting.until(lambda: pidfile.holder(home / "cluster") is None, "the orphan has ended")


def test_an_orphan_that_is_about_to_end_is_waited_for(home: Path) -> None:
    """As after a crash: whoever watches over us starts us anew before the old server is gone."""
    parent = processes.python(processes.SERVE, home)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    server = EmbeddedPostgres(home)
    start = threading.Thread(target=server.start)
    with stopped(pid):
        parent.kill()
        parent.communicate()
        start.start()
        start.join(0.3)
        assert start.is_alive()
    start.join(20)
    assert server.running
    server.stop()


@pytest.mark.parametrize("pid", [os.getpid(), 4194304])
def test_a_file_with_somebody_elses_number_is_stale(home: Path, pid: int) -> None:
    """After the machine's restart the number may be anybody's, or nobody's."""
    old = f"{pid}\n{home / 'cluster'}\n1\n5432\n/tmp\n\n123 456\nready\n"
    (home / "cluster" / "postmaster.pid").write_text(old, "ascii")
    assert pidfile.holder(home / "cluster") is None
    with EmbeddedPostgres(home) as server:
        assert server.pid != pid


@pytest.mark.parametrize("content", ["", "\n", "nonsense\n"])
def test_a_file_without_a_number_is_stale(home: Path, content: str) -> None:
    (home / "cluster" / "postmaster.pid").write_text(content, "ascii")
    with EmbeddedPostgres(home) as server:
        assert server.running


def test_of_two_starts_at_once_one_wins(home: Path) -> None:
    both = [processes.python(processes.SERVE, home) for _ in range(2)]
    # The loser ends by itself, the winner when its standard input ends.
    waiting.until(lambda: any(each.poll() is not None for each in both), "one of them has ended")
    loser, winner = sorted(both, key=lambda each: each.poll() is None)
    complained = loser.communicate()[1]
    pid = processes.output(winner).strip()
    assert f"is taken by process {pid}" in complained
