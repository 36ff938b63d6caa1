"""Every problem has a code of its own and says in both languages what to do."""

import inspect
import re
from pathlib import Path

import pytest

from heller import errors
from heller.errors import Problem
from heller.handset import problems

KINDS = [
    kind
    for kind in vars(problems).values()
    if inspect.isclass(kind) and issubclass(kind, Problem) and kind is not Problem
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_problem_speaks_two_languages(kind: type[Problem]) -> None:
    assert kind.english().endswith((".", "then: heller till enrol."))
    assert kind.german.endswith((".", ")."))
    assert kind.german != Problem.german


def test_codes_are_not_used_twice() -> None:
    theirs = {
        kind.code
        for kind in vars(errors).values()
        if inspect.isclass(kind) and issubclass(kind, Problem)
    }
    codes = [kind.code for kind in KINDS]
    assert sorted(set(codes)) == sorted(codes)
    assert theirs.intersection(codes) == set()


def test_the_page_lists_every_problem_with_its_words() -> None:
    page = Path(__file__).parents[2] / "docs" / "operating" / "till-command.md"
    listed = re.findall(r"^\| `(\w+)` \| (.*) \| (.*) \|$", page.read_text(), flags=re.MULTILINE)
    assert listed[-len(KINDS) :] == [(kind.code, kind.german, kind.english()) for kind in KINDS]
