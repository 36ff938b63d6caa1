"""A process beside the door: run when something is due, ended with the door, missed by no till."""

import os
import signal
import sys
from collections.abc import Callable, Hashable
from pathlib import Path

from tests.running_city import RunningCity, until

from heller.operate.beside import run_beside

WRITES_AND_WAITS = (
    "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()} '); time.sleep(60)"
)
WRITES_AND_ENDS = (
    "import sys; open(sys.argv[1], 'a').write(f'{sys.argv[2]} '); sys.exit(int(sys.argv[2]))"
)


def ids(file: Path) -> list[int]:
    return [int(one) for one in file.read_text().split()] if file.exists() else []


def is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def counted(answers: list[Hashable]) -> tuple[Callable[[], Hashable], list[Hashable]]:
    """Answer one after the other, the last one for ever; tells what was answered."""
    asked: list[Hashable] = []

    def due() -> Hashable:
        asked.append(answers[min(len(asked), len(answers) - 1)])
        return asked[-1]

    return due, asked


def test_it_runs_when_something_new_is_due_and_not_else(tmp_path: Path) -> None:
    file = tmp_path / "ids"
    due, asked = counted([None, 1, 1, 2, 2])
    with run_beside([sys.executable, "-c", WRITES_AND_ENDS, str(file), "0"], due, 0.01):
        until(lambda: len(asked) > 8, "it was asked often")
    assert ids(file) == [0, 0]


def test_what_failed_is_tried_again(tmp_path: Path) -> None:
    file = tmp_path / "ids"
    due, _ = counted([1])
    with run_beside([sys.executable, "-c", WRITES_AND_ENDS, str(file), "3"], due, 0.01):
        until(lambda: len(ids(file)) > 2, "it runs again")


def test_it_ends_with_the_block(tmp_path: Path) -> None:
    file = tmp_path / "ids"
    due, _ = counted([1])
    with run_beside([sys.executable, "-c", WRITES_AND_WAITS, str(file)], due, 0.01):
        until(lambda: len(ids(file)) == 1, "it runs")
        assert is_running(ids(file)[0])
    assert not is_running(ids(file)[0])


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


def with_stuck_snapshots(city: RunningCity) -> int:
    """Start the city anew so that its snapshot waits for somebody to read; give that process."""
    city.home.snapshot_base.unlink(missing_ok=True)
    city.home.snapshots.mkdir(parents=True, exist_ok=True)
    pipe = city.home.snapshots / ".full.bin.new"
    if not pipe.is_fifo():
        os.mkfifo(pipe)
    city.start()
    until(lambda: beside(city) is not None, "a snapshot is made")
    found = beside(city)
    assert found is not None
    return found


def test_the_door_does_not_miss_it_and_a_killed_door_takes_it_along(own_city: RunningCity) -> None:
    own_city.stop()
    found = with_stuck_snapshots(own_city)
    os.kill(found, signal.SIGKILL)
    until(lambda: not is_running(found), "it has ended")
    assert own_city.is_open()
    own_city.kill()
    found = with_stuck_snapshots(own_city)
    own_city.kill()
    until(lambda: not is_running(found), "it ends with its door")


def test_an_idle_city_keeps_no_process_for_it(own_city: RunningCity) -> None:
    until((own_city.home.snapshots / "full.bin").exists, "the SNAPSHOT is there")
    until(lambda: beside(own_city) is None, "it has ended")
    assert own_city.home.snapshot_base.stat().st_mode & 0o077 == 0
