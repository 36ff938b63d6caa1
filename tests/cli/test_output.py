"""Every command answers people and scripts, and ends with a code that says how."""

import json
import sys
from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner, Result

from heller.cli import output as output_module
from heller.cli.output import Exit, Output, answering, exit_of
from heller.errors import Busy, Late, Problem, TillRevoked
from heller.handset.problems import NoAnswer


def run(work: Callable[[Output], int | None], *arguments: str) -> Result:
    @click.command()
    @answering
    def command(output: Output) -> int | None:
        return work(output)

    return CliRunner().invoke(command, arguments)


def give(output: Output) -> None:
    output.note("beside", {"beside": 1})
    output.give({"euro": "€"}, output.pick("Antwort", "Answer"), "", "zweite Zeile")


def raise_revoked(_output: Output) -> None:
    raise TillRevoked("(till 17)")


def test_people_get_lines_and_scripts_get_one_object() -> None:
    people, script = run(give), run(give, "--json")
    assert (people.stdout, people.stderr) == ("Antwort\nzweite Zeile\n", "beside\n")
    assert (script.stdout, json.loads(script.stderr)) == ('{"euro": "€"}\n', {"beside": 1})


def test_a_note_without_facts_is_for_people() -> None:
    assert run(lambda output: output.note("only people"), "--json").stderr == ""


def test_the_language_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(give, "--lang", "en").stdout.startswith("Answer\n")
    monkeypatch.setenv("HELLER_LANG", "en")
    assert run(give).stdout.startswith("Answer\n")


def test_a_command_gives_its_exit_code() -> None:
    assert [run(lambda _o, c=code: c).exit_code for code in (None, *Exit)] == [0, 0, 1, 2, 3, 4]  # type: ignore[misc] # bound early


def test_a_problem_says_what_to_do() -> None:
    german, english, script = (
        run(raise_revoked), run(raise_revoked, "--lang", "en"), run(raise_revoked, "--json"),
    )  # fmt: skip
    assert german.stderr.startswith("Diese Kasse wurde abgemeldet.")
    assert english.stderr == f"{TillRevoked.english()} (till 17)\n"
    problem = json.loads(script.stdout)["problem"]
    assert (problem["code"], problem["detail"]) == ("till_revoked", "(till 17)")
    assert {german.exit_code, english.exit_code, script.exit_code} == {Exit.PROBLEM}


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (NoAnswer(), Exit.NO_ANSWER),
        (Late(), Exit.NO_ANSWER),
        (Busy(), Exit.NO_ANSWER),
        (TillRevoked(), Exit.PROBLEM),
        (Problem(), Exit.PROBLEM),
    ],
)
def test_silence_is_told_from_a_no(problem: Problem, code: Exit) -> None:
    assert exit_of(problem) is code


def work_on(total: int, *steps: int) -> Callable[[Output], None]:
    def work(output: Output) -> None:
        with output.progress("Belege", total) as more:
            for step in steps:
                more(step)

    return work


def test_progress_is_a_few_plain_lines_off_a_terminal() -> None:
    lines = run(work_on(1_000, *[1] * 1_000)).stderr.splitlines()
    assert len(lines) == 20
    assert lines[-1] == "Belege 1000/1000"
    assert run(work_on(0)).stderr == ""
    assert run(work_on(10, 10), "--json").stderr == ""


def test_progress_is_a_bar_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    work_on(4, 1, 3)(Output(as_json=False, language="de"))
    bars = capsys.readouterr().err.split("\r")
    assert bars[1:] == [
        f"[{'#' * 7}{'-' * 23}] Belege 1/4",
        f"[{'#' * output_module.BAR_WIDTH}] Belege 4/4\n",
    ]
