"""docs/errors.md has every code there is, with the words that the program says."""

import inspect
from pathlib import Path

import heller.errors
from heller.book.decline import SENTENCES, Reason
from heller.errors import Problem
from heller.web.plain_app import WrongMethod

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"


def rows(heading: str) -> list[list[str]]:
    """Read the table below a heading: the cells of each row, without its head."""
    part = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def problems() -> list[type[Problem]]:
    listed: list[type[Problem]] = [
        one
        for _, one in inspect.getmembers(heller.errors, inspect.isclass)
        if issubclass(one, Problem) and one is not Problem
    ]
    return sorted([*listed, WrongMethod], key=lambda one: (one.status, one.code))


def test_page_has_every_problem_as_it_is_said() -> None:
    assert [row[:4] for row in rows("Problems")] == [
        [f"`{one.code}`", str(one.status), one.german, one.english()] for one in problems()
    ]


def test_page_has_every_reason_in_its_precedence() -> None:
    assert [row[:5] for row in rows("Declines and holds")] == [
        [str(int(one)), f"`{one.name.lower()}`", "200", *SENTENCES[one]] for one in Reason
    ]


def test_page_says_of_each_what_to_do() -> None:
    told = [row[-1] for row in (*rows("Problems"), *rows("Declines and holds"))]
    assert [one for one in told if len(one) < 10 or not one.endswith(".")] == []
