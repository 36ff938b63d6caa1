"""`heller office pending`, `approve` and `held`: what needs a second person."""

from pathlib import Path
from typing import Any

import click

from heller.cli.desk import Desk
from heller.keys import KEY_BYTES
from heller.operate.errors import OperateError
from heller.operate.keyfile import read_person
from heller.operate.office import Office


@click.command()
@click.pass_obj
def pending(desk: Desk) -> None:
    """List the orders that wait for a second person."""
    desk.run(lambda office: {"lines": _pending(office), **office.look("pending")}, "{lines}")


def _pending(office: Office) -> str:
    rows = office.look("pending")["orders"]
    lines = [f"{row['op']}  {row['kind']}  by {row['actor']}  {row['arguments']}" for row in rows]
    return "\n".join(lines) or "No order waits."


@click.command()
@click.argument("op")
@click.option(
    "--as",
    "keyfile",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="The approver's key file.",
)
@click.option("--passphrase", envvar="HELLER_PASSPHRASE", help="Asked for when it is not given.")
@click.pass_obj
def approve(desk: Desk, op: str, keyfile: Path, passphrase: str | None) -> None:  # fmt: skip
    """Approve the waiting order OP as a second person; then it is carried out."""
    secret = passphrase or click.prompt("Passphrase", hide_input=True)
    desk.run(lambda office: _approve(office, op, keyfile, secret), "Approved and carried out.")


def _approve(office: Office, op: str, keyfile: Path, passphrase: str) -> dict[str, Any]:
    actor, key = read_person(keyfile, passphrase)
    for row in office.look("register")["approvers"]:
        if row["actor"] == actor:
            return office.approve(op, row["no"], key)
    raise OperateError(f"{actor} is no registered approver of this city.")


@click.group()
def held() -> None:
    """Held sales: money was taken, the card was not loaded; a person decides."""


@click.command("resolve")
@click.argument("claim")
@click.option("--till", type=int, required=True, help="Number of the lost till.")
@click.option("--seq", type=int, required=True, help="The claim's number at that till.")
@click.option(
    "--handed-over/--not-handed-over", required=True, help="What happened at the counter."
)
@click.pass_obj
def resolve(desk: Desk, claim: str, till: int, seq: int, handed_over: bool) -> None:  # noqa: FBT001
    """End a claim whose till is lost; needs a second person."""
    arguments = {"claim": _hex(claim), "till": till, "seq": seq, "handed_over": int(handed_over)}
    desk.order("claim.resolve", arguments, None, "The claim is ended as you said.")


@held.command("release")
@click.argument("claim")
@click.pass_obj
def held_release(desk: Desk, claim: str) -> None:
    """Let a held sale onto its card; needs a second person."""
    desk.order("held.release", {"claim": _hex(claim)}, None, "The sale is on its card.")


@held.command("return")
@click.argument("claim")
@click.pass_obj
def held_return(desk: Desk, claim: str) -> None:
    """Give a held sale back: the customer got the money back; needs a second person."""
    desk.order("held.return", {"claim": _hex(claim)}, None, "The sale was given back.")


@click.group()
def approver() -> None:
    """Approvers: people whose word some orders need."""


@approver.command("add")
@click.argument("actor")
@click.argument("public")
@click.pass_obj
def approver_add(desk: Desk, actor: str, public: str) -> None:
    """Register ACTOR, whose key file shows this PUBLIC key; needs a second person."""
    arguments = {"actor": actor, "public": _key(public)}
    desk.order("approver.add", arguments, None, f"{actor} may approve.")


@click.group("key")
def office_key() -> None:
    """Keys that may give orders."""


@office_key.command("add")
@click.argument("actor")
@click.argument("public")
@click.option("--rights", type=click.IntRange(0, 255), default=1, show_default=True)
@click.pass_obj
def key_add(desk: Desk, actor: str, public: str, rights: int) -> None:
    """Let ACTOR give orders with this key; --rights 0 ends it. Needs a second person."""
    arguments = {"actor": actor, "public": _key(public), "rights": rights}
    desk.order("key.add", arguments, None, f"{actor} has rights {rights}.")


def _key(text: str) -> bytes:
    key = _hex(text)
    if len(key) != KEY_BYTES:
        raise click.BadParameter("A public key has 64 hexadecimal digits.")
    return key


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not written in hexadecimal digits.") from None
