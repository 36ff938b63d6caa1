"""`heller till enrol`: make this folder a till of a city."""

import sys
from pathlib import Path

import click

from heller.claims.keyset import Keyset
from heller.cli.output import Output, answering
from heller.cli.till_answers import standing_facts, standing_lines
from heller.cli.till_options import HOME, till_home
from heller.errors import Problem
from heller.handset.enrolment import WAIT_S
from heller.handset.invite import INVITE, Invite, read_invite, tidy_code
from heller.handset.problems import InviteUnreadable
from heller.handset.setting_aside import set_aside
from heller.handset.till import Handset
from heller.handset.trust import pinned
from heller.keys import SIGNATURE_BYTES


@click.command()
@click.argument("invitation", required=False)
@click.option("--door", help="Address of the city's door, as the office gives it.")
@click.option("--code", help="The one-time code, good for 15 minutes.")
@click.option("--root", help="The city's ROOT key, 64 hexadecimal digits.")
@click.option(
    "--keyset",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Instead of --root: the city's KEYSET, carried here by hand.",
)
@click.option("--again", is_flag=True, help="Set the till in this folder aside and enrol anew.")
@click.option(
    "--wait",
    type=click.IntRange(0, WAIT_S),
    default=WAIT_S,
    show_default=True,
    help="Seconds to wait for the office.",
)
@HOME
@answering
def enrol(  # noqa: PLR0913 - options
    output: Output,
    *,
    invitation: str | None,
    door: str | None,
    code: str | None,
    root: str | None,
    keyset: Path | None,
    wait: int,
    home: Path | None,
    again: bool,
) -> None:
    """Enrol this folder as a new till, by INVITATION (HE1:... or its picture) or by options."""
    invite = _invite(invitation) if invitation else _of_options(door, code, root, keyset)
    folder = till_home(home)
    if again and folder.exists():
        _tell_aside(output, set_aside(folder))
    with Handset(folder) as handset:
        handset.enrol(invite, lambda words: _show_words(output, words), wait)
        standing = handset.standing()
        facts = {"state": "admitted", **standing_facts(standing)}
        output.give(facts, *standing_lines(output, standing))


def _invite(text: str) -> Invite:
    path = Path(text)
    if text.lstrip().startswith(INVITE) or not path.is_file():
        return read_invite(text)
    from heller.handset.pictures import texts_in  # noqa: PLC0415 - reading pictures loads slowly

    found = [one for one in texts_in(path) if one.startswith(INVITE)]
    if not found:
        raise InviteUnreadable(f"({path})")
    return read_invite(found[0])


def _of_options(
    door: str | None, code: str | None, root: str | None, keyset: Path | None
) -> Invite:
    if not door or not code or bool(root) == bool(keyset):
        raise click.UsageError(
            "Give the INVITATION, or --door, --code and one of --root and --keyset."
        )
    return Invite(door, tidy_code(code), _root(root) if root else _root_of(keyset))


def _root(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise click.UsageError("--root has 64 hexadecimal digits.") from None


def _root_of(path: Path | None) -> bytes:
    """Take the ROOT key from a KEYSET that the user vouches for; its signature must fit."""
    assert path is not None
    message = path.read_bytes()
    try:
        root = Keyset.parse(message[:-SIGNATURE_BYTES], None).root
        return pinned(message, root).root
    except Problem:
        raise click.UsageError(f"{path} is no KEYSET.") from None


def _show_words(output: Output, words: tuple[str, ...]) -> None:
    output.give(
        {"state": "waiting", "check_words": list(words)},
        "  " + "   ".join(words),
        output.pick(
            "Das Büro sieht vier Wörter. Nur wenn es diese sind, ist es diese Kasse.",
            "The office sees four words. Only if they are these, it is this till.",
        ),
    )
    sys.stdout.flush()


def _tell_aside(output: Output, folder: Path) -> None:
    output.note(
        output.pick(
            f"Die alte Kasse liegt in {folder}. Ihre Belege übertragen: "
            f"heller till upload --home {folder}",
            f"The old till lies in {folder}. Hand its records in: "
            f"heller till upload --home {folder}",
        ),
        {"set_aside": str(folder)},
    )
