"""A signature counts in one city, for one kind of message, and for one payload."""

import hashlib

import pytest
from tests.claims.samples import KAMEN, SCOPE, UNNA, key

from heller.keys import (
    Scope,
    domain,
    payload_hash,
    scope_of,
    signing_key,
    verifies,
    verify,
    verify_message,
)

KEY = key("till 17")
PAYLOAD = b"a payload"
SIGNATURE = KEY.sign(SCOPE, "redeem", PAYLOAD)
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493


def test_domain_is_laid_out_as_the_protocol_says() -> None:
    root8 = hashlib.sha256(key("root").public).digest()[:8]
    assert scope_of(UNNA, key("root").public) == Scope(UNNA, root8)
    assert domain(SCOPE, "redeem") == b"heller/redeem/1\0" + root8
    assert domain(SCOPE, "redeem", training=True) == b"heller/training-redeem/1\0" + root8


def test_rfc_8032_vector() -> None:
    """RFC 8032, section 7.1, test 2."""
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    signed = signing_key(seed).sign_bare(b"\x72")
    assert signing_key(seed).public.hex() == (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    )
    assert signed.hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


def test_own_signature_is_good() -> None:
    assert verify(SCOPE, "redeem", KEY.public, PAYLOAD, SIGNATURE)
    assert KEY.sealed(SCOPE, "redeem", PAYLOAD) == PAYLOAD + SIGNATURE
    assert verify_message(SCOPE, "redeem", KEY.public, PAYLOAD + SIGNATURE) == PAYLOAD


@pytest.mark.parametrize(
    ("scope", "name", "public", "payload", "training"),
    [
        (scope_of(KAMEN, key("root").public), "redeem", KEY.public, b"a payloaf", False),
        (scope_of(UNNA, key("root of Kamen").public), "redeem", KEY.public, PAYLOAD, False),
        (SCOPE, "sale", KEY.public, PAYLOAD, False),
        (SCOPE, "redeem", key("till 18").public, PAYLOAD, False),
        (SCOPE, "redeem", KEY.public, b"a payloaf", False),
        (SCOPE, "redeem", KEY.public, PAYLOAD, True),
    ],
    ids=["city and payload", "root", "kind", "key", "payload", "training"],
)
def test_signature_is_worth_nothing_elsewhere(
    scope: Scope, name: str, public: bytes, payload: bytes, *, training: bool
) -> None:
    assert not verify(scope, name, public, payload, SIGNATURE, training=training)
    if not training:
        assert verify_message(scope, name, public, payload + SIGNATURE) is None


def test_training_signature_counts_in_training_only() -> None:
    signature = KEY.sign(SCOPE, "redeem", PAYLOAD, training=True)
    assert verify(SCOPE, "redeem", KEY.public, PAYLOAD, signature, training=True)
    assert not verify(SCOPE, "redeem", KEY.public, PAYLOAD, signature)


def test_non_canonical_s_is_refused() -> None:
    """The same signature with S + L verifies under lax libraries."""
    s = int.from_bytes(SIGNATURE[32:], "little") + GROUP_ORDER
    message = domain(SCOPE, "redeem") + PAYLOAD
    assert verifies(KEY.public, message, SIGNATURE)
    assert not verifies(KEY.public, message, SIGNATURE[:32] + s.to_bytes(32, "little"))


@pytest.mark.parametrize("public", [bytes(32), b"\1" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f"])
def test_small_order_key_is_refused(public: bytes) -> None:
    """Such a key has signatures that fit every message."""
    assert not verifies(public, b"anything", b"\1" + bytes(63))


@pytest.mark.parametrize("length", [0, 63, 65])
def test_signature_of_another_length_is_refused(length: int) -> None:
    assert not verify(SCOPE, "redeem", KEY.public, PAYLOAD, (SIGNATURE + b"\0")[:length])


def test_key_of_another_length_is_refused() -> None:
    assert not verify(SCOPE, "redeem", KEY.public[:31], PAYLOAD, SIGNATURE)


def test_signature_not_identity() -> None:
    """Some browsers randomise Ed25519: what a record is, its payload alone says."""
    assert payload_hash(PAYLOAD) == hashlib.sha256(PAYLOAD).digest()


def test_key_never_shows_its_seed() -> None:
    seed = bytes(range(32))
    made = signing_key(seed)
    assert made.seed() == seed
    assert repr(made) == f"SigningKey(public={made.public!r})"
