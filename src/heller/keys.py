"""Keys and signatures: Ed25519 under a domain that names the message and the city.

A signature made for one city, or for one kind of message, is worth nothing anywhere else
(docs/protocol.md, section 1). Seeds come from the caller: nothing here draws a random number.
"""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
from nacl.exceptions import BadSignatureError

SIGNATURE_BYTES = 64
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Scope:
    """The one city that a signature counts in.

    `city` is the official municipality key (AGS) as a number, `root8` the first eight bytes of the
    SHA-256 of the city's ROOT public key.
    """

    city: int
    root8: bytes


def scope_of(city: int, root_public: bytes) -> Scope:
    """Name a city by its number and its ROOT key (32 bytes)."""
    return Scope(city, hashlib.sha256(root_public).digest()[:8])


@lru_cache(maxsize=1024)
def domain(scope: Scope, name: str, *, training: bool = False) -> bytes:
    """Give the bytes that stand before a payload when it is signed."""
    prefix = "heller/training-" if training else "heller/"
    return f"{prefix}{name}/1".encode() + b"\0" + scope.root8


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key pair made from a 32-byte seed; it never shows its seed when printed."""

    public: bytes
    _secret: bytes = field(repr=False)

    def sign(self, scope: Scope, name: str, payload: bytes, *, training: bool = False) -> bytes:
        """Sign a payload under its domain (64 bytes, RFC 8032)."""
        message = domain(scope, name, training=training) + payload
        return crypto_sign(message, self._secret)[:SIGNATURE_BYTES]

    def sealed(self, scope: Scope, name: str, payload: bytes) -> bytes:
        """Give payload and signature as one message."""
        return payload + self.sign(scope, name, payload)

    def sign_bare(self, message: bytes) -> bytes:
        """Sign bytes without a domain, for a foreign format with its own (C2SP signed note)."""
        return crypto_sign(message, self._secret)[:SIGNATURE_BYTES]

    def seed(self) -> bytes:
        """Give the 32-byte seed, for whoever stores the key."""
        return self._secret[:KEY_BYTES]


def signing_key(seed: bytes) -> SigningKey:
    """Make the key pair that belongs to a 32-byte seed."""
    public, secret = crypto_sign_seed_keypair(seed)
    return SigningKey(public, secret)


def verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether a bare Ed25519 signature is good.

    Refuses a non-canonical S and keys of small order.
    """
    try:
        crypto_sign_open(signature + message, public)
    except (BadSignatureError, ValueError):
        return False
    return True


def verify(
    scope: Scope,
    name: str,
    public: bytes,
    payload: bytes,
    signature: bytes,
    *,
    training: bool = False,
) -> bool:
    """Say whether `signature` is the key's signature over the payload in this city and domain."""
    return verifies(public, domain(scope, name, training=training) + payload, signature)


def verify_message(scope: Scope, name: str, public: bytes, message: bytes) -> bytes | None:
    """Split payload and signature of a signed message; None when the signature is not good."""
    payload, signature = message[:-SIGNATURE_BYTES], message[-SIGNATURE_BYTES:]
    return payload if verify(scope, name, public, payload, signature) else None


def payload_hash(payload: bytes) -> bytes:
    """Give a record's identity: the SHA-256 of its payload (32 bytes)."""
    return hashlib.sha256(payload).digest()
