"""One program at a time in a till's folder; the lock goes with its process, however it ends."""

import fcntl
import os
from pathlib import Path
from typing import Final

from heller.handset.problems import HomeBusy

NAME: Final = "lock"


class HomeLock:
    """Holds a till's folder until `release`."""

    def __init__(self, home: Path) -> None:
        """Take the folder; raises HomeBusy when another program has it."""
        self._descriptor = os.open(home / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._descriptor, 32, 0).decode(errors="replace").strip()
            os.close(self._descriptor)
            raise HomeBusy(f"({home}, process {holder or '?'})") from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Leave the folder to others."""
        os.close(self._descriptor)
