"""The office's desk on the command line: which city, which key, how to answer."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from heller.errors import Problem
from heller.operate.errors import OperateError
from heller.operate.home import Home
from heller.operate.office import Office
from heller.operate.open_city import office_of


class Desk:
    """Sits at one city's office with one key; opened when an order is given."""

    def __init__(self, home: Home, key: Path | None, *, as_json: bool) -> None:
        """Remember what the options say."""
        self.home, self._key, self._json = home, key, as_json

    def open(self) -> Office:
        """Sit down at the office."""
        return office_of(self.home, self._key)

    def run(self, work: Callable[[Office], dict[str, Any]], say: str) -> dict[str, Any]:
        """Do one thing and say what became of it."""
        try:
            with closing(self.open()) as office:
                result = work(office)
        except (OperateError, Problem, OSError) as error:
            raise click.ClickException(str(error)) from None
        if self._json:
            click.echo(json.dumps(result))
        elif result.get("state") == "waiting":
            click.echo(f"Waits for a second person: heller office approve {result['op']}")
        else:
            click.echo(say.format(**_facts(result)))
        return result

    def tell(self, text: str) -> None:
        """Say something more to a person; a script has it in the answer."""
        if not self._json:
            click.echo(text)

    def order(self, kind: str, arguments: dict[str, Any], side: object, say: str) -> dict[str, Any]:
        """Give one order."""
        return self.run(lambda office: office.order(kind, arguments, side), say)


def _facts(result: dict[str, Any]) -> dict[str, Any]:
    changes = result.get("changes") or [[0, ""]]
    return {**result, "no": changes[0][1] if len(changes[0]) > 1 else ""}
