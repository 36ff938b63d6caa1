"""A real synchronous standby of an embedded server, for testing what replication can lose.

    with EmbeddedPostgres(a) as primary, Standby(primary, b) as standby:
        standby.make_synchronous()
        with standby.cut():          # the walsender is stopped: the standby gets nothing any more
            ...                      # a commit waits here
        standby.promote()            # or: the primary dies, the standby takes over

Stop the walsender, never the receiver: stopping the receiver leaves WAL in the socket's buffers,
which hides the loss.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg.conninfo import make_conninfo
from tests.postgres import waiting

from heller.postgres import binaries, roles
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.keeper import ENVIRONMENT


class Standby:
    """A copy of the primary under `home`, streaming from it until promoted or stopped."""

    def __init__(self, primary: EmbeddedPostgres, home: Path, name: str = "standby") -> None:
        self.primary = primary
        self.name = name
        self.server = EmbeddedPostgres(home)

    def __enter__(self) -> Self:
        self._copy()
        self.server.start()
        waiting.until(lambda: self.walsender() is not None, "the standby streams")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.server.stop()

    def dsn(self, role: str, dbname: str = roles.DATABASE) -> str:
        """Give the standby's own address."""
        return self.server.dsn(role, dbname)

    def make_synchronous(self) -> None:
        """Let every commit on the primary wait for this standby."""
        self._name_synchronous(self.name)
        waiting.until(lambda: self._state() == "sync", "the standby is synchronous")

    def make_asynchronous(self) -> None:
        """Let commits on the primary wait for nobody."""
        self._name_synchronous("")
        waiting.until(lambda: self._state() == "async", "the standby is asynchronous")

    def walsender(self) -> int | None:
        """Give the primary's process that sends to this standby; None while none streams."""
        row = self._ask("SELECT pid FROM pg_stat_replication WHERE state = 'streaming'")
        return int(str(row[0])) if row else None

    @contextmanager
    def cut(self) -> Iterator[int]:
        """Stop the walsender; go on with it afterwards, if it is still there."""
        pid = self.walsender()
        assert pid is not None, "the standby does not stream"
        os.kill(pid, signal.SIGSTOP)
        waiting.until(lambda: _is_stopped(pid), "the walsender is stopped")
        try:
            yield pid
        finally:
            if _exists(pid):
                os.kill(pid, signal.SIGCONT)

    def promote(self) -> None:
        """Make the standby a primary of its own."""
        with psycopg.connect(self.dsn(roles.ADMIN, "postgres"), autocommit=True) as admin:
            row = admin.execute("SELECT pg_promote()").fetchone()
        assert row == (True,), "the standby was not promoted within a minute"

    def _copy(self) -> None:
        self.server.home.mkdir(mode=0o700)
        shutil.copytree(self.primary.home / "passwords", self.server.home / "passwords")
        program = _programs(self.primary).program("pg_basebackup")
        source = make_conninfo(
            self.primary.dsn(roles.ADMIN, "postgres"), application_name=self.name
        )
        command = [program, f"--dbname={source}", f"--pgdata={self.server.cluster}"]
        command += ["--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast"]
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def _name_synchronous(self, names: str) -> None:
        with self._admin() as admin:
            admin.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
            admin.execute("SELECT pg_reload_conf()")

    def _state(self) -> object:
        row = self._ask("SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming'")
        return row and row[0]

    def _ask(self, question: str) -> tuple[object, ...] | None:
        with self._admin() as admin:
            question += " AND application_name = %s"
            return admin.execute(question.encode(), [self.name]).fetchone()

    def _admin(self) -> psycopg.Connection:
        dsn = self.primary.dsn(roles.ADMIN, "postgres")
        return psycopg.connect(dsn, autocommit=True)


@contextmanager
def pair(folder: Path) -> Iterator[Standby]:
    """Run a primary and its synchronous standby, on files below the folder."""
    with (
        EmbeddedPostgres(folder / "primary") as primary,
        Standby(primary, folder / "standby") as standby,
    ):
        standby.make_synchronous()
        yield standby


def _programs(server: EmbeddedPostgres) -> binaries.Binaries:
    return binaries.find(major=binaries.data_major(server.cluster))


def _is_stopped(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    return state == "T"


def _exists(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()
