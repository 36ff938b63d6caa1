"""Who holds a data directory, read from postmaster.pid and /proc.

PostgreSQL's processes all have the data directory as their working folder; that tells them from any
process that happens to have an old number.
"""

import os
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from heller.postgres import waiting

READY = "ready"
PARENT = "heller.parent"
"""A parameter of ours on the server's command line: the process that it belongs to."""


@dataclass(frozen=True, slots=True)
class PidFile:
    """What a server wrote into postmaster.pid. Empty texts: it has not got that far."""

    pid: int
    socket_folder: str
    status: str


def read(cluster: Path) -> PidFile | None:
    """Read postmaster.pid of this data directory; None when there is none or it is still empty."""
    try:
        lines = (cluster / "postmaster.pid").read_text("utf-8").splitlines()
        pid = int(lines[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    lines += [""] * 8
    return PidFile(abs(pid), socket_folder=lines[4], status=lines[7].strip())


def holder(cluster: Path) -> int | None:
    """Give the process id of the living server on this data directory; None when there is none."""
    found = read(cluster)
    return found.pid if found and _works_in(found.pid, cluster) else None


def parent(pid: int) -> int:
    """Give the process id of a process' parent now; 0 when the process is gone."""
    try:
        # The second field is a name in brackets and may hold anything, blanks too.
        after_name = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2]
    except OSError:
        return 0
    return int(after_name.split()[1])


def started_by(pid: int) -> int | None:
    """Give the process that a server's command line says it belongs to; None: not one of ours."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return None
    found = re.search(rf"\0--{PARENT}=(\d+)\0", command)
    return int(found[1]) if found else None


def clear(cluster: Path, seconds: float) -> None:
    """Remove what a dead server left: children that did not notice yet, and its postmaster.pid.

    Only to be called when holder() is None. A child of a dead server has nothing left to save: the
    next start recovers from the WAL. The file goes too: its number may be another process' by now.
    A child that the kernel cannot end within the seconds makes PostgreSQL refuse the start.
    """
    for pid in _workers(cluster):
        _kill(pid)
    waiting.until(lambda: not any(_workers(cluster)), seconds)
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _workers(cluster: Path) -> Iterator[int]:
    return (pid for pid in _all_pids() if _works_in(pid, cluster))


def _all_pids() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _works_in(pid: int, cluster: Path) -> bool:
    process = Path("/proc") / str(pid)
    try:
        name = (process / "comm").read_text("utf-8").strip()
        return name in {"postgres", "postmaster"} and (process / "cwd").samefile(cluster)
    except OSError:
        # Gone meanwhile, or of another user, who cannot open our folder (0700).
        return False


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
