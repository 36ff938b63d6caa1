"""Amounts are read as people write them, and guessed never."""

import click
import pytest
from click.testing import CliRunner

from heller.cli.amount import Amount, read_cents


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12,40", 1_240),
        ("12.40", 1_240),
        ("12", 1_200),
        ("0,01", 1),
        (" 12,40 € ", 1_240),
        ("12,40\N{NO-BREAK SPACE}€", 1_240),
        ("€12.40", 1_240),
        ("1.204,80", 120_480),
        ("1,204.80", 120_480),
        ("42949672,95", 2**32 - 1),
    ],
)
def test_an_amount_is_read(typed: str, cents: int) -> None:
    assert read_cents(typed) == cents


@pytest.mark.parametrize(
    "typed",
    [
        "", "0", "0,00", "-1", "+1", "12,4", "12,400", "1.204", "1,204", "1.20.4,80", "12,40,50",
        "1e3", "zwölf", "42949672,96", "123456789", "\N{ARABIC-INDIC DIGIT ONE}", "€",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(typed: str) -> None:
    assert read_cents(typed) is None


def test_the_command_line_says_how_to_write_it() -> None:
    @click.command()
    @click.argument("amount", type=Amount())
    def pay(amount: int) -> None:
        click.echo(amount)

    assert CliRunner().invoke(pay, ["12,40"]).output == "1240\n"
    refused = CliRunner().invoke(pay, ["12,4"])
    assert (refused.exit_code, "Write euros and cents: 12,40" in refused.output) == (2, True)
