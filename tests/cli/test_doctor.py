"""`heller doctor` in lines and in JSON; 1 when something fails."""

import json
from pathlib import Path

from click.testing import CliRunner
from tests.running_city import RunningCity

from heller.cli.main import main


def test_doctor_at_a_running_city(city: RunningCity) -> None:
    found = CliRunner().invoke(main, ["doctor", "--home", str(city.home.folder)])
    assert (found.exit_code, "ok    door" in found.output) == (0, True)


def test_doctor_without_a_city(tmp_path: Path) -> None:
    found = CliRunner().invoke(main, ["doctor", "--home", str(tmp_path), "--json"])
    said = json.loads(found.output)
    assert (found.exit_code, said["good"]) == (1, False)
    assert {"name": "home", "level": "fail"}.items() <= said["findings"][0].items()
