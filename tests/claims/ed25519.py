"""Ed25519 signatures that no honest signer makes, for the vectors of what must be refused."""

import hashlib

from nacl.bindings import (
    crypto_core_ed25519_scalar_add,
    crypto_core_ed25519_scalar_mul,
    crypto_core_ed25519_scalar_reduce,
    crypto_scalarmult_ed25519_base_noclamp,
)

ORDER = 2**252 + 27742317777372353535851937790883648493
FIELD = 2**255 - 19
IDENTITY = (1).to_bytes(32, "little")
ORDER_TWO = (FIELD - 1).to_bytes(32, "little")
ORDER_FOUR = bytes(32)
ORDER_EIGHT = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
NOT_CANONICAL_IDENTITY = (FIELD + 1).to_bytes(32, "little")


def secret_scalar(seed: bytes) -> bytes:
    """Give the secret scalar of a seed (RFC 8032, section 5.1.5), reduced."""
    digest = bytearray(hashlib.sha512(seed).digest()[:32])
    digest[0] &= 248
    digest[31] = digest[31] & 127 | 64
    return crypto_core_ed25519_scalar_reduce(bytes(digest) + bytes(32))


def signed_with_nonce(seed: bytes, public: bytes, message: bytes, nonce: bytes) -> bytes:
    """Sign with a nonce of one's own choice: a second valid signature, as some browsers make it."""
    chosen = crypto_core_ed25519_scalar_reduce(hashlib.sha512(nonce).digest())
    r = crypto_scalarmult_ed25519_base_noclamp(chosen)
    product = crypto_core_ed25519_scalar_mul(challenge(r, public, message), secret_scalar(seed))
    return r + crypto_core_ed25519_scalar_add(chosen, product)


def with_small_r(seed: bytes, public: bytes, message: bytes) -> bytes:
    """Sign with the identity for R, which plain verification takes."""
    h = challenge(IDENTITY, public, message)
    return IDENTITY + crypto_core_ed25519_scalar_mul(h, secret_scalar(seed))


def for_small_key(public: bytes, message: bytes) -> bytes:
    """Sign for a public key of small order, without any secret.

    R = S·B - h·A for a nonce with h = 0 modulo the key's order, where plain verification takes it.
    """
    for number in range(1, 1_000):
        nonce = number.to_bytes(32, "little")
        r = crypto_scalarmult_ed25519_base_noclamp(nonce)
        if challenge_number(r, public, message) % 8 == 0:
            return r + nonce
    raise AssertionError("No nonce was found.")


def not_canonical(signature: bytes) -> bytes:
    """Give the same signature with S + L, which sloppy verification takes."""
    s = int.from_bytes(signature[32:], "little") + ORDER
    return signature[:32] + s.to_bytes(32, "little")


def challenge(r: bytes, public: bytes, message: bytes) -> bytes:
    """Give h of RFC 8032, section 5.1.7, reduced."""
    return crypto_core_ed25519_scalar_reduce(hashlib.sha512(r + public + message).digest())


def challenge_number(r: bytes, public: bytes, message: bytes) -> int:
    """Give h as a number."""
    return int.from_bytes(challenge(r, public, message), "little")
