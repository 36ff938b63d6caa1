import inspect
import re
import string

import pytest

from heller.postgres import errors

ALL = [
    found
    for _, found in inspect.getmembers(errors, inspect.isclass)
    if issubclass(found, errors.EngineError) and found is not errors.EngineError
]


def fields(error: type[errors.EngineError]) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(error.__doc__ or "") if name]


@pytest.mark.parametrize("error", ALL)
def test_the_docstring_with_the_facts_is_the_message(error: type[errors.EngineError]) -> None:
    facts = {name: f"the {name}" for name in fields(error)}
    said = str(error(**facts))
    assert all(fact in said for fact in facts.values())
    assert "{" not in said
    # What is wrong, and after that what to do, or what the program said.
    assert len(re.findall(r"[.:](\s|$)", said)) >= 2


def test_the_facts_are_kept_for_programs() -> None:
    assert errors.DataDirectoryTaken(data="home", pid=7).facts == {"data": "home", "pid": 7}
