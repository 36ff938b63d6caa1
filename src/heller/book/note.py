"""Signed tree heads in the formats that foreign tools read: C2SP signed-note and tlog-checkpoint."""

import base64
import hashlib
from typing import NamedTuple

from heller.keys import Scope, SigningKey, verifies

_ED25519 = b"\x01"
_DASH = "\N{EM DASH} "


class TreeHead(NamedTuple):
    """A tree's size and root under the origin of its generation."""

    origin: str
    size: int
    root: bytes


def origin(scope: Scope, generation: int) -> str:
    """Name the log of one generation of a city."""
    return f"heller/{scope.city:08d}/{scope.root8.hex()}/{generation}"


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def verifier_key(name: str, public: bytes) -> str:
    """Write a HEAD key as C2SP tools take it: `name+hash+base64`."""
    encoded = base64.b64encode(_ED25519 + public).decode()
    return f"{name}+{_key_id(name, public).hex()}+{encoded}"


def head_text(head: TreeHead) -> str:
    """Write the text that is signed: origin, size and root, one a line."""
    return f"{head.origin}\n{head.size}\n{base64.b64encode(head.root).decode()}\n"


def sign_head(head: TreeHead, key: SigningKey) -> str:
    """Write a signed tree head; the key's name is the origin."""
    text = head_text(head)
    signature = _key_id(head.origin, key.public) + key.sign_bare(text.encode())
    return f"{text}\n{_DASH}{head.origin} {base64.b64encode(signature).decode()}\n"


def open_head(note: str, public: bytes) -> TreeHead | None:
    """Read a signed tree head; None unless the key's own signature on it is good."""
    text, found, signatures = note.partition("\n\n")
    lines = text.split("\n")
    if not found or len(lines) < 3 or not lines[1].isdecimal():  # noqa: PLR2004 - origin, size, root
        return None
    name = lines[0]
    for line in signatures.splitlines():
        if _signed_by(line, name, public, f"{text}\n".encode()):
            return TreeHead(name, int(lines[1]), base64.b64decode(lines[2], validate=True))
    return None


def _signed_by(line: str, name: str, public: bytes, text: bytes) -> bool:
    start = f"{_DASH}{name} "
    if not line.startswith(start):
        return False
    try:
        signature = base64.b64decode(line[len(start) :], validate=True)
    except ValueError:
        return False
    return signature[:4] == _key_id(name, public) and verifies(public, text, signature[4:])
