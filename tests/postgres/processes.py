"""What runs on this machine, and Python programs as other users."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from heller.postgres.embedded import EmbeddedPostgres

SOURCE = Path(__file__).parents[2] / "src"
PACKAGES = [path for path in sys.path if path.endswith("site-packages")]
SYSTEM_PYTHON = f"/usr/bin/python3.{sys.version_info.minor}"

SERVE = """
import sys
from pathlib import Path
from heller.postgres.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
sys.stdin.read()
"""
"""Starts a server and keeps it until the standard input ends, then leaves without stopping it."""


def python(
    code: str, *arguments: object, user: str | None = None, groups: Sequence[int] = ()
) -> subprocess.Popen[str]:
    """Start a Python program with our source on its path, as another user or in groups if asked."""
    # Another user may be kept out of the folder that our own Python lies in.
    program = SYSTEM_PYTHON if user and Path(SYSTEM_PYTHON).exists() else sys.executable
    return subprocess.Popen(
        [program, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": os.pathsep.join([str(SOURCE), *PACKAGES])},
        text=True,
        user=user,
        group="nogroup" if user else None,
        extra_groups=groups if user or groups else None,
    )


def output(process: subprocess.Popen[str], seconds: float = 60.0) -> str:
    """Wait for the program's end and give what it said; it must have ended well."""
    said, complained = process.communicate(timeout=seconds)
    assert process.returncode == 0, complained
    return said


def of(server: EmbeddedPostgres) -> list[int]:
    """Give the process ids of all of the server's processes, found by their working folder."""
    return sorted(pid for pid in _pids() if _works_in(pid, server.cluster))


def status(server: EmbeddedPostgres, field: str) -> set[str]:
    """Give what /proc/PID/status says under that name, over all of the server's processes."""
    return {value for pid in of(server) for value in _status(pid, field)}


def memory_kib(server: EmbeddedPostgres) -> int:
    """Give the memory of all of a server's processes in KiB; what they share counts once."""
    return sum(map(_pss_kib, of(server)))


def _pss_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it has ended meanwhile
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _status(pid: int, field: str) -> list[str]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return []  # it has ended meanwhile
    return [line.split(":", 1)[1].strip() for line in lines if line.startswith(f"{field}:")]


def _pids() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _works_in(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        return False
