"""`heller office`: everything a city's office does, so that a city runs without portals."""

import json
from pathlib import Path
from typing import Any

import click

from heller.cli.desk import Desk
from heller.cli.office_approvals import approve, approver, held, office_key, pending, resolve
from heller.cli.office_cards import block, cards, unblock
from heller.cli.office_pots import pot
from heller.cli.office_tills import till
from heller.cli.serve import HOME
from heller.operate.home import Home
from heller.operate.office import Office


@click.group()
@HOME
@click.option(
    "--key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    envvar="HELLER_OFFICE_KEY",
    help="Key file of whoever gives the order.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.pass_context
def office(context: click.Context, home: Path, key: Path | None, *, as_json: bool) -> None:
    """Orders of the association; each is signed, and booked once."""
    context.obj = Desk(Home(home), key, as_json=as_json)


@office.group()
def merchant() -> None:
    """Merchants: legal parties that are owed money."""


@merchant.command("add")
@click.argument("name")
@click.pass_obj
def merchant_add(desk: Desk, name: str) -> None:
    """Register a merchant."""
    desk.order("merchant.add", {}, {"name": name}, "Merchant {no} is registered.")


@office.group()
def point() -> None:
    """Acceptance points: places where tills stand."""


@point.command("add")
@click.argument("merchant", type=int)
@click.argument("name")
@click.pass_obj
def point_add(desk: Desk, merchant: int, name: str) -> None:
    """Register an acceptance point of MERCHANT."""
    desk.order(
        "point.add", {"merchant": merchant}, {"name": name}, "Acceptance point {no} is registered."
    )


def _state_commands(group: click.Group, kind: str, argument: str) -> None:
    for verb in ("block", "unblock"):

        def change(desk: Desk, number: int, verb: str = verb) -> None:
            desk.order(f"{kind}.{verb}", {argument: number}, None, f"{kind} {number}: {verb}ed.")

        command = click.argument("number", type=int)(click.pass_obj(change))
        group.command(verb, help=f"{verb.capitalize()} a {kind.replace('.', ' ')}.")(command)


_state_commands(merchant, "merchant", "merchant")
_state_commands(point, "point", "point")


@office.group("sale-point")
def sale_point() -> None:
    """Sale points: acceptance points that may sell cards."""


@sale_point.command("grant")
@click.argument("point", type=int)
@click.option("--credit", type=click.IntRange(0), default=2_000, show_default=True, help="Euros.")
@click.option(
    "--day-limit", type=click.IntRange(0), default=1_000, show_default=True, help="Euros."
)
@click.pass_obj
def sale_point_grant(desk: Desk, point: int, credit: int, day_limit: int) -> None:
    """Let POINT sell within a credit; needs a second person."""
    arguments = {"point": point, "credit_cents": credit * 100, "day_limit_cents": day_limit * 100}
    desk.order("seller.grant", arguments, None, f"Point {point} may sell.")


_state_commands(sale_point, "seller", "point")


@office.command("set")
@click.argument("name")
@click.argument("value", type=int)
@click.pass_obj
def set_setting(desk: Desk, name: str, value: int) -> None:
    """Change a setting (`heller city settings`); needs a second person."""
    desk.order("setting.set", {"name": name, "value": value}, None, f"{name} is {value}.")


@office.command("show")
@click.pass_obj
def show(desk: Desk) -> None:
    """Show who takes part."""
    desk.run(_register, "{lines}")


def _register(office: Office) -> dict[str, Any]:
    register = office.look("register")
    return {"lines": json.dumps(register, indent=1, ensure_ascii=False), **register}


for command in (
    till,
    pot,
    cards,
    block,
    unblock,
    pending,
    approve,
    held,
    resolve,
    approver,
    office_key,
):
    office.add_command(command)
