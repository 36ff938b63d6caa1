"""The process of a server, as the till door has it."""

from pathlib import Path

from tests.running_city import RunningCity

from heller.web.process import OPEN_FILES


def test_door_may_open_many_files(city: RunningCity) -> None:
    assert city.process is not None
    lines = Path(f"/proc/{city.process.pid}/limits").read_text().splitlines()
    (files,) = (line.split() for line in lines if line.startswith("Max open files"))
    assert int(files[3]) == min(OPEN_FILES, int(files[4]))
