"""What a scanner reads from a card: the pay code, the view code, or something else."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Final

from heller.cards.card import Card
from heller.cards.coded import from_text, to_text
from heller.errors import Malformed
from heller.keys import SIGNATURE_BYTES

PAY: Final = "HG1:"
VIEW: Final = "#HV1."

_VIEW_FORM: Final = re.compile(r"#HV1\.([0-9]{8})\.([A-Za-z0-9_-]{22})")


@dataclass(frozen=True, slots=True)
class PayCode:
    """The code that pays. `message` is CARD with its signature, which is not checked yet."""

    card: Card
    message: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ViewCode:
    """The code for a phone's camera; a till asks for the other one."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """A code that is none of ours."""


def pay_code(message: bytes) -> str:
    """Write a signed CARD as the text of its pay code (139 characters)."""
    return to_text(PAY, message)


def view_code(address: str, city: int, view: bytes) -> str:
    """Write the view code: a URL whose fragment no server ever sees."""
    secret = urlsafe_b64encode(view).decode().rstrip("=")
    return f"{address}{VIEW}{city:08d}.{secret}"


def parse_view_code(text: str) -> tuple[int, bytes]:
    """Read city and secret (16 bytes) from a view code; raises Malformed."""
    found = _VIEW_FORM.fullmatch(text[text.rfind("#") :]) if "#" in text else None
    if found is None:
        raise Malformed("This is no view code.")
    view = urlsafe_b64decode(found[2] + "==")
    if view_code("", int(found[1]), view) != found[0]:
        raise Malformed("The view code's last character is not its own.")
    return int(found[1]), view


def parse_scanned(text: str) -> PayCode | ViewCode | Foreign:
    """Tell what a scanner read, of any city; scanners that type may add white space."""
    if VIEW in text:
        return ViewCode()
    try:
        message = from_text(PAY, text.strip())
        payload = message[:-SIGNATURE_BYTES]
        return PayCode(Card.parse(payload, int.from_bytes(payload[1:5])), message)
    except Malformed:
        return Foreign()
