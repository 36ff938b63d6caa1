"""`heller office`: everything a city's office does, so that a city runs without portals."""

import base64
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from heller.cards.derived import read_number
from heller.errors import Problem
from heller.operate.errors import OperateError
from heller.operate.home import Home
from heller.operate.keyfile import read_person
from heller.operate.office import Office
from heller.operate.open_city import keyset_of, office_of

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike
ROLES = {"redeem": 1, "sell": 2, "both": 3}


class Desk:
    """The office as the command line sees it: which city, which key, how to answer."""

    def __init__(self, home: Home, key: Path | None, *, as_json: bool) -> None:
        """Remember what the options say."""
        self.home, self._key, self._json = home, key, as_json

    def open(self) -> Office:
        """Sit down at the office."""
        return office_of(self.home, self._key)

    def run(self, work: Callable[[Office], dict[str, Any]], say: str) -> dict[str, Any]:
        """Do one thing and say what became of it."""
        try:
            office = self.open()
            result = work(office)
        except (OperateError, Problem, OSError) as error:
            raise click.ClickException(str(error)) from None
        if self._json:
            click.echo(json.dumps(result))
        elif result.get("state") == "waiting":
            click.echo(f"Waits for a second person: heller office approve {result['op']}")
        else:
            click.echo(say.format(**_facts(result)))
        return result

    def order(self, kind: str, arguments: dict[str, Any], side: object, say: str) -> dict[str, Any]:
        """Give one order."""
        return self.run(lambda office: office.order(kind, arguments, side), say)


def _facts(result: dict[str, Any]) -> dict[str, Any]:
    changes = result.get("changes") or [[0, ""]]
    return {**result, "no": changes[0][1] if len(changes[0]) > 1 else ""}


@click.group()
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), envvar="HELLER_HOME",
              default="heller-city", show_default=True, help="The city's folder.")
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              envvar="HELLER_OFFICE_KEY", help="Key file of whoever gives the order.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.pass_context
def office(context: click.Context, home: Path, key: Path | None, *, as_json: bool) -> None:  # fmt: skip
    """Orders of the association; each is signed, and booked once."""
    context.obj = Desk(Home(home), key, as_json=as_json)


@office.group()
def merchant() -> None:
    """Merchants: legal parties that are owed money."""


@merchant.command("add")
@click.argument("name")
@click.pass_obj
def merchant_add(desk: Desk, name: str) -> None:
    """Register a merchant."""
    desk.order("merchant.add", {}, {"name": name}, "Merchant {no} is registered.")


@office.group()
def point() -> None:
    """Acceptance points: places where tills stand."""


@point.command("add")
@click.argument("merchant", type=int)
@click.argument("name")
@click.pass_obj
def point_add(desk: Desk, merchant: int, name: str) -> None:
    """Register an acceptance point of MERCHANT."""
    desk.order("point.add", {"merchant": merchant}, {"name": name}, "Acceptance point {no} is registered.")


def _state_commands(group: click.Group, kind: str, argument: str) -> None:
    for verb in ("block", "unblock"):

        def change(desk: Desk, number: int, verb: str = verb) -> None:
            desk.order(f"{kind}.{verb}", {argument: number}, None, f"{kind} {number}: {verb}ed.")

        command = click.argument("number", type=int)(click.pass_obj(change))
        group.command(verb, help=f"{verb.capitalize()} a {kind.replace('.', ' ')}.")(command)


_state_commands(merchant, "merchant", "merchant")
_state_commands(point, "point", "point")


@office.group("sale-point")
def sale_point() -> None:
    """Sale points: acceptance points that may sell cards."""


@sale_point.command("grant")
@click.argument("point", type=int)
@click.option("--credit", type=click.IntRange(0), default=2_000, show_default=True, help="Euros.")
@click.option("--day-limit", type=click.IntRange(0), default=1_000, show_default=True, help="Euros.")
@click.pass_obj
def sale_point_grant(desk: Desk, point: int, credit: int, day_limit: int) -> None:
    """Let POINT sell within a credit; needs a second person."""
    arguments = {"point": point, "credit_cents": credit * 100, "day_limit_cents": day_limit * 100}
    desk.order("seller.grant", arguments, None, f"Point {point} may sell.")


_state_commands(sale_point, "seller", "point")


@office.group()
def till() -> None:
    """Tills: enrolled devices."""


@till.command("invite")
@click.argument("point", type=int)
@click.option("--role", type=click.Choice(list(ROLES)), default="redeem", show_default=True)
@click.pass_obj
def till_invite(desk: Desk, point: int, role: str) -> None:
    """Make a one-time code for a new till at POINT; it is good for 15 minutes."""
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(10))
    root = keyset_of(desk.home).root.hex()
    desk.run(
        lambda office: {
            **office.order("till.invite", {"point": point, "role": ROLES[role]}, {"code": code}),
            "code": code,
            "root": root,
            "door": keyset_of(desk.home).endpoints[1][0],
        },
        "Code {code}, good for 15 minutes. At the till:\n"
        "  heller till enrol --door {door} --root {root} --code {code}",
    )


@till.command("waiting")
@click.pass_obj
def till_waiting(desk: Desk) -> None:
    """List the devices that showed a code, with their four check words."""
    desk.run(lambda office: {"lines": _waiting(office)}, "{lines}")


def _waiting(office: Office) -> str:
    rows = office.look("enrolments")["enrolments"]
    lines = [f"point {row['point']}: {' '.join(row['words'])}" for row in rows]
    return "\n".join(lines) or "Nobody waits."


@till.command("admit")
@click.argument("words", nargs=4)
@click.pass_obj
def till_admit(desk: Desk, words: tuple[str, ...]) -> None:
    """Admit the device that shows these four WORDS."""
    desk.run(lambda office: _admit(office, words), "Till {no} is admitted.")


def _admit(office: Office, words: tuple[str, ...]) -> dict[str, Any]:
    wanted = [word.lower() for word in words]
    for row in office.look("enrolments")["enrolments"]:
        if [word.lower() for word in row["words"]] == wanted:
            arguments = {
                "enrol": base64.b64decode(row["enrol"]),
                "point": row["point"],
                "role": row["role"],
            }
            return office.order("till.admit", arguments)
    raise OperateError("No waiting device shows these words; compare them again, do not admit it.")


@till.command("revoke")
@click.argument("number", type=int)
@click.pass_obj
def till_revoke(desk: Desk, number: int) -> None:
    """Revoke a till: its records are kept, it may ask nothing more."""
    desk.order("till.revoke", {"till": number}, None, f"Till {number} is revoked.")


@office.group()
def cards() -> None:
    """Cards: batches, blocking."""


@cards.command("print")
@click.option("--count", type=click.IntRange(1, 1_000), default=10, show_default=True)
@click.option("--face", type=click.IntRange(0), default=0, help="Printed amount in euros; 0: the buyer chooses.")
@click.option("--pdf", type=click.Path(path_type=Path, dir_okay=False), help="Print sheet.")
@click.option("--csv", type=click.Path(path_type=Path, dir_okay=False), help="File for a print house.")
@click.pass_obj
def cards_print(desk: Desk, count: int, face: int, pdf: Path | None, csv: Path | None) -> None:
    """Make and register a batch of sealed cards; their secrets exist only in the files written."""
    from heller.operate.print_cards import PrintJob, print_cards  # noqa: PLC0415 - typst

    if pdf is None and csv is None:
        raise click.UsageError("Say where the cards go: --pdf FILE, --csv FILE, or both.")
    job = PrintJob(count, face * 100, pdf, csv)
    desk.run(
        lambda office: {"cards": len(print_cards(desk.home, office, job, os.urandom, _progress))},
        "{cards} sealed cards are registered. They are worth nothing until they are sold.",
    )


def _progress(done: int, total: int) -> None:
    if total > done:
        click.echo(f"{done} of {total} registered", err=True)


@office.command()
@click.argument("number")
@click.pass_obj
def block(desk: Desk, number: str) -> None:
    """Block the card with this printed NUMBER, at once."""
    _card_order(desk, "card.block", number, "The card is blocked.")


@office.command()
@click.argument("number")
@click.pass_obj
def unblock(desk: Desk, number: str) -> None:
    """Let a blocked card pay again."""
    _card_order(desk, "card.unblock", number, "The card pays again.")


def _card_order(desk: Desk, kind: str, number: str, say: str) -> None:
    desk.run(
        lambda office: office.order(kind, {"ref": office.find_card(read_number(number))}), say
    )


@office.command("set")
@click.argument("name")
@click.argument("value", type=int)
@click.pass_obj
def set_setting(desk: Desk, name: str, value: int) -> None:
    """Change a setting (`heller city settings`); needs a second person."""
    desk.order("setting.set", {"name": name, "value": value}, None, f"{name} is {value}.")


@office.command()
@click.pass_obj
def pending(desk: Desk) -> None:
    """List the orders that wait for a second person."""
    desk.run(lambda office: {"lines": _pending(office), **office.look("pending")}, "{lines}")


def _pending(office: Office) -> str:
    rows = office.look("pending")["orders"]
    lines = [f"{row['op']}  {row['kind']}  by {row['actor']}  {row['arguments']}" for row in rows]
    return "\n".join(lines) or "No order waits."


@office.command()
@click.argument("op")
@click.option("--as", "keyfile", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              required=True, help="The approver's key file.")
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


@office.command("show")
@click.pass_obj
def show(desk: Desk) -> None:
    """Show who takes part."""
    desk.run(lambda office: {"lines": json.dumps(office.look("register"), indent=1)}, "{lines}")


@office.group()
def held() -> None:
    """Held sales: money was taken, the card was not loaded; a person decides."""


@held.command("release")
@click.argument("claim")
@click.pass_obj
def held_release(desk: Desk, claim: str) -> None:
    """Let a held sale onto its card; needs a second person."""
    desk.order("held.release", {"claim": bytes.fromhex(claim)}, None, "The sale is on its card.")


@held.command("return")
@click.argument("claim")
@click.pass_obj
def held_return(desk: Desk, claim: str) -> None:
    """Give a held sale back: the customer got the money back; needs a second person."""
    desk.order("held.return", {"claim": bytes.fromhex(claim)}, None, "The sale was given back.")
