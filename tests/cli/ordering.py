"""Running commands in tests, and `heller office` among them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from tests.handset.processes import environment
from tests.running_city import PASSPHRASE, RunningCity

from heller.cli import main

REFUSED = 1
USAGE = 2


def heller(*words: str, stdin: str | None = None, **environ: str) -> Result:
    """Run `heller`; what it does not handle is raised here."""
    result = CliRunner().invoke(main, list(words), input=stdin, env=environ)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def process(*words: str) -> subprocess.CompletedProcess[str]:
    """Run `heller` in a process of its own, to its end."""
    command = [sys.executable, "-m", "heller.cli", *words]
    return subprocess.run(
        command, env=environment(), capture_output=True, text=True, check=False, timeout=60
    )


def office(city: RunningCity, *words: str, stdin: str | None = None) -> Result:
    """Run `heller office` at a city."""
    return heller("office", "--home", str(city.home.folder), *words, stdin=stdin)


def said(city: RunningCity, *words: str) -> str:
    """Give what an order that is carried out says."""
    result = office(city, *words)
    assert result.exit_code == 0, result.output
    return result.output


def facts(city: RunningCity, *words: str) -> dict[str, Any]:
    """Give what an order answers to a script."""
    found: dict[str, Any] = json.loads(said(city, "--json", *words))
    return found


def approved(city: RunningCity, *words: str, approver: int = 1) -> str:
    """Give an order of two people, with the word of the second one; give what that says."""
    asked = facts(city, *words)
    assert asked["state"] == "waiting"
    return said(city, "approve", asked["op"], *word_of(city.ceremony, approver))


def word_of(ceremony: Path, approver: int = 1) -> tuple[str, ...]:
    """Give the options that name an approver."""
    return ("--as", str(ceremony / f"approver-{approver}.key"), "--passphrase", PASSPHRASE)
