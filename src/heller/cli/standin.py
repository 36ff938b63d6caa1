"""`heller stand-in`: make the keys of a stand-in, on the machine where it will run."""

import os
from pathlib import Path

import click

from heller.operate.addresses import AddressRefused
from heller.operate.errors import OperateError
from heller.operate.standin_home import StandinHome, StandinSettings, finish, make


@click.group("stand-in")
def standin() -> None:
    """The stand-in of a city: another machine, other keys, the same journal."""


@standin.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--city", "ags", help="Official municipality key, 8 digits (Unna: 05978036).")
@click.option("--url", metavar="URL", help="Public address, as the KEYSET shall name it.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=8800, show_default=True)
@click.option(
    "--keyset",
    "carried",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder `to-server` of the key ceremony.",
)
def create(
    *,
    folder: Path,
    ags: str | None,
    url: str | None,
    host: str,
    port: int,
    carried: Path | None,
) -> None:
    """Make a stand-in in FOLDER: once before the key ceremony, once after it with --keyset."""
    home = StandinHome(folder)
    try:
        if carried is not None:
            finish(home, carried)
            click.echo(f"Start it: heller serve stand-in --home {folder}")
            return
        if not ags or not ags.isdecimal() or len(ags) != 8 or not url:  # noqa: PLR2004
            raise click.UsageError("Say whose: --city 05978036 --url https://stand-in.example/")
        make(home, StandinSettings(int(ags), host, port, url.rstrip("/")), os.urandom)
    except (OperateError, AddressRefused) as error:
        raise click.ClickException(str(error)) from None
    click.echo(
        f"Keys are made. Carry {home.public_file} to the city's server:\n"
        f"  heller city create DIR ... --stand-in {home.public_file.name}\n"
        f"then hold the ceremony, and here: heller stand-in create {folder} --keyset to-server"
    )
