"""What the machine gives is read from the machine."""

import os
import subprocess
import sys
from pathlib import Path

from heller.operate.bench.resources import fsync_us, tree_pss_mb


def test_a_durable_write_takes_time_and_leaves_nothing(tmp_path: Path) -> None:
    assert fsync_us(tmp_path) > 0
    assert list(tmp_path.iterdir()) == []


def test_memory_counts_the_whole_family() -> None:
    alone = tree_pss_mb(os.getpid())
    hold = "data = bytearray(50_000_000); print('ready', flush=True); input()"
    command = [sys.executable, "-c", hold]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        together = tree_pss_mb(os.getpid())
        child.communicate(b"\n")
    assert together - alone > 45
