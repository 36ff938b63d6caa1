"""The file for a print house: one line per card, as CSV that a spreadsheet cannot run.

| column | content |
| --- | --- |
| `place` | 1, 2, 3 ... in this file |
| `face` | printed amount as `25,00 €`; empty: the buyer chooses |
| `pay_code` | text of the QR code under the scratch area: version 6, level M, alphanumeric |
| `view_code` | text of the smaller QR code: level M |
| `number` | 16 digits in groups of four |
| `pin` | six digits, under a scratch area of their own |

UTF-8 with a byte order mark, separated by semicolons, every field in quotes, lines end with CR LF.
"""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Final

from heller.cards.derived import grouped
from heller.cards.sheet import PrintedCard
from heller.money import euros_de

COLUMNS: Final = ("place", "face", "pay_code", "view_code", "number", "pin")

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def print_house_csv(face: int, cards: Sequence[PrintedCard]) -> bytes:
    """Write the cards of `face` cents (0 = variable) for a print house."""
    page = StringIO()
    writer = csv.writer(page, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    amount = euros_de(face) if face else ""
    for place, card in enumerate(cards, start=1):
        fields = (amount, card.pay_code, card.view_code, grouped(card.number), card.pin)
        writer.writerow([place, *map(_inert, fields)])
    return page.getvalue().encode("utf-8-sig")


def _inert(field: str) -> str:
    """Refuse what a spreadsheet would run; our own codes and digits never look like that."""
    assert not field.startswith(_FORMULA_STARTS), "A field of the print file looks like a formula."
    return field
