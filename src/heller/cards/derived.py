"""Everything about a card that follows from its `cid`, and the MAC of its PIN.

Derivations: docs/protocol.md, section 3.
"""

import hashlib
import hmac
from typing import Final

from stdnum.iso7064 import mod_97_10

from heller.keys import SigningKey, signing_key

_SALT: Final = b"heller/card/1"
_BODY_DIGITS: Final = 14
_DIGITS: Final = 16


def card_ref(cid: bytes) -> bytes:
    """Give the name of the card in claims, receipts and book (10 bytes)."""
    return hashlib.sha256(b"heller/ref" + cid).digest()[:10]


def card_signing_key(cid: bytes) -> SigningKey:
    """Give the card's own key; its signature proves that the pay code was present."""
    return signing_key(_derive(cid, b"key", 32))


def lkey(cid: bytes) -> bytes:
    """Give the key under which a till finds the card in a snapshot (16 bytes)."""
    return _derive(cid, b"lkey", 16)


def view(cid: bytes) -> bytes:
    """Give the secret of the view code: balance and history, nothing more (16 bytes)."""
    return _derive(cid, b"view", 16)


def number(cid: bytes) -> str:
    """Give the printed number: 14 digits and two ISO 7064 MOD 97-10 check digits."""
    body = int.from_bytes(_derive(cid, b"number", 16)) % 10**_BODY_DIGITS
    digits = f"{body:0{_BODY_DIGITS}d}"
    return digits + mod_97_10.calc_check_digits(digits)


def pin_mac(pepper: bytes, root8: bytes, ref: bytes, pin: str) -> bytes:
    """Give what is stored of a PIN (32 bytes): worth nothing without the pepper."""
    return hmac.digest(pepper, root8 + ref + pin.encode("ascii"), "sha256")


def is_number(digits: str) -> bool:
    """Say whether the check digits fit; one wrong digit or two swapped neighbours never do."""
    plain = len(digits) == _DIGITS and digits.isascii() and digits.isdecimal()
    return plain and bool(mod_97_10.is_valid(digits))


def read_number(typed: str) -> str | None:
    """Take a number as people type it, with or without spaces; None if it cannot be right."""
    digits = "".join(typed.split())
    return digits if is_number(digits) else None


def grouped(digits: str) -> str:
    """Write a number in groups of four, as it is printed and read out."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _derive(cid: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA-256 (RFC 5869) for at most one block of output."""
    secret = hmac.digest(_SALT, cid, "sha256")
    return hmac.digest(secret, info + b"\1", "sha256")[:length]
