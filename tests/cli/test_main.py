"""`heller` knows its commands by name and loads only the one that is used."""

import subprocess
import sys
from importlib.util import find_spec

import click
import pytest
from click.testing import CliRunner
from tests.handset.processes import environment

from heller import __version__
from heller.cli import main
from heller.cli.main import COMMANDS, Place

HERE = [name for name, place in COMMANDS.items() if find_spec(place.module)]
LOADED = """
import sys
from heller.cli import main
try:
    main(["--help"])
except SystemExit:
    pass
print(sorted(name for name in sys.modules if name.startswith("heller.")))
"""


def test_help_loads_no_command() -> None:
    command = [sys.executable, "-c", LOADED]
    said = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == str(["heller.cli", "heller.cli.main"])


def test_help_lists_what_is_there() -> None:
    said = CliRunner().invoke(main, ["--help"]).output
    listed = said.partition("Commands:\n")[2]
    assert [line.split()[0] for line in listed.splitlines()] == HERE
    assert CliRunner().invoke(main, ["-h"]).output == said


@pytest.mark.parametrize("name", HERE)
def test_each_command_is_loaded_by_its_name(name: str) -> None:
    command = COMMANDS[name].load()
    assert command.name == name
    assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0


def test_what_is_not_there_is_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "planned", Place("heller.cli.planned:planned", "Later."))
    for name in ("planned", "unheard-of"):
        refused = CliRunner().invoke(main, [name])
        assert (refused.exit_code, f"No such command '{name}'" in refused.output) == (2, True)
    assert "planned" not in CliRunner().invoke(main, ["--help"]).output


def test_a_place_that_holds_no_command_is_a_broken_invariant() -> None:
    with pytest.raises(AssertionError):
        Place("heller.cli.main:COMMANDS", "A table.").load()


def test_the_version_is_said() -> None:
    assert CliRunner().invoke(main, ["--version"]).output == f"heller {__version__}\n"


def test_all_commands_are_click_commands() -> None:
    assert isinstance(main, click.Group)
