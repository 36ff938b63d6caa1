"""Each error is a small class that says what to do, in two languages, under one stable code."""

import re

import pytest

from heller.errors import Busy, Late, Problem, TooManyTries


def kinds(kind: type[Problem] = Problem) -> list[type[Problem]]:
    """List a class of problem and all below it that this package defines."""
    found = [kind] if kind.__module__ == "heller.errors" else []
    return found + [each for below in kind.__subclasses__() for each in kinds(below)]


each_kind = pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.code)


def test_codes_are_unique() -> None:
    codes = [kind.code for kind in kinds()]
    assert sorted(codes) == sorted(set(codes))


@each_kind
def test_docstring_is_the_message(kind: type[Problem]) -> None:
    assert str(kind()) == kind.english()
    assert str(kind("Till 7.")) == f"{kind.english()} Till 7."
    assert kind("Till 7.").detail == "Till 7."


@each_kind
def test_both_languages_are_whole_sentences(kind: type[Problem]) -> None:
    assert [text[-1] for text in (kind.english(), kind.german)] == [".", "."]


@each_kind
def test_code_and_status_have_their_form(kind: type[Problem]) -> None:
    assert re.fullmatch("[a-z_]+", kind.code)
    assert kind.status in {202, 400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 503}


@each_kind
def test_both_languages_are_its_own(kind: type[Problem]) -> None:
    same = [k.code for k in kinds() if kind.english() == k.english() or kind.german == k.german]
    assert same == [kind.code]


def test_who_should_wait_is_told_how_long() -> None:
    assert [kind.retry_after_s for kind in (Busy, Late, TooManyTries, Problem)] == [1, 1, 900, None]


def test_a_problem_without_words_says_nothing() -> None:
    class Silent(Problem):
        pass

    assert Silent.english() == ""
