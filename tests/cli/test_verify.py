"""`heller verify` and `heller rebuild`: what they say, and how they end."""

import json
from pathlib import Path

import pytest
from tests.cli.ordering import REFUSED, heller, process
from tests.running_city import RunningCity, make_city

from heller.cli.verify import progress
from heller.operate.audit import owner_dsn
from heller.postgres.connect import connect


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> RunningCity:
    """A city that does not run."""
    return make_city(tmp_path_factory.mktemp("stopped"))


def test_good_book_ends_with_zero(city: RunningCity) -> None:
    home = ("--home", str(city.home.folder))
    found = json.loads(heller("verify", *home, "--json").stdout)
    assert (found["good"], found["findings"], found["entries"]) == (True, [], city.seq())
    shown = heller("verify", *home)
    assert shown.exit_code == 0
    assert shown.stdout == (
        f"{found['entries']} entries, root {found['root']}. Everything follows from the journal.\n"
    )
    assert shown.stderr == f"entries {found['entries']}/{found['entries']}\n"


def test_rebuild_of_a_running_city_is_refused(city: RunningCity) -> None:
    refused = heller("rebuild", "--home", str(city.home.folder))
    assert (refused.exit_code, "Stop the city (`heller serve`) first" in refused.stderr) == (
        REFUSED,
        True,
    )


def test_difference_is_named_and_rebuilt(stopped: RunningCity) -> None:
    home = ("--home", str(stopped.home.folder))
    with owner_dsn(stopped.home) as dsn, connect(dsn, "test") as connection:
        connection.execute("DELETE FROM book.register WHERE key = 'office-1'")
    found = heller("verify", *home, "--json")
    answer = json.loads(found.stdout)
    assert (found.exit_code, answer["good"]) == (REFUSED, False)
    (finding,) = answer["findings"]
    shown = heller("verify", *home).stdout.splitlines()
    assert shown[0] == f"{finding['where']}: {finding['what']}"
    assert shown[1].endswith("The book differs.")
    rows = json.loads(heller("rebuild", *home, "--json").stdout)
    assert rows["register"] > 0
    assert heller("verify", *home).exit_code == 0


@pytest.mark.parametrize("command", ["verify", "rebuild"])
def test_folder_without_a_city_is_told(command: str, tmp_path: Path) -> None:
    refused = process(command, "--home", str(tmp_path))
    assert (refused.returncode, "heller city create" in refused.stderr) == (REFUSED, True)
    assert "Traceback" not in refused.stderr


def test_progress_is_plain_lines_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    for quiet in (False, True):
        show = progress("entries", quiet=quiet)
        for done in (1, 100_000, 100_001):
            show(done, 100_001)
    assert capsys.readouterr().err == "entries 100000/100001\nentries 100001/100001\n"
