"""The thread that starts the server and waits for its end.

The kernel ties a child's life to the *thread* that started it, not to the process. So the server is
started by a thread that does nothing else and lives as long as the process does; whoever calls
start() may be a short-lived thread.
"""

import subprocess
import threading
from concurrent.futures import Future

ENVIRONMENT = {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"}
"""All that reaches PostgreSQL: the caller's environment may hold secrets, PGDATA or PGOPTIONS."""


class Keeper:
    """One run of one program, from its start to its end; `log` is an open file's descriptor."""

    def __init__(self, command: list[str], log: int) -> None:
        self._command = command
        self._log = log
        self._started: Future[subprocess.Popen[bytes]] = Future()
        self._ended = threading.Event()
        # A daemon: a forgotten server does not keep the interpreter from ending; it dies with it.
        threading.Thread(target=self._keep, name="postgres-keeper", daemon=True).start()
        self._process = self._started.result()

    def _keep(self) -> None:
        try:
            process = self._start()
        except BaseException as error:  # noqa: BLE001 - it is raised again where result() is asked
            self._started.set_exception(error)
            return
        self._started.set_result(process)
        process.wait()
        self._ended.set()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            env=ENVIRONMENT,
            # Ctrl-C is for the supervisor, which stops the doors before the database.
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """Give the program's process id."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Say whether the program has ended."""
        return self._ended.is_set()

    def wait(self, seconds: float | None) -> bool:
        """Wait for the end; False when it did not come within the seconds."""
        return self._ended.wait(seconds)

    def signal(self, number: int) -> None:
        """Send a signal; to a program that has ended nothing is sent."""
        self._process.send_signal(number)
