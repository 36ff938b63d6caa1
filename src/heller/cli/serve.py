"""`heller serve`: run a city's processes."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from heller.operate.errors import OperateError
from heller.operate.home import Home
from heller.postgres.errors import DataDirectoryTaken, EngineError

HOME = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="HELLER_HOME",
    default="heller-city",
    show_default=True,
    help="The city's folder.",
)
UNLOCK = click.option(
    "--unlock",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    envvar="HELLER_UNLOCK",
    help="The unlock key of the server keys, when it is kept elsewhere.",
)


@click.group(invoke_without_command=True)
@HOME
@UNLOCK
@click.pass_context
def serve(context: click.Context, home: Path, unlock: Path | None) -> None:
    """Run all processes of a city, and keep them running."""
    from heller.operate.logs import start_logs  # noqa: PLC0415 - keeps `heller --help` fast
    from heller.operate.serve import supervise  # noqa: PLC0415

    start_logs()
    if context.invoked_subcommand is None:
        _end(lambda: supervise(Home(home), unlock))


@serve.command()
@HOME
@UNLOCK
@click.option("--batch", type=click.IntRange(1, 256), default=256, hidden=True)
@click.option("--queue", type=click.IntRange(1, 2_048), default=2_048, hidden=True)
@click.option("--parent", type=int, hidden=True)
def till(home: Path, unlock: Path | None, batch: int, queue: int, parent: int | None) -> None:
    """Run book and till door in this process."""
    from heller.operate.serve import CANNOT_START, die_with_parent, serve_till  # noqa: PLC0415
    from heller.postgres.writer import Limits  # noqa: PLC0415

    if parent is not None:
        die_with_parent(parent)
    limits = Limits(batch=batch, queue=queue)
    _end(lambda: serve_till(Home(home), unlock, limits), 1 if parent is None else CANNOT_START)


@serve.command("stand-in")
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="HELLER_STANDIN_HOME",
    default="heller-stand-in",
    show_default=True,
    help="The stand-in's folder.",
)
@UNLOCK
@click.option("--parent", type=int, hidden=True)
def stand_in(home: Path, unlock: Path | None, parent: int | None) -> None:
    """Run a city's stand-in in this process; it needs no database."""
    from heller.operate.serve import die_with_parent  # noqa: PLC0415
    from heller.operate.standin_home import StandinHome  # noqa: PLC0415
    from heller.operate.standin_serve import serve_standin  # noqa: PLC0415

    if parent is not None:
        die_with_parent(parent)
    _end(lambda: serve_standin(StandinHome(home), unlock))


@serve.command(hidden=True)
@HOME
@UNLOCK
@click.option("--parent", type=int, hidden=True)
def snapshots(home: Path, unlock: Path | None, parent: int | None) -> None:
    """Make the snapshot for tills that is due; `heller serve till` runs it beside the door."""
    from heller.operate.serve import die_with_parent  # noqa: PLC0415
    from heller.operate.snapshots import serve_snapshots  # noqa: PLC0415

    if parent is not None:
        die_with_parent(parent)
    _end(lambda: serve_snapshots(Home(home), unlock))


def _end(run: Callable[[], int], misplaced: int = 1) -> None:
    """End the process; with `misplaced` when no other start would go better."""
    try:
        code = run()
    except (OperateError, DataDirectoryTaken) as error:
        click.echo(str(error), err=True)
        code = misplaced
    except (EngineError, OSError) as error:
        click.echo(str(error), err=True)
        code = 1
    sys.exit(code)
