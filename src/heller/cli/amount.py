"""Amounts as people type them, in cents: 12,40 and 12.40 are the same, 12,4 is none."""

import re
from typing import Final

import click

from heller.money import MAX_CENTS

_PLAIN: Final = re.compile(r"(\d{1,8})(?:[.,](\d{2}))?")
_GERMAN: Final = re.compile(r"(\d{1,3}(?:\.\d{3})+),(\d{2})")
_ENGLISH: Final = re.compile(r"(\d{1,3}(?:,\d{3})+)\.(\d{2})")


def read_cents(typed: str) -> int | None:
    """Read an amount; None if it is none, is 0, or is more than a claim can carry."""
    text = re.sub(r"[\s€]", "", typed)
    found = _PLAIN.fullmatch(text) or _GERMAN.fullmatch(text) or _ENGLISH.fullmatch(text)
    if found is None or not text.isascii():
        return None
    euros = re.sub(r"[.,]", "", found[1])
    cents = int(euros) * 100 + int(found[2] or "0")
    return cents if 0 < cents <= MAX_CENTS else None


class Amount(click.ParamType[int]):
    """An amount on the command line, in cents."""

    name = "amount"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Read it, or say how to write it."""
        cents = value if isinstance(value, int) else read_cents(str(value))
        if cents is None:
            self.fail(f"{value!r} is no amount. Write euros and cents: 12,40", param, ctx)
        return cents
