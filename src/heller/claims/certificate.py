"""CERTIFICATE: a sale that any till can check without a server.

It is SALE and LEASE, or SALE, LEASE and the seller's DECISION, one behind the other
(docs/protocol.md, section 4).
"""

from dataclasses import dataclass
from typing import Final

from heller.claims.keyset import Keyset, Role
from heller.claims.kinds import SALE
from heller.claims.lease import MAY_SELL, Lease
from heller.claims.records import (
    BY_STANDIN,
    ISOLATED,
    OUTSIDE,
    Claim,
    Decision,
    Record,
    parse_record,
    verify_record,
)
from heller.claims.wire import demand
from heller.errors import BadSignature
from heller.keys import SIGNATURE_BYTES, Scope, verify

_SALE_BYTES: Final = 188
_LEASE_BYTES: Final = 151
_DECISION_BYTES: Final = 98
_LENGTHS: Final = (_SALE_BYTES + _LEASE_BYTES, _SALE_BYTES + _LEASE_BYTES + _DECISION_BYTES)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A sale, the lease it was made under, and the seller's decision if it stands there."""

    sale: Record
    claim: Claim
    lease: Lease
    decision: Record | None


def certificate(sale: bytes, lease: bytes, decision: bytes = b"") -> bytes:
    """Put the signed messages together."""
    return sale + lease + decision


def open_certificate(message: bytes, scope: Scope, keyset: Keyset) -> Certificate:
    """Check a certificate with the city's keys alone; the card's own proof is not checked here.

    Raises Malformed, WrongCity, AmountZero or BadSignature.
    """
    demand(len(message) in _LENGTHS, "A certificate has 339 or 437 bytes.")
    sale = parse_record(message[:_SALE_BYTES], scope.city)
    lease = _open_lease(message[_SALE_BYTES : _LENGTHS[0]], scope, keyset)
    claim = sale.body
    assert isinstance(claim, Claim)
    demand(sale.kind == SALE, "A certificate begins with a sale.")
    demand((claim.till, claim.lease) == (lease.till, lease.number), "The sale has another lease.")
    demand(bool(lease.role & MAY_SELL), "The lease gives no right to sell.")
    demand(not claim.flags & OUTSIDE, "A sale beyond the credit makes no certificate.")
    if not verify_record(scope, lease.public, sale):
        raise BadSignature
    return Certificate(
        sale, claim, lease, _open_decision(message[_LENGTHS[0] :], scope, lease, claim)
    )


def _open_lease(message: bytes, scope: Scope, keyset: Keyset) -> Lease:
    payload, signature = message[:-SIGNATURE_BYTES], message[-SIGNATURE_BYTES:]
    lease = Lease.parse(payload, scope.city)
    public = keyset.key(lease.key, Role.LEASE)
    if public is None or not verify(scope, lease.domain, public, payload, signature):
        raise BadSignature
    return lease


def _open_decision(message: bytes, scope: Scope, lease: Lease, sale: Claim) -> Record | None:
    if not message:
        return None
    record = parse_record(message, scope.city)
    decision = record.body
    assert isinstance(decision, Decision)
    demand(decision.till == sale.till, "The decision is another till's.")
    demand(decision.claim_seq == sale.seq, "The decision is on another claim.")
    demand(decision.verdict in (BY_STANDIN, ISOLATED), "The decision certifies no sale.")
    if not verify_record(scope, lease.public, record):
        raise BadSignature
    return record
