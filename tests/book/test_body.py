"""The body of an entry: one form, and only that."""

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heller.book.body import Body, EntryKind, Outcome, decode_body, encode_body
from heller.book.lots import LotKind
from heller.book.transfer import LotMove, LotOpening, Posting
from heller.city.register import What
from heller.claims import cbor

REF = b"ref of ten"
SMALL = Body(EntryKind.REDEEM, "c/1/2", "till:1", 10, 11)
FULL = Body(
    EntryKind.SALE,
    "c/1/2",
    "till:1",
    10,
    11,
    Outcome.HELD,
    50,
    (Posting(1 << 32, 900), Posting(3 << 32, -900)),
    (LotMove(REF, 1, 900),),
    (LotOpening(REF, 1, LotKind.PAID, 10, 99),),
    (b"signed",),
    b"receipt",
    ((What.CARD_STATE, REF, 2),),
    "c/1/1",
    4,
)

U32 = st.integers(0, 2**32 - 1)
CENTS = st.integers(-(2**32), 2**32).filter(bool)
BODIES = st.builds(
    Body,
    kind=st.sampled_from(EntryKind),
    entry_id=st.text(max_size=9),
    actor=st.text(max_size=9),
    occurred_at=U32,
    recorded_at=U32,
    outcome=st.sampled_from(Outcome),
    reason=st.integers(0, 99),
    postings=st.lists(st.builds(Posting, U32, CENTS), max_size=3).map(tuple),
    moves=st.lists(st.builds(LotMove, st.binary(), U32, CENTS), max_size=3).map(tuple),
    opened=st.lists(st.builds(LotOpening, st.binary(), U32, U32, U32, U32), max_size=2).map(tuple),
    evidence=st.lists(st.binary(), max_size=2).map(tuple),
    receipt=st.binary(),
    register=st.lists(st.tuples(U32, st.binary()), max_size=2).map(tuple),
    target=st.text(max_size=9),
    merchant=U32,
)


def test_small_body_byte_by_byte() -> None:
    """A map of seven: what docs/journal.md lists under 0 to 6, nothing behind."""
    assert encode_body(SMALL) == (
        b"\xa7\x00\x01\x01\x02\x02\x65c/1/2\x03\x66till:1\x04\x0a\x05\x0b\x06\x01"
    )


def test_every_key_of_the_page() -> None:
    assert cbor2.loads(encode_body(FULL)) == {
        0: 1,
        1: 3,
        2: "c/1/2",
        3: "till:1",
        4: 10,
        5: 11,
        6: 6,
        7: 50,
        8: [[1 << 32, 900], [3 << 32, -900]],
        9: [[REF, 1, 900]],
        10: [[REF, 1, 1, 10, 99]],
        11: [b"signed"],
        12: b"receipt",
        13: [[11, REF, 2]],
        14: "c/1/1",
        15: 4,
    }


@given(body=BODIES)
def test_body_comes_back_equal_and_is_deterministic_cbor(body: Body) -> None:
    data = encode_body(body)
    assert decode_body(data) == body
    assert cbor.encode(cbor.decode(data)) == data


@pytest.mark.parametrize(
    "content",
    [
        [1, 2],
        {},
        {1: 2, 2: "c/1/2", 3: "till:1", 4: 10, 5: 11, 6: 1},
        {0: 2, 1: 2, 2: "c/1/2", 3: "till:1", 4: 10, 5: 11, 6: 1},
        {0: 1, 1: 2, 2: "c/1/2", 3: "till:1", 4: 10, 5: 11},
        {0: 1, 1: 2, 2: "c/1/2", 3: "till:1", 4: 10, 5: 11, 6: 1, 8: [[1]]},
        {0: 1, 1: 2, 2: "c/1/2", 3: "till:1", 4: 10, 5: 11, 6: 1, 7: 0},
        {0: 1, 1: 2, 2: "c/1/2", 3: "till:1", 4: 10, 5: 11, 6: 1, 16: 1},
        {1: 2, 0: 1, 2: "c/1/2", 3: "till:1", 4: 10, 5: 11, 6: 1},
    ],
    ids=[
        "no map",
        "empty",
        "no version",
        "version 2",
        "key missing",
        "half a posting",
        "written without content",
        "unknown key",
        "other order",
    ],
)
def test_other_content_is_refused(content: object) -> None:
    with pytest.raises(ValueError, match=r"version 1|canonical"):
        decode_body(cbor2.dumps(content))


@pytest.mark.parametrize("data", [b"", b"\xa7", encode_body(SMALL)[:-1], encode_body(SMALL) + b"0"])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"version 1|canonical"):
        decode_body(data)


def test_longer_way_to_write_a_number_is_refused() -> None:
    data = encode_body(SMALL).replace(b"\x04\x0a", b"\x04\x18\x0a")
    with pytest.raises(ValueError, match="canonical"):
        decode_body(data)
