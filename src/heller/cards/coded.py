"""Bytes as text for QR codes: a prefix that says what it is, then Base45 (RFC 9285)."""

from base45 import b45decode, b45encode  # pyright: ignore[reportMissingTypeStubs] # ships none

from heller.errors import Malformed


def to_text(prefix: str, data: bytes) -> str:
    """Write bytes as the text of a code."""
    return prefix + str(b45encode(data), "ascii")


def from_text(prefix: str, text: str) -> bytes:
    """Read the bytes back; raises Malformed for another prefix or broken Base45."""
    if not text.startswith(prefix):
        raise Malformed(f"The text does not begin with {prefix}")
    try:
        return bytes(b45decode(text.removeprefix(prefix).encode()))
    except ValueError as error:
        raise Malformed("The text is no Base45.") from error
