"""A till's own records: claims, DECISION and CLOSE, one sequence and one chain per till.

Layouts, flags and the chain's beginning: docs/protocol.md, section 4.
"""

import hashlib
from collections.abc import Callable
from struct import Struct
from typing import Final, NamedTuple, Self, TypeAlias

from heller.claims.kinds import CLOSE, DECISION, REDEEM, REFUND, SALE, VOID, domain_name
from heller.claims.wire import Layout, demand
from heller.errors import AmountZero, Malformed, WrongCity
from heller.keys import Scope, SigningKey, domain, payload_hash, verify

TYPED: Final = 0b001
OUTSIDE: Final = 0b010
SHOWN: Final = 0b100

BY_BOOK: Final = 1
BY_STANDIN: Final = 2
ISOLATED: Final = 3
DROPPED: Final = 4

PROOF_BYTES: Final = 64
TOKEN_BYTES: Final = 16
NO_PROOF: Final = bytes(PROOF_BYTES)
_SIGNATURE_BYTES: Final = 64

_PLAIN = Struct(">BIIIIII10sIBI16s")
_UNDOING = Struct(">BIIIIII10sIBI16s16s")
_STRUCTS: Final = {REDEEM: _PLAIN, SALE: _PLAIN, VOID: _UNDOING, REFUND: _UNDOING}
_KNOWN_FLAGS: Final = {REDEEM: TYPED, SALE: TYPED | OUTSIDE | SHOWN, VOID: 0, REFUND: 0}


class Claim(NamedTuple):
    """What a till claims: REDEEM, SALE, VOID or REFUND (`type`) of `amount` cents on card `ref`.

    `time` is UTC seconds, `mono` seconds of a clock that never jumps, `prev` the hash of the record
    before (16 bytes), `target` the hash of the claim to undo (16 bytes; empty for REDEEM and SALE).
    """

    type: int
    city: int
    till: int
    lease: int
    seq: int
    time: int
    mono: int
    ref: bytes
    amount: int
    flags: int
    snap_seq: int
    prev: bytes
    target: bytes = b""

    @property
    def typed(self) -> bool:
        """Whether number and PIN were typed, so that a one-time token stands for the proof."""
        return bool(self.flags & TYPED)

    @property
    def undoes(self) -> bool:
        """Whether this gives money back: VOID or REFUND."""
        return self.type in (VOID, REFUND)

    def pack(self) -> bytes:
        """Give the payload: 60 bytes, with a target 76."""
        assert (len(self.ref), len(self.prev)) == (10, 16)
        assert len(self.target) == (16 if self.undoes else 0)
        values = self if self.undoes else self[:-1]
        return _STRUCTS[self.type].pack(*values)

    @classmethod
    def parse(cls, payload: bytes, city: int) -> Self:
        """Read a claim's payload; raises Malformed, WrongCity or AmountZero."""
        struct = _STRUCTS.get(payload[0]) if payload else None
        if struct is None or len(payload) != struct.size:
            raise Malformed("A claim has 60 bytes, with a target 76.")
        claim = cls._make((*struct.unpack(payload), b"")[:13])
        if claim.city != city:
            raise WrongCity
        demand(not claim.flags & ~_KNOWN_FLAGS[claim.type], "The claim has an unknown flag.")
        demand(claim.seq > 0, "A till's sequence begins with 1.")
        if claim.amount == 0:
            raise AmountZero
        return claim


_DECISION = Layout(DECISION, "I I I B 16s")


class Decision(NamedTuple):
    """The till's word on what happened at the counter: `verdict` 1 to 3 handed over, 4 dropped."""

    city: int
    till: int
    seq: int
    claim_seq: int
    verdict: int
    prev: bytes

    def pack(self) -> bytes:
        """Give the payload: 34 bytes."""
        return _DECISION.pack(*self)

    @classmethod
    def parse(cls, payload: bytes, city: int) -> Self:
        """Read a DECISION's payload; raises Malformed or WrongCity."""
        decision = cls._make(_DECISION.unpack(payload, city))
        demand(BY_BOOK <= decision.verdict <= DROPPED, "The verdict is unknown.")
        demand(0 < decision.claim_seq < decision.seq, "A decision follows its claim.")
        return decision


_CLOSE = Layout(CLOSE, "I I I I I 16s")


class Close(NamedTuple):
    """The end of a lease: `used` cents were redeemed isolated, `last_seq` came just before."""

    city: int
    till: int
    seq: int
    lease: int
    last_seq: int
    used: int
    prev: bytes

    def pack(self) -> bytes:
        """Give the payload: 41 bytes."""
        return _CLOSE.pack(*self)

    @classmethod
    def parse(cls, payload: bytes, city: int) -> Self:
        """Read a CLOSE's payload; raises Malformed or WrongCity."""
        close = cls._make(_CLOSE.unpack(payload, city))
        demand(close.seq == close.last_seq + 1, "A CLOSE follows the last record of its lease.")
        return close


Body: TypeAlias = Claim | Decision | Close


class Record(NamedTuple):
    """One signed record as it travels. `hash` (SHA-256 of the payload) is its identity.

    `proof` is 64 bytes, empty for DECISION and CLOSE.
    """

    message: bytes
    payload: bytes
    kind: int
    body: Body
    proof: bytes
    signature: bytes
    hash: bytes

    @property
    def claim_hash(self) -> bytes:
        """Give the first half of the hash: the next record's `prev`, a receipt's `claimHash`."""
        return self.hash[:16]

    @property
    def token(self) -> bytes:
        """Give the one-time token of a typed claim (16 bytes)."""
        return self.proof[:TOKEN_BYTES]


_SHAPES: Final[dict[int, tuple[int, int, Callable[[bytes, int], Body]]]] = {
    REDEEM: (60, 188, Claim.parse),
    SALE: (60, 188, Claim.parse),
    VOID: (76, 204, Claim.parse),
    REFUND: (76, 204, Claim.parse),
    DECISION: (34, 98, Decision.parse),
    CLOSE: (41, 105, Close.parse),
}


def parse_record(message: bytes, city: int) -> Record:
    """Read a till's signed record; signature and proof are not checked yet.

    Raises Malformed, WrongCity or AmountZero.
    """
    shape = _SHAPES.get(message[0]) if message else None
    if shape is None or len(message) != shape[1]:
        raise Malformed("No record of a till has this type and length.")
    cut, size, parse = shape
    payload, proof = message[:cut], message[cut : size - _SIGNATURE_BYTES]
    body = parse(payload, city)
    if isinstance(body, Claim):
        _check_proof(body, proof)
    signature = message[-_SIGNATURE_BYTES:]
    return Record(message, payload, message[0], body, proof, signature, payload_hash(payload))


def _check_proof(claim: Claim, proof: bytes) -> None:
    if claim.undoes:
        demand(proof == NO_PROOF, "VOID and REFUND carry 64 zero bytes for a proof.")
    elif claim.typed:
        demand(proof == typed_proof(proof[:TOKEN_BYTES]), "Behind the token stand 48 zero bytes.")


def typed_proof(token: bytes) -> bytes:
    """Give the proof field of a typed claim: the one-time token (16 bytes), then zeros."""
    return token.ljust(PROOF_BYTES, b"\0")


def signed(scope: Scope, record: Record) -> tuple[bytes, bytes]:
    """Give the till's signature and the bytes that it must have signed."""
    return record.signature, domain(scope, domain_name(record.kind)) + record.payload


def proven(scope: Scope, record: Record) -> tuple[bytes, bytes]:
    """Give the card's signature and the bytes that it must have signed."""
    return record.proof, domain(scope, "proof") + record.payload


def verify_record(scope: Scope, public: bytes, record: Record, *, training: bool = False) -> bool:
    """Say whether the till with this public key signed the record."""
    name = domain_name(record.kind)
    return verify(scope, name, public, record.payload, record.signature, training=training)


def verify_proof(
    scope: Scope, card_public: bytes, record: Record, *, training: bool = False
) -> bool:
    """Say whether the card's own key signed the claim, so that its pay code was present."""
    return verify(scope, "proof", card_public, record.payload, record.proof, training=training)


def prove(scope: Scope, card_key: SigningKey, claim: Claim, *, training: bool = False) -> bytes:
    """Sign a claim with the card's own key (64 bytes)."""
    return card_key.sign(scope, "proof", claim.pack(), training=training)


def seal_record(
    scope: Scope,
    till_key: SigningKey,
    body: Body,
    proof: bytes = b"",
    *,
    training: bool = False,
) -> bytes:
    """Give the signed record of a till. REDEEM and SALE need a proof, the others bring none."""
    payload = body.pack()
    if isinstance(body, Claim) and body.undoes:
        proof = NO_PROOF
    signature = till_key.sign(scope, domain_name(payload[0]), payload, training=training)
    return payload + proof + signature


def genesis_prev(scope: Scope, till: int) -> bytes:
    """Give the `prev` of a till's first record (16 bytes)."""
    head = b"heller/chain/1\0" + scope.root8
    return hashlib.sha256(head + scope.city.to_bytes(4) + till.to_bytes(4)).digest()[:16]
