"""Hand-over: a till's records travel to a second holder as a loop of QR pictures.

They are encrypted to the city's UPLOAD key, so that the holder carries what it cannot read.
Layouts: docs/protocol.md, section 7. Randomness comes from the caller.
"""

from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from heller.claims import cbor
from heller.claims.wire import demand
from heller.errors import Malformed
from heller.keys import Scope

TRANSFER_BYTES: Final = 8
NONCE_BYTES: Final = 12
SCALAR_BYTES: Final = 48

_POINT_BYTES: Final = 65
_TAG_BYTES: Final = 16
_CURVE: Final = ec.SECP256R1()


def upload_key(random: bytes) -> ec.EllipticCurvePrivateKey:
    """Make a P-256 key pair from 48 random bytes (so many that no key is likelier than another)."""
    assert len(random) == SCALAR_BYTES
    return ec.derive_private_key(int.from_bytes(random) % (_CURVE.group_order - 1) + 1, _CURVE)


def public_point(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Give the public half as KEYSET and envelope carry it: 65 bytes, uncompressed."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def seal_envelope(
    scope: Scope, upload_public: bytes, transfer: bytes, records: Sequence[bytes], random: bytes
) -> bytes:
    """Encrypt signed records, oldest first, to the UPLOAD key.

    `transfer` are 8 and `random` 60 fresh random bytes (key and nonce).
    """
    ephemeral, nonce = upload_key(random[:SCALAR_BYTES]), random[SCALAR_BYTES:]
    assert (len(transfer), len(nonce)) == (TRANSFER_BYTES, NONCE_BYTES)
    key = _shared_key(scope, ephemeral, upload_public, transfer)
    sealed = AESGCM(key).encrypt(nonce, cbor.encode(list(records)), _bound_to(scope, transfer))
    return public_point(ephemeral) + nonce + sealed


def open_envelope(
    scope: Scope, key: ec.EllipticCurvePrivateKey, transfer: bytes, envelope: bytes
) -> list[bytes]:
    """Decrypt an envelope with the UPLOAD key; the records in it are not checked yet.

    Raises Malformed.
    """
    demand(len(envelope) >= _POINT_BYTES + NONCE_BYTES + _TAG_BYTES, "The envelope is cut.")
    point, rest = envelope[:_POINT_BYTES], envelope[_POINT_BYTES:]
    nonce, sealed = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
    try:
        shared = _shared_key(scope, key, point, transfer)
        plain = AESGCM(shared).decrypt(nonce, sealed, _bound_to(scope, transfer))
    except (InvalidTag, ValueError) as error:
        raise Malformed("The envelope is not for this key, city and transfer.") from error
    records = cbor.decode(plain)
    demand(isinstance(records, list), "The envelope holds no list.")
    demand(all(isinstance(record, bytes) for record in records), "A record is no bytes.")
    return list(records)


def _shared_key(
    scope: Scope, own: ec.EllipticCurvePrivateKey, other: bytes, transfer: bytes
) -> bytes:
    point = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, other)
    info = b"heller/handover/1" + scope.root8
    return HKDF(SHA256(), 32, transfer, info).derive(own.exchange(ec.ECDH(), point))


def _bound_to(scope: Scope, transfer: bytes) -> bytes:
    return scope.city.to_bytes(4) + transfer
