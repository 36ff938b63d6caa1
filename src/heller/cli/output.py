"""How every command answers: for people, or with --json for scripts; one exit code for each end."""

import functools
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import click

from heller.errors import Problem

BAR_WIDTH: Final = 30
LINES: Final = 20  # plain lines that long work prints at most


class Exit(IntEnum):
    """How a command ended, for scripts."""

    OK = 0
    DECLINED = 1  # or held: the city has said no, or not yet
    USAGE = 2
    NO_ANSWER = 3  # nothing was decided: try again
    PROBLEM = 4


@dataclass(frozen=True, slots=True)
class Output:
    """Speaks to a person (in German or English) or to a script (in JSON, one object a line)."""

    as_json: bool
    language: str

    def give(self, facts: Mapping[str, Any], *lines: str) -> None:
        """Give the answer: the facts to a script, the lines to a person."""
        if self.as_json:
            click.echo(json.dumps(facts, ensure_ascii=False))
        else:
            click.echo("\n".join(line for line in lines if line))

    def note(self, text: str, facts: Mapping[str, Any] | None = None) -> None:
        """Tell something beside the answer, on stderr; scripts get the facts if there are any."""
        if not self.as_json:
            click.echo(text, err=True)
        elif facts is not None:
            click.echo(json.dumps(facts, ensure_ascii=False), err=True)

    def pick(self, german: str, english: str) -> str:
        """Choose the text in the language asked for."""
        return german if self.language == "de" else english

    def problem(self, problem: Problem) -> Exit:
        """Say what is wrong and what to do; gives the exit code."""
        sentence = self.pick(problem.german, problem.english())
        if self.as_json:
            said = {"code": problem.code, "title": problem.english(), "detail": problem.detail}
            click.echo(json.dumps({"problem": {**said, "title_de": problem.german}}))
        else:
            click.echo(f"{sentence} {problem.detail}".strip(), err=True)
        return exit_of(problem)

    @contextmanager
    def progress(self, what: str, total: int) -> Iterator[Callable[[int], None]]:
        """Show how far long work has come: a bar on a terminal, a few plain lines elsewhere.

        Gives a function that is told how much more is done. Scripts (--json) see nothing.
        """
        steps = _Steps(what, total, quiet=self.as_json)
        try:
            yield steps.more
        finally:
            steps.end()


class _Steps:
    """Counts work and shows it on stderr."""

    def __init__(self, what: str, total: int, *, quiet: bool) -> None:
        self._what, self._total, self._done, self._told = what, max(total, 1), 0, 0
        self._quiet = quiet
        self._bar = sys.stderr.isatty()

    def more(self, count: int) -> None:
        self._done += count
        part = LINES * self._done // self._total
        if not self._quiet and (self._bar or part > self._told):
            self._told = part
            self._show()

    def _show(self) -> None:
        counted = f"{self._what} {self._done}/{self._total}"
        if self._bar:
            full = min(BAR_WIDTH, BAR_WIDTH * self._done // self._total)
            click.echo(f"\r[{'#' * full:-<{BAR_WIDTH}}] {counted}", err=True, nl=False)
        else:
            click.echo(counted, err=True)

    def end(self) -> None:
        if self._bar and self._done and not self._quiet:
            click.echo(err=True)


def is_terminal() -> bool:
    """Say whether a person can be asked."""
    return sys.stdin.isatty()


def exit_of(problem: Problem) -> Exit:
    """Tell silence, after which the same may be tried again, from everything else."""
    silent = 503  # as HTTP says it, and each problem carries its status
    return Exit.NO_ANSWER if problem.status == silent else Exit.PROBLEM


def answering(command: Callable[..., int | None]) -> Callable[..., None]:
    """Give a command --json and --lang, an Output as first argument, and one end for each problem.

    The command gives its exit code, or None for 0.
    """

    @click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
    @click.option(
        "--lang",
        "language",
        type=click.Choice(["de", "en"]),
        default="de",
        envvar="HELLER_LANG",
        show_default=True,
        help="Language of the answer.",
    )
    @functools.wraps(command)
    def run(*args: Any, as_json: bool, language: str, **options: Any) -> None:  # noqa: ANN401 - as click gives them
        output = Output(as_json, language)
        try:
            code = command(output, *args, **options)
        except Problem as problem:
            code = output.problem(problem)
        click.get_current_context().exit(code or Exit.OK)

    return run
