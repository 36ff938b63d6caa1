"""Bytes as text of a QR code, and only text of that kind back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heller.cards.coded import from_text, to_text
from heller.errors import Malformed

ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def test_the_examples_of_the_rfc() -> None:
    assert to_text("", b"AB") == "BB8"
    assert to_text("", b"Hello!!") == "%69 VD92EX0"
    assert to_text("", b"base-45") == "UJCLQE7W581"
    assert from_text("", "QED8WEX0") == b"ietf!"


@given(st.binary(max_size=200))
def test_bytes_come_back_equal_and_fit_an_alphanumeric_qr_code(data: bytes) -> None:
    text = to_text("HR1:", data)
    assert set(text) <= ALPHANUMERIC
    assert from_text("HR1:", text) == data


@pytest.mark.parametrize(
    "text",
    ["", "HG1:BB8", "hr1:BB8", "HR1:bb8", "HR1:GGW", "HR1:Z", "HR1:ZZ", "HR1:BB8\n", "HR1:Ä0"],
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        from_text("HR1:", text)
