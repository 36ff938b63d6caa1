"""A PostgreSQL server inside Heller: for one machine, the demo and the tests.

    HOME (0700)
      ├── cluster/      PostgreSQL's own data directory; PG_VERSION decides who runs it
      ├── passwords/    one passfile (0600) per role
      ├── postgres.log  what the server says; turned over at a start when it is large
      └── start.lock    held while a server starts, so that two starts do not meet

The server dies with the process that started it (see launch.py) and keeps its data.
"""

import fcntl
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

import psycopg
from psycopg.conninfo import make_conninfo

from heller.postgres import binaries as programs
from heller.postgres import cluster, disk, identity, parameters, pidfile, roles, sockets, waiting
from heller.postgres.binaries import Binaries
from heller.postgres.errors import DataDirectoryTaken, ServerNotRunning, StartFailed
from heller.postgres.identity import Identity
from heller.postgres.keeper import Keeper
from heller.postgres.passwords import Passwords

START_S = 600.0
"""Seconds a start may take: after a crash the server replays its WAL first."""
ORPHAN_S = 10.0
"""Seconds the server of a dead process gets to end, before the directory counts as taken."""
FAST_S = 30.0
"""Seconds for a clean stop, which writes a checkpoint."""
IMMEDIATE_S = 10.0
"""Seconds for an immediate stop, after which the kernel ends the server."""
LARGEST_LOG = 1_000_000
"""Bytes of log above which a start turns it over."""


class EmbeddedPostgres:
    """One PostgreSQL server on the files in `home`: a context manager, or start() and stop().

    `socket_folder` and `binaries` are found when they are not given; `extra` are PostgreSQL
    parameters on top of parameters.py.
    """

    def __init__(
        self,
        home: Path,
        socket_folder: Path | None = None,
        binaries: Path | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> None:
        self.home = home.absolute()
        self.cluster = self.home / "cluster"
        self.log = self.home / "postgres.log"
        self._passwords = Passwords(self.home / "passwords")
        self._socket_folder = socket_folder and socket_folder.absolute()
        self._binaries = binaries
        self._extra = dict(extra or {})
        self._keeper: Keeper | None = None
        self._listening: Path | None = None

    def __enter__(self) -> Self:
        """Start the server."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self.stop()

    @property
    def running(self) -> bool:
        """Say whether the server that this object started is alive."""
        return self._keeper is not None and not self._keeper.ended

    @property
    def pid(self) -> int | None:
        """Give the process id of the server on these files, whoever started it, or None."""
        return pidfile.holder(self.cluster)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the server that this object started has ended; False when it did not."""
        return self._keeper is None or self._keeper.wait(seconds)

    def dsn(self, role: str, dbname: str = roles.DATABASE) -> str:
        """Give the address for a role, as libpq reads it; it names the passfile, not the secret.

        Any process of the same user gets the address of a server that is running.
        Raises ServerNotRunning.
        """
        found = pidfile.read(self.cluster)
        if found is None or not found.socket_folder:
            raise ServerNotRunning(data=self.home)
        host, passfile = found.socket_folder, str(self._passwords.file(role))
        return make_conninfo(host=host, user=role, dbname=dbname, passfile=passfile)

    def start(self) -> None:
        """Start the server, creating data, roles and database when they are missing.

        Returns when the server takes connections. Raises BinariesMissing, DataDirectoryTaken,
        DataDirectoryForeign, NobodyToRunAs, InitFailed, SocketDirectoryUnsafe, StartFailed.
        """
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        identity.require_own(self.home)
        found = programs.find(self._binaries, programs.data_major(self.cluster))
        user = identity.choose(self.home, found, fresh=not self.cluster.exists())
        with self._alone(user):
            self._require_free()
            secrets = {role: self._passwords.ensure(role, user) for role in roles.ALL}
            if not self.cluster.exists():
                cluster.create(self.cluster, found, user, roles.ADMIN, secrets[roles.ADMIN])
            try:
                self._run(found, user)
                self._ensure_roles(secrets)
            except BaseException:
                self.stop()
                raise

    def stop(self) -> None:
        """Stop the server cleanly; when that takes too long, at once. Nothing committed is lost."""
        if self._keeper is None:
            return
        for number, patience in (
            (signal.SIGINT, FAST_S),
            (signal.SIGQUIT, IMMEDIATE_S),
            (signal.SIGKILL, IMMEDIATE_S),
        ):
            self._keeper.signal(number)
            if self._keeper.wait(patience):
                break
        self._keeper = None
        if self._listening is not None and self._socket_folder is None:
            sockets.discard(self._listening)

    @contextmanager
    def _alone(self, user: Identity) -> Iterator[None]:
        descriptor = disk.open_own(self.home / "start.lock", os.O_RDWR, user)
        try:
            if not waiting.until(lambda: _locked(descriptor), START_S):
                raise DataDirectoryTaken(data=self.home, pid="another start (it holds start.lock)")
            yield
        finally:
            os.close(descriptor)

    def _require_free(self) -> None:
        """See that no server is on these files, and clear away what a dead one left."""
        pid = pidfile.holder(self.cluster)
        if pid is not None and pidfile.started_by(pid) not in (None, pidfile.parent(pid)):
            # Its parent has just died, and it is about to.
            waiting.until(lambda: self.pid is None, ORPHAN_S)
            pid = pidfile.holder(self.cluster)
        if pid is not None:
            raise DataDirectoryTaken(data=self.home, pid=pid)
        pidfile.clear(self.cluster, IMMEDIATE_S)

    def _run(self, found: Binaries, user: Identity) -> None:
        folder = self._socket_folder or sockets.choose(self.home, user)
        sockets.prepare(folder, user)
        if self._socket_folder is None:
            sockets.clear(folder)
        self._listening = folder
        settings = parameters.for_major(found.major) | self._extra
        settings |= {"unix_socket_directories": str(folder), pidfile.PARENT: str(os.getpid())}
        program = [found.program("postgres"), "-D", str(self.cluster)]
        program += [f"--{name}={value}" for name, value in settings.items()]
        command = user.command(self.cluster, program, parent=os.getpid())
        log = self._open_log(user)
        try:
            self._keeper = Keeper(command, log)
        finally:
            os.close(log)
        self._wait_until_ready(self._keeper)

    def _wait_until_ready(self, keeper: Keeper) -> None:
        def ready() -> bool:
            found = pidfile.read(self.cluster)
            return found is not None and (found.pid, found.status) == (keeper.pid, pidfile.READY)

        if not waiting.until(lambda: keeper.ended or ready(), START_S):
            self._fail(f"did not get ready within {START_S:.0f} seconds")
        if keeper.ended:
            self._fail("ended while it was starting")

    def _fail(self, how: str) -> NoReturn:
        lines = self.log.read_text("utf-8", errors="replace").splitlines()
        tail = "\n".join(lines[-20:])
        raise StartFailed(data=self.home, how=how, log=self.log, tail=tail)

    def _open_log(self, user: Identity) -> int:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        return disk.open_own(self.log, os.O_WRONLY | os.O_APPEND, user)

    def _ensure_roles(self, secrets: Mapping[str, str]) -> None:
        with psycopg.connect(self.dsn(roles.ADMIN, "postgres"), autocommit=True) as admin:
            standby = admin.execute("SELECT pg_is_in_recovery()").fetchone()
            if standby == (False,):
                roles.ensure(admin, secrets)
                roles.create_database(admin)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
