"""The thread that the server's life hangs on."""

import signal
import threading
from pathlib import Path

import pytest
from tests.postgres import waiting
from tests.postgres.asking import ask

from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.keeper import Keeper


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


def test_a_program_is_started_signalled_and_waited_for(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as log:
        keeper = Keeper(["/bin/sh", "-c", "echo here; exec sleep 600"], log.fileno())
    waiting.until(lambda: (tmp_path / "log").read_text("ascii") == "here\n", "it has begun")
    assert (keeper.ended, keeper.wait(0)) == (False, False)
    keeper.signal(signal.SIGTERM)
    assert keeper.wait(10)
    assert keeper.ended
    keeper.signal(signal.SIGTERM)


def test_a_program_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as log, pytest.raises(FileNotFoundError):
        Keeper([str(tmp_path / "nothing")], log.fileno())


def test_nothing_of_our_environment_reaches_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGDATA", "/elsewhere")
    with (tmp_path / "log").open("w") as log:
        keeper = Keeper(["/usr/bin/env"], log.fileno())
    assert keeper.wait(10)
    said = (tmp_path / "log").read_text("ascii").splitlines()
    assert sorted(said) == ["LC_ALL=C", "PATH=/usr/bin:/bin", "TZ=UTC"]
