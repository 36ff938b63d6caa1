"""A till's records: each signed, each proven by its card, each a link of one chain."""

import pytest
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
    Record,
    genesis_prev,
    parse_record,
    prove,
    seal_record,
    typed_proof,
    verify_proof,
    verify_record,
)
from heller.errors import AmountZero, Malformed, WrongCity
from heller.keys import scope_of

CARD_KEY = key("card")
KAMEN_SCOPE = scope_of(KAMEN, key("root of Kamen").public)


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


def test_each_tills_chain_begins_in_its_own_way() -> None:
    begins = {genesis_prev(scope, till) for scope in (SCOPE, KAMEN_SCOPE) for till in (17, 18)}
    assert [len(prev) for prev in begins] == [16] * 4


@pytest.mark.parametrize("payload", [b"", b"\x14" + bytes(59), claim().pack()[:-1], bytes(60)])
def test_what_is_no_claim_is_refused(payload: bytes) -> None:
    with pytest.raises(Malformed):
        Claim.parse(payload, UNNA)


def test_a_claim_of_another_city_is_refused() -> None:
    with pytest.raises(WrongCity):
        parse_record(seal_record(SCOPE, TILL_KEY, claim(city=KAMEN), bytes(64)), UNNA)
