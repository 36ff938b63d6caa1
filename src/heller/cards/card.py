"""CARD: what the pay code on a card says, signed by an ISSUER key (docs/protocol.md, section 3)."""

from dataclasses import dataclass, field
from struct import Struct
from typing import ClassVar, Final, Self

from heller.errors import Malformed, WrongCity
from heller.keys import Scope, SigningKey, verify_message

CARD: Final = 0x01
CID_BYTES: Final = 16

_STRUCT: Final = Struct(">BIB16sI")


@dataclass(frozen=True, slots=True)
class Card:
    """A card of a city: `key` is the ISSUER key's id, `face` the printed cents, 0 if variable.

    `cid` (16 random bytes) is the secret that makes whoever holds the card its owner; it is never
    shown when printed.
    """

    domain: ClassVar = "card"

    city: int
    key: int
    cid: bytes = field(repr=False)
    face: int

    def pack(self) -> bytes:
        """Give the payload: 26 bytes."""
        assert len(self.cid) == CID_BYTES
        return _STRUCT.pack(CARD, self.city, self.key, self.cid, self.face)

    @classmethod
    def parse(cls, payload: bytes, city: int) -> Self:
        """Read a payload; raises Malformed or WrongCity."""
        if len(payload) != _STRUCT.size or payload[0] != CARD:
            raise Malformed("A card has 26 bytes.")
        _, own, key, cid, face = _STRUCT.unpack(payload)
        if own != city:
            raise WrongCity
        return cls(own, key, cid, face)

    def sealed(self, scope: Scope, issuer: SigningKey) -> bytes:
        """Give the card with the ISSUER's signature: the 90 bytes of its pay code."""
        return issuer.sealed(scope, self.domain, self.pack())


def is_genuine(scope: Scope, issuer_public: bytes, message: bytes) -> bool:
    """Say whether this ISSUER key signed the card."""
    return verify_message(scope, Card.domain, issuer_public, message) is not None
