"""A till's folder has one program at a time; the lock ends with its process, however that ends."""

from pathlib import Path

import pytest
from tests.handset.processes import python

from heller.handset.lock import HomeLock
from heller.handset.problems import HomeBusy

HOLDER = """
import sys
from pathlib import Path
from heller.handset.lock import HomeLock
HomeLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_program_learns_who_has_the_folder(tmp_path: Path) -> None:
    with python(HOLDER, tmp_path) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(HomeBusy, match=f"process {holder.pid}"):
            HomeLock(tmp_path)
        holder.kill()
        holder.wait()
        HomeLock(tmp_path).release()


def test_a_released_folder_is_free(tmp_path: Path) -> None:
    HomeLock(tmp_path).release()
    HomeLock(tmp_path).release()
