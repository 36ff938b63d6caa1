"""`heller demo`: two cities on this machine, and a desk to try everything."""

import sys
import tempfile
from ipaddress import IPv4Address
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
@click.option("--lan", is_flag=True, help="Let phones of the local network take part, by https.")
@click.option("--lan-address", metavar="IP", help="This machine's address there; found otherwise.")
def demo(folder: Path, port: int, *, check: bool, lan: bool, lan_address: str | None) -> None:
    """Two cities on this machine, and a desk to try everything: sell, pay, break, mend."""
    from heller.demo.lan_front import own_address  # noqa: PLC0415 - keeps `heller --help` fast
    from heller.demo.serve import run_demo, run_on_lan  # noqa: PLC0415 - the same

    try:
        if check:
            sys.exit(_check(port))
        if lan or lan_address:
            address = _address(lan_address) if lan_address else own_address()
            run_on_lan(folder, port, address, click.echo)
        else:
            run_demo(folder, port, click.echo)
    except (OperateError, EngineError, OSError) as error:
        raise click.ClickException(str(error)) from None


def _address(text: str) -> IPv4Address:
    try:
        return IPv4Address(text)
    except ValueError:
        raise click.UsageError("--lan-address: an address such as 192.168.1.20.") from None


def _check(port: int) -> int:
    from heller.demo.check import check_demo  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="heller-demo-") as name:
        Path(name).chmod(0o755)
        missed = check_demo(Path(name), port, click.echo)
    click.echo(f"{len(missed)} missed" if missed else "Everything on the desk works.")
    return 1 if missed else 0
