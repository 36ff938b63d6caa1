"""Cosignatures as foreign tools read them: C2SP tlog-cosignature, cosignature/v1 (Ed25519)."""

import base64
import hashlib
import struct

from heller.keys import SigningKey, verifies

_COSIGNATURE = b"\x04"
_DASH = "\N{EM DASH} "
_TIME = struct.Struct(">Q")


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _COSIGNATURE + public).digest()[:4]


def witness_key(name: str, public: bytes) -> str:
    """Write a witness's key as C2SP tools take it: `name+hash+base64`."""
    encoded = base64.b64encode(_COSIGNATURE + public).decode()
    return f"{name}+{_key_id(name, public).hex()}+{encoded}"


def _signed_text(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def cosign(text: str, name: str, key: SigningKey, time: int) -> str:
    """Give the signature line for a checkpoint's text (with its last newline), signed at `time`."""
    signature = key.sign_bare(_signed_text(text, time))
    content = _key_id(name, key.public) + _TIME.pack(time) + signature
    return f"{_DASH}{name} {base64.b64encode(content).decode()}\n"


def cosigned_at(text: str, line: str, name: str, public: bytes) -> int | None:
    """Give the time (UTC seconds) at which this witness signed the text; None if it did not."""
    start = f"{_DASH}{name} "
    if not line.startswith(start):
        return None
    try:
        content = base64.b64decode(line[len(start) :].removesuffix("\n"), validate=True)
    except ValueError:
        return None
    if len(content) != 76 or content[:4] != _key_id(name, public):  # noqa: PLR2004 - id, time, sig
        return None
    (time,) = _TIME.unpack(content[4:12])
    return int(time) if verifies(public, _signed_text(text, time), content[12:]) else None
