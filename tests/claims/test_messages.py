"""Every message goes into bytes of the fixed length and comes back equal."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.claims import samples
from tests.claims.samples import KAMEN, SCOPE, TILL_KEY, UNNA, claim, key

from heller.claims.messages import (
    REDEEM,
    REFUND,
    SALE,
    VOID,
    Claim,
    Close,
    Decision,
    Frame,
    Receipt,
    Record,
    Signed,
    genesis_prev,
    open_message,
    parse_record,
    prove,
    seal,
    seal_record,
    typed_proof,
    verify_proof,
    verify_record,
)
from heller.errors import AmountZero, BadSignature, Malformed, WrongCity
from heller.keys import SigningKey, scope_of

CARD_KEY = key("card")
KAMEN_SCOPE = scope_of(KAMEN, key("root of Kamen").public)
LENGTHS = {
    "lease": 151,
    "receipt": 123,
    "enrol": 137,
    "unlock": 97,
    "hello": 85,
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


@pytest.mark.parametrize(
    ("body", "length"),
    [
        *zip(samples.CLAIMS, [188, 188, 204, 204], strict=True),
        (samples.DECISION, 98),
        (samples.CLOSE, 105),
    ],
    ids=["redeem", "sale", "void", "refund", "decision", "close"],
)
def test_a_record_comes_back_equal_and_verifies(
    body: Claim | Decision | Close, length: int
) -> None:
    record = sealed_record(body)
    assert (record.body, record.kind, len(record.message)) == (body, record.message[0], length)
    assert record.payload == body.pack()
    assert verify_record(SCOPE, TILL_KEY.public, record)
    assert not verify_record(SCOPE, CARD_KEY.public, record)


def sealed_record(body: Claim | Decision | Close) -> Record:
    proof = prove(SCOPE, CARD_KEY, body) if isinstance(body, Claim) else b""
    if not isinstance(body, Claim) or body.undoes:
        proof = b""
    return parse_record(seal_record(SCOPE, TILL_KEY, body, proof), UNNA)


def test_the_proof_is_the_cards_and_for_this_claim_only() -> None:
    record = sealed_record(claim())
    assert verify_proof(SCOPE, CARD_KEY.public, record)
    assert not verify_proof(SCOPE, TILL_KEY.public, record)
    other = parse_record(seal_record(SCOPE, TILL_KEY, claim(amount=1), record.proof), UNNA)
    assert not verify_proof(SCOPE, CARD_KEY.public, other)


def test_a_training_record_verifies_only_in_training() -> None:
    body = claim()
    proof = prove(SCOPE, CARD_KEY, body, training=True)
    record = parse_record(seal_record(SCOPE, TILL_KEY, body, proof, training=True), UNNA)
    assert verify_record(SCOPE, TILL_KEY.public, record, training=True)
    assert verify_proof(SCOPE, CARD_KEY.public, record, training=True)
    assert not verify_record(SCOPE, TILL_KEY.public, record)
    assert not verify_proof(SCOPE, CARD_KEY.public, record)


def test_a_typed_claim_carries_its_token_and_zeros() -> None:
    token = bytes(range(16))
    message = seal_record(SCOPE, TILL_KEY, claim(flags=1), typed_proof(token))
    record = parse_record(message, UNNA)
    assert isinstance(record.body, Claim)
    assert (record.body.typed, record.token) == (True, token)


def test_a_typed_claim_with_more_than_a_token_is_refused() -> None:
    with pytest.raises(Malformed):
        parse_record(seal_record(SCOPE, TILL_KEY, claim(flags=1), bytes(63) + b"\1"), UNNA)


def test_an_undoing_claim_with_a_proof_is_refused() -> None:
    message = bytearray(seal_record(SCOPE, TILL_KEY, claim(VOID)))
    message[80] = 1
    with pytest.raises(Malformed):
        parse_record(bytes(message), UNNA)


@pytest.mark.parametrize(
    "body",
    [
        claim(REDEEM, flags=2),
        claim(SALE, flags=8),
        claim(VOID, flags=1),
        claim(REFUND, flags=1),
        claim(seq=0),
        samples.DECISION._replace(verdict=0),
        samples.DECISION._replace(verdict=5),
        samples.DECISION._replace(claim_seq=2),
        samples.DECISION._replace(claim_seq=0),
        samples.CLOSE._replace(last_seq=7),
    ],
)
def test_a_record_that_breaks_a_rule_is_refused(body: Claim | Decision | Close) -> None:
    with pytest.raises(Malformed):
        parse_record(seal_record(SCOPE, TILL_KEY, body, bytes(64 * isinstance(body, Claim))), UNNA)


def test_an_amount_of_nothing_is_refused_by_its_own_name() -> None:
    with pytest.raises(AmountZero):
        parse_record(seal_record(SCOPE, TILL_KEY, claim(amount=0), bytes(64)), UNNA)


@pytest.mark.parametrize("message", [b"", b"\x10", b"\x20" + bytes(187), bytes(188)])
def test_what_is_no_record_is_refused(message: bytes) -> None:
    with pytest.raises(Malformed):
        parse_record(message, UNNA)


def test_a_frame_comes_back_equal() -> None:
    assert Frame.parse(samples.FRAME.pack(), UNNA) == samples.FRAME


def test_each_tills_chain_begins_in_its_own_way() -> None:
    begins = {genesis_prev(scope, till) for scope in (SCOPE, KAMEN_SCOPE) for till in (17, 18)}
    assert [len(prev) for prev in begins] == [16] * 4


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
