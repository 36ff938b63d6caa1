"""`heller office till`: invite a device, compare four words, admit it, revoke it."""

import base64
from typing import Any

import click

from heller.cli.desk import Desk
from heller.handset.invite import write_invite
from heller.operate.errors import OperateError
from heller.operate.invitation import ROLES, invitation, new_code, till_app
from heller.operate.office import Office


@click.group()
def till() -> None:
    """Tills: enrolled devices."""


@till.command("invite")
@click.argument("point", type=int)
@click.option("--role", type=click.Choice(list(ROLES)), default="redeem", show_default=True)
@click.pass_obj
def till_invite(desk: Desk, point: int, role: str) -> None:
    """Make a one-time code for a new till at POINT; it is good for 15 minutes."""
    code = new_code()
    result = desk.run(
        lambda office: {
            **office.order("till.invite", {"point": point, "role": ROLES[role]}, {"code": code}),
            **_invitation(desk, code),
        },
        "Code {code}, good for 15 minutes. At the till:\n"
        "  heller till enrol --door {door} --root {root} --code {code}\n"
        "or with everything in one text:\n"
        "  {invite}",
    )
    if "till_app" in result:
        desk.tell(f"A phone, tablet or PC scans or pastes that text at {result['till_app']}")


def _invitation(desk: Desk, code: str) -> dict[str, str]:
    made, app = invitation(desk.home, code), till_app(desk.home)
    facts = {"code": code, "root": made.root.hex(), "door": made.door, "invite": write_invite(made)}
    return facts | ({"till_app": app} if app else {})


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
    desk.run(lambda office: admit_by_words(office, words), "Till {no} is admitted.")


def admit_by_words(office: Office, words: tuple[str, ...]) -> dict[str, Any]:
    """Admit the waiting device that shows these words; raises OperateError when none does."""
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
