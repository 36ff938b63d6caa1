"""`heller doctor`: look for what is wrong, and say what to do."""

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

import click

from heller.cli.serve import HOME, UNLOCK
from heller.operate.home import Home


@click.command()
@HOME
@UNLOCK
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def doctor(home: Path, unlock: Path | None, *, as_json: bool) -> None:
    """Look at folder, keys, disk, clock, programs, database, witness; ends with 1 on a fail."""
    from heller.operate.doctor import Level, examine  # noqa: PLC0415 - keeps `heller --help` fast

    found = examine(Home(home), unlock, time.time)
    good = all(finding.level is not Level.FAIL for finding in found)
    if as_json:
        click.echo(json.dumps({"good": good, "findings": [asdict(finding) for finding in found]}))
    else:
        for finding in found:
            click.echo(f"{finding.level:<5} {finding.name:<11} {finding.said}")
            if finding.do:
                click.echo(f"{'':<18}> {finding.do}")
    sys.exit(0 if good else 1)
