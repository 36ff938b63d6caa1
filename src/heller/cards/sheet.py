"""Sheets of cards for an office printer: A4, ten ID-1 cards, fronts and then backs.

The pay code has 0.5 mm per module and is 24.5 mm wide with its quiet zone; equal input gives an
equal PDF, byte for byte. The words and places are in sheet.typ and below.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Final, Literal

import segno
import typst

from heller.cards.derived import grouped
from heller.money import euros_de

MAX_CARDS: Final = 1_000

_PAY_VERSION: Final = 6
_VIEW_MAX_VERSION: Final = 5
_CENTS: Final = 100


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """What stands on one card: the texts of its two codes, its number (16 digits), its PIN."""

    pay_code: str = field(repr=False)
    view_code: str = field(repr=False)
    number: str = field(repr=False)
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SheetLook:
    """What all cards of a sheet share: `face` in cents, 0 = variable; `colour` as `#rrggbb`."""

    city: str
    face: int
    phone: str
    colour: str = "#8c2f39"
    name: str = "Stadtgutschein"


def sheet_pdf(look: SheetLook, cards: Sequence[PrintedCard]) -> bytes:
    """Print the cards as a PDF for printing on both sides, turned on the long edge."""
    return b"".join(_compile(look, cards, "pdf"))


def sheet_pictures(look: SheetLook, cards: Sequence[PrintedCard], dpi: int) -> list[bytes]:
    """Print the cards as one PNG per page."""
    return _compile(look, cards, "png", dpi)


def _compile(
    look: SheetLook, cards: Sequence[PrintedCard], form: Literal["pdf", "png"], dpi: int = 0
) -> list[bytes]:
    assert 0 < len(cards) <= MAX_CARDS
    made: object = typst.compile(
        _template(),
        format=form,
        ppi=dpi or None,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(_data(look, cards))},
    )
    if isinstance(made, list):  # one picture per page
        return made
    assert isinstance(made, bytes)
    return [made]


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (files("heller.cards") / "sheet.typ").read_bytes()


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    with as_file(files("heller.cards") / "fonts") as folder:
        return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def _data(look: SheetLook, cards: Sequence[PrintedCard]) -> dict[str, object]:
    return {
        "title": f"{look.name} {look.city}",
        "city": look.city,
        "name": look.name,
        "colour": look.colour,
        "phone": look.phone,
        "face": _face(look.face),
        "any-face": "Betrag nach Wahl",
        "where": f"Einlösen in vielen Geschäften in {look.city}.",
        "pay-hint": "Zum Bezahlen an der Kasse zeigen",
        "view-title": "Guthaben ansehen:",
        "view-how": "Kamera auf den Code halten",
        "view-hint": "Guthaben ansehen: Kamera auf den Code halten",
        "number-hint": "Gutscheinnummer",
        "pin-hint": "PIN",
        "care": "Erst nach dem Kauf freirubbeln. Wer den Code hat, kann damit bezahlen.",
        "questions": "Fragen?",
        "cards": [_card(card) for card in cards],
    }


def _face(cents: int) -> str | None:
    if cents == 0:
        return None
    text = euros_de(cents)
    return text.replace(",00", "") if cents % _CENTS == 0 else text


def _card(card: PrintedCard) -> dict[str, str]:
    pay = segno.make_qr(
        card.pay_code, version=_PAY_VERSION, error="M", mode="alphanumeric", boost_error=False
    )
    view = segno.make_qr(card.view_code, error="M", boost_error=False)
    assert isinstance(view.version, int)
    assert view.version <= _VIEW_MAX_VERSION, "The address of the view code is too long to print."
    return {
        "pay": pay.svg_inline(border=4),
        "view": view.svg_inline(border=4),
        "number": grouped(card.number),
        "pin": card.pin,
    }
