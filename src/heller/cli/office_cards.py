"""`heller office cards`, `block` and `unblock`."""

import os
from pathlib import Path

import click

from heller.cards.derived import read_number
from heller.cli.desk import Desk


@click.group()
def cards() -> None:
    """Cards: batches, blocking."""


@cards.command("print")
@click.option("--count", type=click.IntRange(1, 1_000), default=10, show_default=True)
@click.option(
    "--face",
    type=click.IntRange(0),
    default=0,
    help="Printed amount in euros; 0: the buyer chooses.",
)
@click.option("--pdf", type=click.Path(path_type=Path, dir_okay=False), help="Print sheet.")
@click.option(
    "--csv", type=click.Path(path_type=Path, dir_okay=False), help="File for a print house."
)
@click.pass_obj
def cards_print(desk: Desk, count: int, face: int, pdf: Path | None, csv: Path | None) -> None:
    """Make and register a batch of sealed cards; their secrets exist only in the files written."""
    from heller.operate.print_cards import PrintJob, print_cards  # noqa: PLC0415 - typst

    if pdf is None and csv is None:
        raise click.UsageError("Say where the cards go: --pdf FILE, --csv FILE, or both.")
    job = PrintJob(count, face * 100, pdf, csv)
    desk.run(
        lambda office: {"cards": len(print_cards(desk.home, office, job, os.urandom, _progress))},
        "{cards} sealed cards are registered. They are worth nothing until they are sold.",
    )


def _progress(done: int, total: int) -> None:
    if total > done:
        click.echo(f"{done} of {total} registered", err=True)


@click.command()
@click.argument("number")
@click.pass_obj
def block(desk: Desk, number: str) -> None:
    """Block the card with this printed NUMBER, at once."""
    _card_order(desk, "card.block", number, "The card is blocked.")


@click.command()
@click.argument("number")
@click.pass_obj
def unblock(desk: Desk, number: str) -> None:
    """Let a blocked card pay again."""
    _card_order(desk, "card.unblock", number, "The card pays again.")


def _card_order(desk: Desk, kind: str, number: str, say: str) -> None:
    digits = read_number(number)
    if digits is None:
        raise click.BadParameter("This is no card's number: 16 digits with a check. Read it again.")
    desk.run(lambda office: office.order(kind, {"ref": office.find_card(digits)}), say)
