"""`heller city`: make a city, look at it."""

import json
import os
import re
import sys
import time
from pathlib import Path

import click

from heller.city.fund import Fund, fund
from heller.city.settings import SETTINGS
from heller.cli.output import Output
from heller.money import euros_de
from heller.operate.addresses import AddressRefused, PublicAddresses
from heller.operate.create import NO_ADDRESSES, finish, prepare
from heller.operate.errors import OperateError
from heller.operate.home import CitySettings, Home
from heller.postgres.errors import EngineError

_AGS = re.compile(r"[0-9]{8}")


@click.group()
def city() -> None:
    """A city: its folder, its keys, its book."""


@city.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--city", "ags", help="Official municipality key, 8 digits (Unna: 05978036).")
@click.option("--name", help="Name of the city, as cards and receipts show it.")
@click.option("--phone", default="", help="Phone number for card holders.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of the till door.")
@click.option("--port", type=click.IntRange(1, 65535), default=8700, show_default=True)
@click.option(
    "--door",
    "doors",
    multiple=True,
    metavar="URL",
    help="Public address of the till door, for the KEYSET; again for more, the best one first. "
    "[http://HOST:PORT]",
)
@click.option(
    "--till-app",
    default="",
    metavar="URL",
    help="Public address of the till app, for the KEYSET.",
)
@click.option(
    "--stand-in",
    "standin",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="`stand-in-public.json` of the city's stand-in: the KEYSET names its keys and address.",
)
@click.option(
    "--database-url",
    envvar="DATABASE_URL",
    default="",
    help="A PostgreSQL cluster of your own; without it Heller brings one.",
)
@click.option("--shops", type=click.IntRange(1, 10_000), default=110, show_default=True)
@click.option(
    "--turnover",
    type=click.IntRange(1),
    default=400_000,
    show_default=True,
    help="Expected redemptions a year, in euros.",
)
@click.option(
    "--partners",
    type=click.IntRange(0, 1_000),
    default=6,
    show_default=True,
    help="Partners that sell cards, beside the association.",
)
@click.option(
    "--keyset",
    "carried",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder `to-server` of the key ceremony.",
)
@click.option(
    "--setting",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="A setting of the first day; see `heller city settings`.",
)
@click.option("--json", "as_json", is_flag=True)
@click.option(
    "--lang",
    "language",
    type=click.Choice(["de", "en"]),
    default="en",
    envvar="HELLER_LANG",
    show_default=True,
    help="Language in which an address is refused.",
)
@click.pass_context
def create(  # noqa: PLR0913 - options
    context: click.Context,
    *,
    folder: Path,
    ags: str | None,
    name: str | None,
    phone: str,
    host: str,
    port: int,
    doors: tuple[str, ...],
    till_app: str,
    standin: Path | None,
    database_url: str,
    shops: int,
    turnover: int,
    partners: int,
    carried: Path | None,
    settings: tuple[str, ...],
    as_json: bool,
    language: str,
) -> None:
    """Make a city in FOLDER: once before the key ceremony, once after it with --keyset."""
    home, figure = Home(folder), fund(shops, turnover * 100, partners)
    try:
        addresses = PublicAddresses(doors, till_app)
        if carried is None:
            if not ags or not _AGS.fullmatch(ags) or not name:
                raise click.UsageError("Say which city: --city 05978036 --name Unna")
            chosen = CitySettings(int(ags), name, phone, host, port, database_url)
            prepare(home, chosen, os.urandom, addresses, standin)
            _tell_ceremony(home, addresses, as_json=as_json)
            return
        if addresses != NO_ADDRESSES:
            raise click.UsageError("The ceremony signs the addresses: name them before it.")
        finish(home, carried, figure, _extra(settings), time, os.urandom)
    except AddressRefused as problem:
        context.exit(Output(as_json, language).problem(problem))
    except (OperateError, EngineError) as error:
        raise click.ClickException(str(error)) from None
    _tell_fund(home, figure, as_json=as_json)


def _extra(pairs: tuple[str, ...]) -> dict[str, int]:
    extra = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        known = SETTINGS.get(name)
        if not known or not value.isdecimal() or not known.low <= int(value) <= known.high:
            raise click.UsageError(
                f"{pair!r}: a setting is NAME=NUMBER within bounds; see `heller city settings`."
            )
        extra[name] = int(value)
    return extra


def _tell_ceremony(home: Home, addresses: PublicAddresses, *, as_json: bool) -> None:
    request = home.folder / "keyset-request.json"
    named = {"doors": list(addresses.doors), "till_app": addresses.till_app}
    given = {name: value for name, value in named.items() if value}
    if as_json:
        click.echo(json.dumps({"state": "needs_ceremony", "request": str(request), **given}))
        return
    for place in (*addresses.doors, addresses.till_app):
        if place:
            click.echo(f"The KEYSET shall name {place}")
    click.echo(f"Server keys are made. Now hold the key ceremony, away from this server:\n"
               f"  heller keys ceremony {request} --out STICK\n"
               f"then: heller city create {home.folder} --keyset STICK/to-server")  # fmt: skip


def _tell_fund(home: Home, figure: Fund, *, as_json: bool) -> None:
    parts = {
        "isolated_cents": figure.isolated,
        "standin_cents": figure.standin,
        "sellers_cents": figure.sellers,
        "reserve_cents": figure.reserve,
        "fund_cents": figure.total,
        "shops": figure.merchants,
    }
    if as_json:
        click.echo(json.dumps({"state": "created", **parts}))
        return
    click.echo(
        "The city is made. Fund figure F, for the board to accept: not put aside, but what\n"
        "could be lost within twelve months if every shop, seller and the stand-in lied:"
    )
    for name, cents in parts.items():
        if name.endswith("_cents"):
            click.echo(f"  {name.removesuffix('_cents'):<10} {euros_de(cents):>16}")
    click.echo(f"Start it: heller serve --home {home.folder}")


@city.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--json", "as_json", is_flag=True)
def status(folder: Path, *, as_json: bool) -> None:
    """Show what a running city holds: float, payables, fund figure, tills."""
    from heller.operate.status import read_status, status_lines  # noqa: PLC0415

    try:
        found = read_status(Home(folder))
    except OperateError as error:
        raise click.ClickException(str(error)) from None
    click.echo(json.dumps(found) if as_json else "\n".join(status_lines(found)))
    sys.exit(0 if found["state"] == "deciding" else 1)


@city.command("settings")
def list_settings() -> None:
    """List the settings, their defaults and bounds."""
    for name, setting in SETTINGS.items():
        click.echo(
            f"{name:<18} {setting.default:>9}  {setting.low}..{setting.high}  {setting.meaning}"
        )
