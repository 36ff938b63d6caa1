"""A process beside the door that may die without anyone at a till noticing: it is started again."""

import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import structlog

log = structlog.get_logger()
AGAIN_S: Final = 60.0
PATIENCE_S: Final = 5.0


class _Keeper(threading.Thread):
    """Waits for the process; nothing else, so that the door keeps the interpreter for itself."""

    def __init__(self, command: Sequence[str], again_s: float) -> None:
        super().__init__(name="beside", daemon=True)
        self._command, self._again_s = command, again_s
        self._starting, self._told = threading.Lock(), threading.Event()
        self._child: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        while (child := self._start()) is not None:
            code = child.wait()
            if not self._told.is_set():
                log.warning("beside_ended", command=self._command[-1], exit_code=code)
            self._told.wait(self._again_s)

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
def kept_beside(command: Sequence[str], again_s: float = AGAIN_S) -> Iterator[None]:
    """Run a command as long as the block lasts; when it ends it is started again after a while."""
    keeper = _Keeper(command, again_s)
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()
