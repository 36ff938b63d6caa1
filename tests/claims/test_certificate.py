"""A certificate convinces with ROOT and KEYSET alone, and nothing else looks like one."""

from dataclasses import replace

import pytest
from tests.claims import samples
from tests.claims.samples import KAMEN, KEYSET, LEASE, SCOPE, TILL, TILL_KEY, UNNA, claim, key

from heller.claims.certificate import certificate, open_certificate
from heller.claims.messages import REDEEM, SALE, Claim, Decision, Lease, prove, seal, seal_record
from heller.errors import BadSignature, Malformed, WrongCity
from heller.keys import scope_of

CARD_KEY = key("card")
LEASE_KEY = key("LEASE")
SALE_CLAIM = claim(SALE, flags=4)


def sale(body: Claim = SALE_CLAIM) -> bytes:
    return seal_record(SCOPE, TILL_KEY, body, prove(SCOPE, CARD_KEY, body))


def lease(body: Lease = LEASE) -> bytes:
    return seal(SCOPE, LEASE_KEY, body)


def decision(till: int = TILL, seq: int = 2, claim_seq: int = 1, verdict: int = 3) -> bytes:
    body = Decision(UNNA, till, seq, claim_seq, verdict, prev=bytes(16))
    return seal_record(SCOPE, TILL_KEY, body)


@pytest.mark.parametrize(
    ("word", "length"), [(b"", 339), (decision(), 437), (decision(verdict=2), 437)]
)
def test_a_certificate_convinces(word: bytes, length: int) -> None:
    message = certificate(sale(), lease(), word)
    opened = open_certificate(message, SCOPE, KEYSET)
    assert len(message) == length
    assert (opened.claim, opened.lease) == (SALE_CLAIM, LEASE)
    assert (opened.decision is None) == (word == b"")


@pytest.mark.parametrize(
    "message",
    [
        b"",
        sale(),
        certificate(sale(), lease())[:-1],
        certificate(sale(), lease(), decision()) + b"\0",
        certificate(sale(claim(REDEEM)), lease()),
        certificate(sale(SALE_CLAIM._replace(till=18)), lease()),
        certificate(sale(SALE_CLAIM._replace(lease=4)), lease()),
        certificate(sale(SALE_CLAIM._replace(flags=2)), lease()),
        certificate(sale(), lease(replace(LEASE, role=1))),
        certificate(sale(), lease(), decision(verdict=1)),
        certificate(sale(), lease(), decision(verdict=4)),
        certificate(sale(), lease(), decision(till=18)),
        certificate(sale(), lease(), decision(seq=9, claim_seq=2)),
    ],
)
def test_what_is_no_certificate_is_refused(message: bytes) -> None:
    with pytest.raises(Malformed):
        open_certificate(message, SCOPE, KEYSET)


@pytest.mark.parametrize(
    "message",
    [
        certificate(seal_record(SCOPE, CARD_KEY, SALE_CLAIM, bytes(64)), lease()),
        certificate(sale(), seal(SCOPE, key("thief"), LEASE)),
        certificate(sale(), lease(replace(LEASE, key=99))),
        certificate(sale(), seal(SCOPE, key("ACK"), replace(LEASE, key=3))),
        certificate(sale(), lease(), seal_record(SCOPE, CARD_KEY, samples.DECISION)),
    ],
    ids=["sale", "lease", "no key of the city", "key of another role", "decision"],
)
def test_each_signature_is_looked_at(message: bytes) -> None:
    with pytest.raises(BadSignature):
        open_certificate(message, SCOPE, KEYSET)


def test_a_certificate_of_another_city_is_refused() -> None:
    with pytest.raises(WrongCity):
        open_certificate(
            certificate(sale(), lease()), scope_of(KAMEN, key("root of Kamen").public), KEYSET
        )
