"""`heller demo`: two cities on this machine, and a desk to try everything."""

import sys
import tempfile
from pathlib import Path

import click

from heller.operate.errors import OperateError
from heller.postgres.errors import EngineError


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default="heller-demo",
    show_default=True,
    help="Where the demo's cities live.",
)
@click.option("--port", type=click.IntRange(1024, 65_000), default=8600, show_default=True)
@click.option("--check", is_flag=True, help="Walk over the whole desk and end with 1 on a miss.")
def demo(folder: Path, port: int, *, check: bool) -> None:  # fmt: skip
    """Two cities on this machine, and a desk to try everything: sell, pay, break, mend."""
    from heller.demo.serve import run_demo  # noqa: PLC0415 - keeps `heller --help` fast

    try:
        if check:
            sys.exit(_check(port))
        run_demo(folder, port, click.echo)
    except (OperateError, EngineError, OSError) as error:
        raise click.ClickException(str(error)) from None


def _check(port: int) -> int:
    from heller.demo.check import check_demo  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="heller-demo-") as name:
        Path(name).chmod(0o755)
        missed = check_demo(Path(name), port, click.echo)
    click.echo(f"{len(missed)} missed" if missed else "Everything on the desk works.")
    return 1 if missed else 0
