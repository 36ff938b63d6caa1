"""Receipts, certificates and hand-over frames as text for QR codes and for pasting.

Cards have their own: heller.cards.scan.
"""

from enum import StrEnum

from heller.cards.coded import from_text, to_text


class Code(StrEnum):
    """What a text carries, told by its first four characters."""

    RECEIPT = "HR1:"
    CERTIFICATE = "HC1:"
    FRAME = "HF1:"


def write_code(code: Code, data: bytes) -> str:
    """Write bytes as the text of a code."""
    return to_text(code, data)


def read_code(code: Code, text: str) -> bytes:
    """Read the bytes of a code of this kind; raises Malformed.

    White space around it and broken lines are forgiven: people paste.
    """
    return from_text(code, tidied(text))


def code_of(text: str) -> Code | None:
    """Tell which of our codes a text is, if it is one."""
    start = tidied(text)[:4]
    return Code(start) if start in set(Code) else None


def tidied(text: str) -> str:
    """Take away what pasting adds. A blank inside the text is a character of Base45 and stays."""
    return "".join(text.splitlines()).replace("\t", "").strip()
