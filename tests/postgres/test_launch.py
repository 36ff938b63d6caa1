"""No server outlives the process that started it, and nothing committed is lost with either."""

import os
import signal
from pathlib import Path

import psycopg
from tests.postgres import processes, waiting

from heller.postgres import launch, roles
from heller.postgres.embedded import EmbeddedPostgres

HOLD_A_QUERY = "SELECT pg_sleep(600)"


def write(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.dsn(roles.OWNER), autocommit=True) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS public.t (n int)")
        owner.execute("INSERT INTO public.t VALUES (1)")


def rows(server: EmbeddedPostgres) -> list[tuple[int]]:
    with psycopg.connect(server.dsn(roles.OWNER)) as owner:
        return owner.execute("SELECT n FROM public.t").fetchall()


def kill_parent(home: Path) -> EmbeddedPostgres:
    """Let another process start the server, write, and die without a chance to clean up."""
    parent = processes.python(processes.SERVE, home)
    assert parent.stdout is not None
    parent.stdout.readline()
    server = EmbeddedPostgres(home)
    assert len(processes.of(server)) > 3
    write(server)
    # Somebody is in the middle of a long query.
    busy = psycopg.connect(server.dsn(roles.OWNER))
    busy.pgconn.send_query(HOLD_A_QUERY.encode())
    parent.kill()
    parent.communicate()
    busy.close()
    return server


def test_a_killed_parent_leaves_no_process_and_loses_no_row(home: Path) -> None:
    server = kill_parent(home)
    waiting.until(lambda: processes.of(server) == [], "all processes are gone", seconds=5)
    with server:
        assert rows(server) == [(1,)]


def test_a_parent_that_ends_without_stopping_leaves_no_process(home: Path) -> None:
    parent = processes.python(processes.SERVE, home)
    assert parent.stdout is not None
    parent.stdout.readline()
    processes.output(parent)
    server = EmbeddedPostgres(home)
    waiting.until(lambda: processes.of(server) == [], "all processes are gone", seconds=5)


def test_a_killed_postmaster_comes_back_with_its_rows(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        write(server)
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        assert server.wait(5)
        assert not server.running
        server.start()
        assert rows(server) == [(1,)]


def test_a_child_that_lingers_is_ended_before_the_next_start(home: Path) -> None:
    """A backend that does not notice its postmaster's death holds the shared memory."""
    server = EmbeddedPostgres(home)
    server.start()
    write(server)
    lingering = psycopg.connect(server.dsn(roles.OWNER))
    stopped = lingering.info.backend_pid
    os.kill(stopped, signal.SIGSTOP)
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    assert server.wait(5)
    waiting.until(lambda: processes.of(server) == [stopped], "only the stopped backend is left")
    with server:
        assert stopped not in processes.of(server)
        assert rows(server) == [(1,)]
    lingering.close()


def test_a_program_whose_parent_is_gone_already_does_not_begin(tmp_path: Path) -> None:
    """The parent may die before the launcher asks for the signal: it would never come."""
    nobody = "4194304"  # above the largest process id there is
    code = (
        f"import runpy, sys; sys.argv = ['launch', '{nobody}', '{tmp_path}', 'stay', '0', '0',"
        f" '--', '/bin/touch', 'begun']; runpy.run_path('{launch.__file__}', run_name='__main__')"
    )
    process = processes.python(code)
    complained = process.communicate()[1]
    assert (process.returncode, complained.strip()) == (
        1,
        "the process that started this one is gone",
    )
    assert not (tmp_path / "begun").exists()
