"""What the machine gives and what an idle city takes."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil

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
    """Sum the proportional memory of a process and everything below it, in megabytes."""
    parent = psutil.Process(pid)
    family = [parent, *parent.children(recursive=True)]
    return sum(member.memory_full_info().pss for member in family) / 1_000_000
