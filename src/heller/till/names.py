"""Names of merchants and points: each encrypted under a key of its own, which the city's key wraps.

Erasing a key erases the name; the journal never holds one.
"""

from collections.abc import Callable

from nacl.secret import SecretBox

Random = Callable[[int], bytes]


def seal_name(master: bytes, name: str, random_bytes: Random) -> tuple[bytes, bytes]:
    """Encrypt a name; give ciphertext and wrapped key."""
    key = random_bytes(SecretBox.KEY_SIZE)
    nonces = [random_bytes(SecretBox.NONCE_SIZE) for _ in range(2)]
    ciphertext = SecretBox(key).encrypt(name.encode(), nonces[0])
    return bytes(ciphertext), bytes(SecretBox(master).encrypt(key, nonces[1]))


def open_name(master: bytes, ciphertext: bytes, wrapped: bytes) -> str:
    """Decrypt a name."""
    key = SecretBox(master).decrypt(wrapped)
    return SecretBox(key).decrypt(ciphertext).decode()
