"""What the machine gives and what an idle city takes."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import httpx

from heller.operate.home import Home

SYNCS = 100
BLOCK = b"x" * 8192
IDLE_SECONDS = 1.0


def fsync_us(folder: Path) -> float:
    """Measure one small durable write on the disk of this folder: the median in microseconds."""
    path = folder / "fsync-measure"
    times = []
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        for _ in range(SYNCS):
            begin = time.perf_counter_ns()
            os.pwrite(descriptor, BLOCK, 0)
            os.fdatasync(descriptor)
            times.append((time.perf_counter_ns() - begin) // 1000)
    finally:
        os.close(descriptor)
        path.unlink()
    return statistics.median(times)


def idle_mb(home: Home) -> float:
    """Start the city as an operator does and sum the memory (PSS) of all its processes."""
    command = [sys.executable, "-m", "heller.cli", "serve", "till", "--home", str(home.folder)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    settings = home.settings()
    try:
        _wait(f"http://{settings.host}:{settings.port}/v1/health")
        time.sleep(IDLE_SECONDS)
        return tree_pss_mb(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait(address: str) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            httpx.get(address, timeout=1)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return


def tree_pss_mb(pid: int) -> float:
    """Sum the proportional memory (PSS) of a process and everything below it, in megabytes."""
    return sum(_pss_kib(one) for one in [pid, *_below(pid)]) * 1024 / 1_000_000


def _below(pid: int) -> list[int]:
    found = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in listed.read_text(encoding="ascii").split():
            found += [int(child), *_below(int(child))]
    return found


def _pss_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
