"""`heller keys`: the key ceremony."""

import json
import os
import time
from pathlib import Path
from typing import Any

import click

from heller.keys import KEY_BYTES, signing_key
from heller.operate.ceremony import Person, hold
from heller.operate.errors import OperateError, RequestUnreadable
from heller.operate.keyfile import write_person, write_plain_key, write_secret


@click.group()
def keys() -> None:
    """Keys of a city that never touch a server."""


@keys.command()
@click.argument("request", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="An empty folder, best on a stick; ROOT and EMERGENCY are made in it.",
)
@click.option(
    "--approver",
    "approvers",
    multiple=True,
    metavar="ID",
    help="Opaque id of a person who may approve; give it twice.  [approver-1, approver-2]",
)
@click.option("--passphrase", "passphrases", multiple=True, hidden=True)
@click.option("--paper", is_flag=True, help="Also write ROOT and EMERGENCY as a page to print.")
def ceremony(
    request: Path,
    out: Path,
    approvers: tuple[str, ...],
    passphrases: tuple[str, ...],
    *,
    paper: bool,
) -> None:
    """Make ROOT and EMERGENCY and sign the keys that REQUEST asks for.

    REQUEST is `keyset-request.json` of `heller city create`. Run this on a machine that is not the
    server, best one without network, and carry the folder `to-server` back.
    """
    people = _people(approvers or ("approver-1", "approver-2"), passphrases)
    try:
        carry = hold(_read(request), out, people, int(time.time()), os.urandom)
        if paper:
            from heller.operate.paper import key_page  # noqa: PLC0415 - typst loads slowly

            write_secret(out / "keys-on-paper.pdf", key_page(out))
    except (OperateError, OSError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Keys are in {out}. Keep root.key and emergency.key away from every server.")
    click.echo(f"Carry {carry} to the server: heller city create DIR --keyset {carry}")


@keys.command()
@click.argument("actor")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--passphrase", envvar="HELLER_PASSPHRASE", help="Asked for when it is not given.")
@click.option("--desk", is_flag=True, help="A key that gives orders, without passphrase.")
def person(actor: str, out: Path, passphrase: str | None, *, desk: bool) -> None:
    """Make a key file for ACTOR, and show the public key to register."""
    if out.exists():
        raise click.ClickException(f"{out} exists; a key is never written over.")
    key = signing_key(os.urandom(KEY_BYTES))
    if desk:
        write_plain_key(out, actor, key)
    else:
        write_person(out, actor, key, passphrase or _ask(actor), os.urandom)
    click.echo(key.public.hex())


def _read(request: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(request.read_text(encoding="utf-8"))
    except ValueError as error:
        raise RequestUnreadable(f"({error})") from None
    return found


def _people(actors: tuple[str, ...], passphrases: tuple[str, ...]) -> list[Person]:
    if len(actors) < 2:  # noqa: PLR2004 - four eyes
        raise click.UsageError("Name two approvers: some orders need two people.")
    given = list(passphrases)
    return [Person(actor, given.pop(0) if given else _ask(actor)) for actor in actors]


def _ask(actor: str) -> str:
    text: str = click.prompt(f"Passphrase for {actor}", hide_input=True, confirmation_prompt=True)
    return text
