"""Every message goes into bytes of the fixed length and comes back equal."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.claims import samples
from tests.claims.samples import KAMEN, SCOPE, UNNA, key

from heller.claims.messages import (
    Receipt,
    Signed,
    open_message,
    parse_record,
    seal,
)
from heller.errors import AmountZero, BadSignature, Malformed, WrongCity
from heller.keys import SigningKey, scope_of

CARD_KEY = key("card")
KAMEN_SCOPE = scope_of(KAMEN, key("root of Kamen").public)
LENGTHS = {
    "card": 90,
    "lease": 151,
    "receipt": 123,
    "enrol": 137,
    "unlock": 97,
    "hello": 85,
    "renew": 89,
    "probe": 93,
    "probed": 104,
    "heartbeat": 89,
    "flush": 116,
    "stop": 88,
    "stopped": 88,
    "status": 93,
    "held": 105,
    "approval": 110,
}


each_message = pytest.mark.parametrize(
    ("message", "signer"),
    samples.SIGNED,
    ids=[f"{place}-{message.domain}" for place, (message, _) in enumerate(samples.SIGNED)],
)


@each_message
def test_a_signed_message_comes_back_equal(message: Signed, signer: SigningKey) -> None:
    sealed = seal(SCOPE, signer, message)
    assert open_message(type(message), SCOPE, signer.public, sealed) == message


@each_message
def test_a_fixed_message_has_the_length_of_the_table(message: Signed, signer: SigningKey) -> None:
    sealed = seal(SCOPE, signer, message)
    assert len(sealed) == LENGTHS.get(message.domain, len(sealed))


@each_message
def test_a_message_opens_with_no_other_key(message: Signed, signer: SigningKey) -> None:
    sealed = seal(SCOPE, signer, message)
    with pytest.raises(BadSignature):
        open_message(type(message), SCOPE, key("thief").public, sealed)


@each_message
def test_a_message_of_one_city_is_refused_by_another(message: Signed, signer: SigningKey) -> None:
    sealed = seal(SCOPE, signer, message)
    with pytest.raises(WrongCity):
        open_message(type(message), KAMEN_SCOPE, signer.public, sealed)


@pytest.mark.parametrize("cut", [b"", b"\x21", bytes(64), bytes(65)])
def test_what_is_too_short_is_no_message(cut: bytes) -> None:
    with pytest.raises(Malformed):
        open_message(Receipt, SCOPE, key("ACK").public, cut)


READERS: list[Callable[[bytes, int], object]] = [
    parse_record,
    *[kind.parse for kind in {type(message) for message, _ in samples.SIGNED}],
]


@given(st.sampled_from(READERS), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(read: Callable[[bytes, int], object], data: bytes) -> None:
    try:
        read(data, UNNA)
    except (Malformed, WrongCity, AmountZero):
        return


@given(
    st.sampled_from([seal(SCOPE, signer, message)[:-64] for message, signer in samples.SIGNED]),
    st.data(),
)
def test_one_wrong_byte_is_read_differently_or_refused(payload: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(payload) - 1))
    wrong = bytearray(payload)
    wrong[place] ^= data.draw(st.integers(1, 255))
    for message, _ in samples.SIGNED:
        try:
            read = type(message).parse(bytes(wrong), UNNA)
        except (Malformed, WrongCity):
            continue
        assert read.pack() == bytes(wrong)
