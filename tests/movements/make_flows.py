"""Make docs/how-money-flows.md out of the docstrings of the movements.

.venv/bin/python -m tests.movements.make_flows
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from heller.book.accounts import NAMES

ROOT: Final = Path(__file__).parents[2]
MOVEMENTS: Final = ROOT / "src" / "heller" / "movements"
PAGE: Final = ROOT / "docs" / "how-money-flows.md"
STORY: Final = [
    "issue", "load", "redeem", "advice", "settle", "void", "refund", "drop", "release",
    "hand_back", "block",
]  # fmt: skip
NO_MOVEMENT: Final = {"__init__", "give_back"}
NOTHING: Final = "nothing"
GERMAN: Final = {english: german for english, german, _ in NAMES.values()} | {NOTHING: "nichts"}
SIDES: Final = {"debit": "debit (Soll)", "credit": "credit (Haben)"}
INTRO: Final = """# How money flows

Each way in which money moves is one file in [`src/heller/movements`](../src/heller/movements), and
its docstring is the booking. This page is made from those docstrings
(`python -m tests.movements.make_flows`); a test fails when they differ.

Every booking has two sides that sum to nothing. A card's account and a merchant's stand on the
credit side: that is money owed to somebody. What a sale point has taken and not yet paid in stands
on the debit side: that is money to come. A card's money lies in parts, one for each load, with its
own expiry. The accounts' numbers stand in [journal.md](journal.md).

"""


@dataclass(frozen=True)
class Side:
    """One side of a booking: debit or credit, which account, and what is said about it."""

    side: str
    account: str
    remark: str


@dataclass
class Booking:
    """A table of a docstring, under the sentence that leads to it."""

    lead: str
    sides: list[Side] = field(default_factory=list)


@dataclass
class Movement:
    """One movement as its docstring tells it."""

    name: str
    title: str
    bookings: list[Booking] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def movement(name: str, docstring: str) -> Movement:
    """Read a docstring: a title, tables of debit and credit, and sentences."""
    title, *paragraphs = docstring.strip().split("\n\n")
    found = Movement(name, title)
    for paragraph in paragraphs:
        text = " ".join(paragraph.split())
        if paragraph.lstrip().startswith("debit "):
            lead = found.words.pop() if found.words and found.words[-1].endswith(":") else ""
            found.bookings.append(Booking(lead, [side(line) for line in paragraph.splitlines()]))
        else:
            found.words.append(text)
    return found


def side(line: str) -> Side:
    """Read `debit   merchant payable, only what is not yet paid out`."""
    which, text = line.split(None, 1)
    account = next(name for name in GERMAN if re.match(rf"{re.escape(name)}\b", text))
    return Side(which, account, text[len(account) :].strip(" ,"))


def section(found: Movement) -> Iterator[str]:
    """Write one movement."""
    name, _, what = found.title.partition(": ")
    yield f"## {name}\n\n{what[0].upper()}{what[1:]}\n"
    for booking in found.bookings:
        if booking.lead:
            yield f"{booking.lead}\n"
        if booking.sides[0].account == NOTHING:
            yield "No money moves.\n"
            continue
        rows = [
            f"| {SIDES[s.side]} | {s.account} | {GERMAN[s.account]} | {s.remark} |"
            for s in booking.sides
        ]
        yield "\n".join(["| side | account | Konto | |", "| --- | --- | --- | --- |", *rows]) + "\n"
    for text in found.words:
        yield (
            text.replace("No: ", "**When we say no:** ", 1).replace(
                "Held: ", "**When it waits for a person:** ", 1
            )
            + "\n"
        )
    yield f"[`{found.name}.py`](../src/heller/movements/{found.name}.py)\n"


def overview(movements: list[Movement]) -> str:
    """Draw the accounts and what leads from one to the other, debit to credit."""
    edges: dict[tuple[str, str], list[str]] = {}
    for found in movements:
        for booking in found.bookings:
            for debit, credit in _arrows(booking):
                names, name = edges.setdefault((debit, credit), []), found.name.replace("_", " ")
                names += [name] * (name not in names)
    lines = [
        f'  {node(debit)}["{debit}"] -->|{", ".join(names)}| {node(credit)}["{credit}"]'
        for (debit, credit), names in edges.items()
    ]
    return "\n".join(["```mermaid", "flowchart LR", *lines, "```"]) + "\n"


def _arrows(booking: Booking) -> list[tuple[str, str]]:
    """Lead from each debit to each credit; where no money moves there is no arrow."""
    debits = [one.account for one in booking.sides if one.side == "debit"]
    credit = [one.account for one in booking.sides if one.side == "credit"]
    return [(one, other) for one in debits for other in credit if one != NOTHING]


def node(account: str) -> str:
    """Name an account in the drawing."""
    return account.replace(" ", "_")


def read_movements() -> list[Movement]:
    """Read the movements in the order of their story."""
    texts = {name: (MOVEMENTS / f"{name}.py").read_text() for name in STORY}
    return [movement(name, ast.get_docstring(ast.parse(t)) or "") for name, t in texts.items()]


def page() -> str:
    """Write the whole page."""
    movements = read_movements()
    sections = ["\n".join(section(found)) for found in movements]
    return (
        INTRO
        + "An arrow leads from debit to credit.\n\n"
        + "\n".join([overview(movements), *sections])
    )


if __name__ == "__main__":
    PAGE.write_text(page())
