"""The codes of a no are those of the protocol, in its order, with a sentence in both languages."""

import re
from pathlib import Path

import pytest

from heller.book.decline import SENTENCES, Reason, sentence

PROTOCOL = Path(__file__).parents[2] / "docs" / "protocol.md"


def test_codes_and_their_order_are_those_of_the_protocol() -> None:
    listed = re.findall(r"^\| (\d+) \| `(\w+)` \|", PROTOCOL.read_text(), re.MULTILINE)
    assert listed == [(str(int(reason)), reason.name.lower()) for reason in Reason]


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_is_a_sentence_in_both_languages(reason: Reason) -> None:
    german, english = sentence(reason, "de"), sentence(reason, "en")
    assert (german, english) == SENTENCES[reason]
    assert [german[-1], english[-1]] == [".", "."]


def test_no_two_reasons_say_the_same() -> None:
    spoken = [text for pair in SENTENCES.values() for text in pair]
    assert len(set(spoken)) == 2 * len(Reason)
