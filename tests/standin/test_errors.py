"""The stand-in's problems are sentences in two languages under codes of their own."""

import pytest

from heller.errors import Problem
from heller.standin.errors import BookDecides, Diverges, Listening, OnlyBook, PotUsed, Stale

KINDS = [Listening, BookDecides, PotUsed, OnlyBook, Diverges, Stale]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_sentences_are_whole(kind: type[Problem]) -> None:
    assert [text[-1] for text in (kind.english(), kind.german)] == [".", "."]


def test_codes_and_statuses() -> None:
    assert {kind.code: kind.status for kind in KINDS} == {
        "listening": 503,
        "book_decides": 503,
        "pot_used": 503,
        "only_book": 503,
        "diverges": 409,
        "stale": 409,
    }
