"""A process beside the door that runs when there is something to do, and may fail unnoticed."""

import subprocess
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import structlog

log = structlog.get_logger()
PATIENCE_S: Final = 5.0


class _Keeper(threading.Thread):
    """Looks now and then and waits for the process, so that the door keeps its interpreter."""

    def __init__(self, command: Sequence[str], due: Callable[[], Hashable], every_s: float) -> None:
        super().__init__(name="beside", daemon=True)
        self._command, self._due, self._every_s = command, due, every_s
        self._starting, self._told = threading.Lock(), threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._done: Hashable = None

    def run(self) -> None:
        while not self._told.is_set():
            due = self._due()
            if due not in (None, self._done) and self._ran():
                self._done = due
            self._told.wait(self._every_s)

    def _ran(self) -> bool:
        child = self._start()
        if child is None:
            return False
        code = child.wait()
        if code and not self._told.is_set():
            log.warning("beside_failed", command=self._command[2:5], exit_code=code)
        return code == 0

    def _start(self) -> subprocess.Popen[bytes] | None:
        with self._starting:
            if self._told.is_set():
                return None
            self._child = subprocess.Popen(self._command, stdin=subprocess.DEVNULL)
            return self._child

    def stop(self) -> None:
        with self._starting:
            self._told.set()
            if self._child is not None:
                self._child.terminate()
        self.join(PATIENCE_S)


@contextmanager
def run_beside(
    command: Sequence[str], due: Callable[[], Hashable], every_s: float
) -> Iterator[None]:
    """Run a command whenever `due` says something new, as long as the block lasts.

    Asked at once, and then every so many seconds; None means that nothing is known. What is due
    counts as done when the command ended with 0, else it is tried again.
    """
    keeper = _Keeper(command, due, every_s)
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()
