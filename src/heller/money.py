"""Cents, and how people read them.

Money is an integer number of cents everywhere. Nothing in Heller divides it.
"""

from typing import NewType

Cents = NewType("Cents", int)

MAX_CENTS = 2**32 - 1  # a message's amount field is a u32


def euros_de(cents: int) -> str:
    """Write cents as a German reads them: `1.204,80 €`, with a non-breaking space.

    A negative amount carries the true minus sign (U+2212), as on all screens.
    """
    whole, rest = divmod(abs(cents), 100)
    sign = "\N{MINUS SIGN}" if cents < 0 else ""
    grouped = f"{whole:,}".replace(",", ".")
    return f"{sign}{grouped},{rest:02d}\N{NO-BREAK SPACE}€"


def euros_en(cents: int) -> str:
    """Write cents as an English reader expects them: `€1,204.80`."""
    whole, rest = divmod(abs(cents), 100)
    sign = "\N{MINUS SIGN}" if cents < 0 else ""
    return f"{sign}€{whole:,}.{rest:02d}"
