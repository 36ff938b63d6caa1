"""`heller bench`: measure this machine."""

import json

import click

from heller.operate.errors import OperateError
from heller.postgres.errors import EngineError


@click.group()
def bench() -> None:
    """Measure what the book can do on this machine."""


@bench.command()
@click.option("--quick", is_flag=True, help="Three rounds of one second each (within 45 s).")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def redeem(*, quick: bool, as_json: bool) -> None:
    """Redemptions a second over HTTP, beside pgbench on the same server and the disk's fsync."""
    from heller.operate.bench.redeem import FULL, QUICK, bench_redeem  # noqa: PLC0415

    try:
        found = bench_redeem(QUICK if quick else FULL, lambda text: click.echo(text, err=True))
    except (OperateError, EngineError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(json.dumps(found) if as_json else "\n".join(f"{k:<22}{v}" for k, v in found.items()))
