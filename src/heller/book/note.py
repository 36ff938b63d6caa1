"""Signed tree heads as foreign tools read them: C2SP signed-note and tlog-checkpoint."""

import base64
import hashlib
import re
from typing import NamedTuple

from heller.keys import Scope, SigningKey, verifies

_ED25519 = b"\x01"
_DASH = "\N{EM DASH} "
_HEAD = re.compile(r"([^\n]+)\n(0|[1-9][0-9]*)\n([A-Za-z0-9+/]{43}=)(?:\n[^\n]+)*\Z")


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
    text, _, signatures = note.partition("\n\n")
    head = _read_head(text)
    if head is None or not signatures.endswith("\n"):
        return None
    signed = f"{text}\n".encode()
    good = any(_signed_by(line, head.origin, public, signed) for line in signatures.split("\n"))
    return head if good else None


def _read_head(text: str) -> TreeHead | None:
    """Read origin, size and root; lines behind them are extensions."""
    found = _HEAD.match(text)
    if found is None:
        return None
    name, size, encoded = found.groups()
    return TreeHead(name, int(size), base64.b64decode(encoded))


def _signed_by(line: str, name: str, public: bytes, text: bytes) -> bool:
    start = f"{_DASH}{name} "
    if not line.startswith(start):
        return False
    try:
        signature = base64.b64decode(line[len(start) :], validate=True)
    except ValueError:
        return False
    return signature[:4] == _key_id(name, public) and verifies(public, text, signature[4:])
