"""Codes are read as people paste them, and told apart by how they begin."""

import pytest

from heller.claims.codes import Code, code_of, read_code, write_code
from heller.errors import Malformed

DATA = bytes(range(123))


@pytest.mark.parametrize("code", list(Code))
def test_a_code_comes_back_equal_and_names_its_kind(code: Code) -> None:
    text = write_code(code, DATA)
    assert text[:4] == code
    assert read_code(code, text) == DATA
    assert code_of(text) is code


@pytest.mark.parametrize("pasted", [" {}\n", "\r\n{}\t", "{}"])
def test_white_space_around_a_code_is_forgiven(pasted: str) -> None:
    text = write_code(Code.RECEIPT, DATA)
    assert read_code(Code.RECEIPT, pasted.format(text)) == DATA


def test_broken_lines_are_joined() -> None:
    text = write_code(Code.RECEIPT, DATA)
    assert read_code(Code.RECEIPT, text[:40] + "\r\n" + text[40:80] + "\n" + text[80:]) == DATA


def test_a_blank_inside_is_a_character_of_its_own() -> None:
    assert read_code(Code.RECEIPT, "HR1:" + " 00") == b"\x00\x24"


@pytest.mark.parametrize("text", ["", "HG1:00", "hr1:00", "https://example.org"])
def test_other_text_is_no_code(text: str) -> None:
    assert code_of(text) is None
    with pytest.raises(Malformed):
        read_code(Code.RECEIPT, text)
