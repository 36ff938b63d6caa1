"""A process beside the door: started again when it ends, ended with the door, missed by no till."""

import os
import signal
import sys
from pathlib import Path

from tests.running_city import RunningCity, until

from heller.operate.beside import kept_beside

WRITES_ITS_ID = (
    "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()} '); time.sleep(60)"
)


def ids(file: Path) -> list[int]:
    return [int(one) for one in file.read_text().split()] if file.exists() else []


def is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_it_is_started_again_and_ends_with_the_block(tmp_path: Path) -> None:
    file = tmp_path / "ids"
    with kept_beside([sys.executable, "-c", WRITES_ITS_ID, str(file)], again_s=0.01):
        until(lambda: len(ids(file)) == 1, "it runs")
        os.kill(ids(file)[0], signal.SIGKILL)
        until(lambda: len(ids(file)) == 2, "it runs again")
        (first, second) = ids(file)
        assert (is_running(first), is_running(second)) == (False, True)
    assert not is_running(second)


def beside(city: RunningCity) -> int | None:
    """Find the process that makes this city's snapshots."""
    assert city.process is not None
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and parent_of(entry) == city.process.pid:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            if b"snapshots" in words:
                return int(entry.name)
    return None


def parent_of(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has ended meanwhile
        return 0


def test_the_door_does_not_miss_it_and_a_killed_door_takes_it_along(own_city: RunningCity) -> None:
    until(lambda: beside(own_city) is not None, "snapshots are made")
    found = beside(own_city)
    assert found is not None
    os.kill(found, signal.SIGKILL)
    until(lambda: beside(own_city) is None, "it has ended")
    assert own_city.is_open()
    own_city.kill()
    own_city.start()
    until(lambda: beside(own_city) is not None, "snapshots are made")
    found = beside(own_city)
    own_city.kill()
    until(lambda: not is_running(found or 0), "it ends with its door")
