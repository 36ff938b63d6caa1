"""The hash chain: each entry's hash covers the one before it (docs/journal.md, Numbers).

The same hash is the entry's leaf in the RFC 6962 tree, so chain and tree can never
tell two stories.
"""

import hashlib
import struct

from heller.keys import Scope

VERSION = 1
_LEAF = struct.Struct(">BBBIBHBIBQB32sB32s")


def genesis_prev(scope: Scope) -> bytes:
    """Give `prev` of the first entry of a city (32 bytes)."""
    text = b"heller/journal/1\0" + scope.root8 + scope.city.to_bytes(4, "big")
    return hashlib.sha256(text).digest()


def body_digest(salt: bytes, body: bytes) -> bytes:
    """Hash salt and body (32 bytes); what stays when the body itself may be erased."""
    return hashlib.sha256(salt + body).digest()


def entry_hash(city: int, place: tuple[int, int, int], prev: bytes, digest: bytes) -> bytes:
    """Hash an entry at its place (generation, epoch, seq) behind `prev` (32 bytes)."""
    generation, epoch, seq = place
    leaf = _LEAF.pack(0, VERSION, 4, city, 2, generation, 4, epoch, 8, seq, 32, prev, 32, digest)
    return hashlib.sha256(leaf).digest()
