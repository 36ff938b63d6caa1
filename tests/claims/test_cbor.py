"""One value has one encoding, and nothing else is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heller.claims.cbor import MAX_DEPTH, decode, encode
from heller.errors import Malformed

NUMBERS = st.integers(-(1 << 64), (1 << 64) - 1)
LEAVES = st.none() | st.booleans() | NUMBERS | st.binary(max_size=40) | st.text(max_size=40)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text(max_size=30), inner, max_size=5)
        | st.dictionaries(st.integers(0, (1 << 64) - 1), inner, max_size=5)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_a_value_comes_back_equal(value: object) -> None:
    assert decode(encode(value)) == value


@given(st.binary(max_size=80))
def test_what_is_read_is_the_one_encoding(data: bytes) -> None:
    try:
        value = decode(data)
    except Malformed:
        return
    assert encode(value) == data


@pytest.mark.parametrize(
    ("value", "data"),
    [
        ({2: 0, 1: 0, 256: 0, 24: 0}, "a4010002001818001901000" + "0"),
        ({"b": 0, "a": 0, "aa": 0}, "a3616100616200626161" + "00"),
        (-500, "3901f3"),
        ([True, None, b"\1", "ä"], "84f5f6410162c3a4"),
    ],
)
def test_maps_are_sorted_by_their_encoded_keys(value: object, data: str) -> None:
    assert encode(value).hex() == data
    assert decode(bytes.fromhex(data)) == value


BAD = {
    "nothing": "",
    "cut": "8201",
    "more behind": "0102",
    "long form of a number": "1801",
    "very long form of a number": "1b0000000000000001",
    "long form of a length": "580101",
    "indefinite list": "9f01ff",
    "indefinite text": "7f6161ff",
    "unsorted map": "a26162006161" + "00",
    "double key": "a2010001" + "00",
    "keys of two kinds": "a20100616100",
    "negative key": "a12000",
    "list as key": "a18000",
    "yes as key": "a1f500",
    "bytes as key": "a1410000",
    "half float": "f93c00",
    "double float": "fb3ff0000000000000",
    "undefined": "f7",
    "simple value": "e0",
    "a date's tag": "c100",
    "a big number's tag": "c24101",
    "a pattern's tag": "d8236161",
    "self-described": "d9d9f700",
    "unknown tag": "d9ffff00",
    "bad text": "61ff",
    "an endless list": "9bffffffffffffffff",
    "endless bytes": "5b7fffffffffffffff",
    "a surrogate in text": "63eda080",
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_everything_else_is_refused(data: str) -> None:
    with pytest.raises(Malformed):
        decode(bytes.fromhex(data))


@pytest.mark.parametrize("value", [1.5, {1, 2}, {1: 0, "a": 0}, 1 << 64, "\ud800", object()])
def test_what_it_cannot_carry_is_not_encoded(value: object) -> None:
    with pytest.raises(Malformed):
        encode(value)


def test_depth_and_size_are_bounded() -> None:
    assert decode(b"\x81" * (MAX_DEPTH - 1) + b"\0") is not None
    for deeper in (MAX_DEPTH, MAX_DEPTH + 1, 100_000):
        with pytest.raises(Malformed):
            decode(b"\x81" * deeper + b"\0")
    with pytest.raises(Malformed):
        decode(encode(b"12345"), limit=5)
