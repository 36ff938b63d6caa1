"""`heller verify` and `heller rebuild`: the journal against everything that follows from it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import click

from heller.cli.serve import HOME
from heller.operate.errors import OperateError
from heller.operate.home import Home
from heller.postgres.errors import EngineError

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


def progress(name: str, *, quiet: bool) -> Callable[[int, int], None]:
    """Show how far long work has come: a bar on a terminal, plain lines elsewhere."""

    def show(done: int, total: int) -> None:
        if quiet:
            return
        if sys.stderr.isatty():
            filled = 30 * done // max(total, 1)
            bar = "#" * filled + "." * (30 - filled)
            click.echo(f"\r{name} [{bar}] {done}/{total}", nl=done == total, err=True)
        elif done == total or done % 100_000 == 0:
            click.echo(f"{name} {done}/{total}", err=True)

    return show


@click.command()
@HOME
@AS_JSON
def verify(home: Path, *, as_json: bool) -> None:
    """Recompute the whole book from its journal; ends with 1 on any difference."""
    from heller.operate.audit import verify_city  # noqa: PLC0415 - keeps `heller --help` fast

    try:
        report = verify_city(Home(home), progress("entries", quiet=as_json))
    except (OperateError, EngineError) as error:
        raise click.ClickException(str(error)) from None
    findings = [{"where": f.where, "what": f.what} for f in report.findings]
    if as_json:
        found = {"entries": report.entries, "root": report.root.hex(), "good": report.good}
        click.echo(json.dumps(found | {"findings": findings}))
    else:
        for finding in findings:
            click.echo(f"{finding['where']}: {finding['what']}")
        verdict = "Everything follows from the journal." if report.good else "The book differs."
        click.echo(f"{report.entries} entries, root {report.root.hex()}. {verdict}")
    sys.exit(0 if report.good else 1)


@click.command()
@HOME
@AS_JSON
def rebuild(home: Path, *, as_json: bool) -> None:
    """Drop every table that follows from the journal and add it up again; the city is stopped."""
    from heller.operate.audit import rebuild_city  # noqa: PLC0415

    try:
        rows = rebuild_city(Home(home), progress("entries", quiet=as_json))
    except (OperateError, EngineError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(
        json.dumps(rows) if as_json else "\n".join(f"{n:<14}{c:>10} rows" for n, c in rows.items())
    )
