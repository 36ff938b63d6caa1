"""Receipts that a till brings count only when a key of the city signed them."""

import pytest
from tests.claims import samples
from tests.claims.samples import ROOT, SCOPE, key

from heller.claims.keyset import CityKey, Keyset, Role
from heller.claims.messages import seal
from heller.claims.proven import prove_receipts
from heller.claims.receipts import STANDIN
from heller.errors import BadSignature, Malformed

KEYS = (
    CityKey(3, Role.ACK, key("ACK").public, 0),
    CityKey(4, Role.STANDIN, key("STANDIN").public, 0),
)
KEYSET = seal(SCOPE, ROOT, Keyset(samples.UNNA, 1, 0, ROOT.public, KEYS, {}, "Unna", "0"))
OURS = samples.RECEIPT._replace(key=3)
THEIRS = OURS._replace(key=4, by=STANDIN, claim_hash=bytes(16))


def sealed(receipt: object, signer: str) -> bytes:
    return key(signer).sealed(SCOPE, "receipt", receipt.pack())  # type: ignore[attr-defined]


def test_the_books_and_the_stand_ins() -> None:
    messages = [sealed(OURS, "ACK"), sealed(THEIRS, "STANDIN")]
    proven = prove_receipts(SCOPE, KEYSET, messages)
    assert {key: one.receipt for key, one in proven.items()} == {
        OURS.claim_hash: OURS,
        THEIRS.claim_hash: THEIRS,
    }
    assert [one.message for one in proven.values()] == messages


@pytest.mark.parametrize(
    ("receipt", "signer"),
    [
        (OURS, "STANDIN"),
        (OURS._replace(key=4), "STANDIN"),
        (THEIRS, "ACK"),
        (THEIRS._replace(key=3), "ACK"),
        (OURS._replace(key=9), "ACK"),
    ],
)
def test_one_that_no_key_of_the_city_signed_is_refused(receipt: object, signer: str) -> None:
    with pytest.raises(BadSignature):
        prove_receipts(SCOPE, KEYSET, [sealed(receipt, signer)])


def test_rubbish_is_refused() -> None:
    with pytest.raises(Malformed):
        prove_receipts(SCOPE, KEYSET, [b"rubbish"])
