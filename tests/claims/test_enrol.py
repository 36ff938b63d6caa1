"""Four words, the same at till and office, that nobody confuses on the telephone."""

import itertools

from tests.claims.samples import key

from heller.claims.enrol import check_words, word_list
from heller.claims.questions import code_hash


def distance(one: str, other: str) -> int:
    """Letters to change, add or take away between two words."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        below = [i]
        for j, opposite in enumerate(other):
            below.append(min(row[j + 1] + 1, below[j] + 1, row[j] + (letter != opposite)))
        row = below
    return row[-1]


def test_the_list_has_a_word_for_each_byte() -> None:
    words = word_list()
    assert len(set(words)) == 256
    assert list(words) == sorted(words)
    assert all(4 <= len(word) <= 8 and word.isascii() and word.istitle() for word in words)


def test_no_two_words_are_alike() -> None:
    pairs = itertools.combinations([word.lower() for word in word_list()], 2)
    assert min(distance(one, other) for one, other in pairs) >= 3


def test_the_words_follow_from_key_and_code() -> None:
    words = check_words(key("till").public, code_hash("K7QPW2MX"))
    assert words == check_words(key("till").public, code_hash("k7qpw2mx"))
    assert len(words) == 4
    assert words != check_words(key("other till").public, code_hash("K7QPW2MX"))
    assert words != check_words(key("till").public, code_hash("K7QPW2MY"))
