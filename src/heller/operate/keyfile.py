"""Keys on disk: server keys under an unlock key, people's keys under a passphrase.

Argon2id (RFC 9106) and XSalsa20-Poly1305, both by libsodium.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cbor2
from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from heller.keys import SigningKey, signing_key
from heller.operate.errors import KeysLocked, NoKeyFile, WrongPassphrase

Random = Callable[[int], bytes]
_SALT = pwhash.argon2id.SALTBYTES


def write_secret(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads: whole or not at all, on the disk at the end."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def lock(content: dict[str, Any], unlock: bytes, random_bytes: Random) -> bytes:
    """Encrypt a map of secrets under the unlock key (32 bytes)."""
    box, nonce = SecretBox(unlock), random_bytes(SecretBox.NONCE_SIZE)
    return bytes(box.encrypt(cbor2.dumps(content, canonical=True), nonce))


def open_locked(data: bytes, unlock: bytes) -> dict[str, Any]:
    """Decrypt a map of secrets; raises KeysLocked."""
    try:
        content: dict[str, Any] = cbor2.loads(SecretBox(unlock).decrypt(data))
    except (CryptoError, ValueError):
        raise KeysLocked from None
    return content


def _derive(passphrase: str, salt: bytes) -> bytes:
    return pwhash.argon2id.kdf(
        SecretBox.KEY_SIZE,
        passphrase.encode(),
        salt,
        opslimit=pwhash.argon2id.OPSLIMIT_MODERATE,
        memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
    )


def write_person(path: Path, actor: str, key: SigningKey, passphrase: str, random: Random) -> None:
    """Keep a person's key in a file under a passphrase."""
    salt, nonce = random(_SALT), random(SecretBox.NONCE_SIZE)
    sealed = SecretBox(_derive(passphrase, salt)).encrypt(key.seed(), nonce)
    content = {
        "actor": actor,
        "public": key.public.hex(),
        "salt": salt.hex(),
        "sealed": bytes(sealed).hex(),
    }
    write_secret(path, json.dumps(content, indent=1).encode())


def read_person(path: Path, passphrase: str) -> tuple[str, SigningKey]:
    """Open a person's key file; raises WrongPassphrase or NoKeyFile."""
    content = _read(path, "actor", "salt", "sealed")
    box = SecretBox(_derive(passphrase, bytes.fromhex(content["salt"])))
    try:
        seed = box.decrypt(bytes.fromhex(content["sealed"]))
    except CryptoError:
        raise WrongPassphrase from None
    return content["actor"], signing_key(seed)


def write_plain_key(path: Path, actor: str, key: SigningKey) -> None:
    """Keep a machine's key in a file that only its owner reads."""
    content = {"actor": actor, "seed": key.seed().hex()}
    write_secret(path, json.dumps(content).encode())


def read_plain_key(path: Path) -> tuple[str, SigningKey]:
    """Read a machine's key file; raises NoKeyFile."""
    content = _read(path, "actor", "seed")
    return content["actor"], signing_key(bytes.fromhex(content["seed"]))


def _read(path: Path, *names: str) -> dict[str, str]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {name: content[name] for name in names}
    except (ValueError, KeyError, TypeError):
        raise NoKeyFile(f"({path})") from None
