"""`heller office pot`: pots that two people give beyond what the settings say."""

import click

from heller.cli.desk import Desk


@click.group()
def pot() -> None:
    """Pots: what a shop is guaranteed without the book; each needs a second person."""


@pot.command("raise")
@click.argument("point", type=int)
@click.argument("euros", type=click.IntRange(0, 1_500))
@click.pass_obj
def pot_raise(desk: Desk, point: int, euros: int) -> None:
    """Set POINT's isolated pot to so many EUROS; it counts from its next lease on."""
    arguments = {"point": point, "isolated_cents": euros * 100}
    desk.order("pot.raise", arguments, None, f"Point {point}: isolated pot {euros} euros.")


@pot.command("grant")
@click.argument("point", type=int)
@click.option("--isolated", type=click.IntRange(0), default=0, help="Euros.")
@click.option("--stand-in", "standin", type=click.IntRange(0), default=0, help="Euros.")
@click.pass_obj
def pot_grant(desk: Desk, point: int, isolated: int, standin: int) -> None:
    """Refill POINT's pots out of the reserve for twelve months, or give a new device a second."""
    arguments = {"point": point, "isolated_cents": isolated * 100, "standin_cents": standin * 100}
    desk.order("pot.grant", arguments, None, f"Point {point}: granted for twelve months.")
