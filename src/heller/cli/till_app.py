"""`heller till-app`: the till app as files for a static host."""

import json
import time
from pathlib import Path

import click

from heller.claims.keyset import Role
from heller.operate.errors import OperateError
from heller.operate.home import Home, key_of
from heller.operate.open_city import scope_of_home
from heller.till.app_build import Signer, StrangeFolder, build_app
from heller.till.app_files import changed_since_packed


@click.group("till-app")
def till_app() -> None:
    """The till app: static files on an origin of their own."""


@till_app.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder to build in; the host serves its folder `public`.",
)
@click.option(
    "--home",
    envvar="HELLER_HOME",
    type=click.Path(path_type=Path, file_okay=False),
    help="The city whose RELEASE key signs; without it nothing is signed.",
)
@click.option(
    "--unlock",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The unlock key, when it is not in the city's folder.",
)
@click.option("--json", "as_json", is_flag=True)
def build(*, out: Path, home: Path | None, unlock: Path | None, as_json: bool) -> None:
    """Write the till app into a folder, with list, signature and settings for its web server."""
    broken = changed_since_packed()
    if broken:
        raise click.ClickException(
            f"Not as they were packed, install Heller anew: {', '.join(broken[:5])}"
        )
    try:
        built = build_app(out, _signer(home, unlock) if home else None)
    except (OperateError, StrangeFolder, OSError) as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        facts = {"public": str(built.public), "files": built.files, "release": built.number}
        click.echo(json.dumps(facts))
        return
    click.echo(f"{built.files} files are in {built.public}.")
    if built.number is None:
        click.echo("Not signed: tills that are enrolled will not take it. Name the city by --home.")
    else:
        click.echo(f"Release {built.number} is signed. Upload the folder as it is.")


def _signer(home: Path, unlock: Path | None) -> Signer:
    city = Home(home)
    _, key = key_of(city.secrets(unlock), Role.RELEASE)
    return Signer(scope_of_home(city), key, int(time.time()))
