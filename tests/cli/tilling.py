"""Running `heller till` in tests."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from heller.cli import main


def till(home: Path, *words: str, stdin: str | None = None) -> Result:
    """Run `heller till` for people."""
    result = CliRunner().invoke(main, ["till", "--home", str(home), *words], input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def facts(home: Path, *words: str, code: int = 0) -> dict[str, Any]:
    """Run `heller till` for a script, which must end with this code; gives its last answer."""
    result = till(home, *words, "--json")
    assert result.exit_code == code, result.output
    found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return found
