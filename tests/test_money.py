"""Cents as people read them."""

import pytest

from heller.money import MAX_CENTS, euros_de, euros_en

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("cents", "german", "english"),
    [
        (0, f"0,00{NBSP}€", "€0.00"),
        (5, f"0,05{NBSP}€", "€0.05"),
        (1_240, f"12,40{NBSP}€", "€12.40"),
        (120_480, f"1.204,80{NBSP}€", "€1,204.80"),
        (123_456_789, f"1.234.567,89{NBSP}€", "€1,234,567.89"),
        (-1, f"{MINUS}0,01{NBSP}€", f"{MINUS}€0.01"),
        (-120_480, f"{MINUS}1.204,80{NBSP}€", f"{MINUS}€1,204.80"),
    ],
)
def test_amounts_read_well(cents: int, german: str, english: str) -> None:
    assert (euros_de(cents), euros_en(cents)) == (german, english)


def test_float_money() -> None:
    """A gift card's value was once stored as a float: sums of many cents stay exact here."""
    assert euros_de(sum([10] * 3_000_001)) == f"300.000,10{NBSP}€"
    assert euros_de(MAX_CENTS * 1_000_003) == f"42.949.801.799.018,85{NBSP}€"
