"""Every problem has a code of its own and says in both languages what to do."""

import inspect

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
