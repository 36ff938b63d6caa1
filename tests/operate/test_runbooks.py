"""The pages for operators: every order is on its page, every command that a page names exists."""

import re
from pathlib import Path

import click
import pytest

from heller.claims.orders import NEED_APPROVAL, ORDERS
from heller.cli import main

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
SOURCES = ROOT / "src" / "heller" / "claims"
OFFICE = ROOT / "docs" / "operating" / "office.md"


def rows() -> list[list[str]]:
    lines = [line for line in OFFICE.read_text().splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def commands(text: str) -> list[str]:
    """Find every `heller ...` in code of a page, up to its first argument or option."""
    code = re.findall(r"`(heller [^`]+)`", text)
    code += [line for line in text.splitlines() if line.startswith("heller ")]
    found = (re.match(r"heller((?: [a-z][a-z-]*)+)", one) for one in code)
    return [one[1].strip() for one in found if one]


def resolve(words: list[str]) -> click.Command | None:
    """Walk down the groups as far as the words lead; None where a name is unknown."""
    command: click.Command = main
    for word in words:
        if not isinstance(command, click.Group):
            return command  # the rest are arguments
        found = command.get_command(click.Context(command), word)
        if found is None:
            return None
        command = found
    return command


def test_page_has_every_order_and_who_must_agree() -> None:
    people = {"one person": False, "two people": True}
    assert {row[0].strip("`"): people[row[3]] for row in rows()} == {
        kind: kind in NEED_APPROVAL for kind in ORDERS
    }


def test_page_names_the_arguments_that_the_book_reads() -> None:
    names = ("register_orders", "money_orders", "resolving", "pot_orders")
    source = "".join((SOURCES / f"{name}.py").read_text() for name in names)
    read = set(re.findall(r'(?:argument|amount)\(order, "(\w+)"', source))
    said = {name for row in rows() for name in re.findall(r"`(\w+)`", row[1])}
    assert said == read | {"side_hash"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_on_pages_exist(page: Path) -> None:
    assert [one for one in commands(page.read_text()) if resolve(one.split()) is None] == []


def test_runbook_walks_the_whole_way() -> None:
    named = commands((ROOT / "docs" / "operating" / "run-a-city.md").read_text())
    steps = ["city create", "keys ceremony", "serve", "office merchant add", "office point add"]
    steps += ["office sale-point grant", "office approve", "office till invite", "till enrol"]
    steps += ["office till admit", "office cards print", "verify", "city status", "rebuild"]
    assert [step for step in steps if not any(one.startswith(step) for one in named)] == []


def test_unknown_commands_are_found() -> None:
    text = "Use `heller offce show`.\nheller city creat unna\n`heller till sell CARD`"
    assert [one for one in commands(text) if resolve(one.split()) is None] == [
        "offce show",
        "city creat unna",
    ]
