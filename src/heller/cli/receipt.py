"""`heller receipt`: check a receipt without trusting anyone, and build the page that does it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from heller.book.decline import Reason, sentence
from heller.claims.receipt_check import SENTENCES, Finding, ReceiptCheck, check_receipt
from heller.claims.receipts import OUTCOMES, Receipt
from heller.cli.output import Output, answering
from heller.keys import KEY_BYTES
from heller.money import euros_de
from heller.operate.errors import NoCity
from heller.operate.home import Home
from heller.operate.open_city import keyset_of
from heller.till.pages.build import build_receipt_page

_RECEIPT_BYTES = 123
CITY = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="HELLER_HOME",
    help="The city's folder, which holds its KEYSET and names its ROOT key.",
)


@click.group()
def receipt() -> None:
    """Receipts: signed by the city, to be checked by anyone."""


@receipt.command()
@click.argument("given", metavar="TEXT|FILE")
@CITY
@click.option(
    "--keyset",
    "keyset_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The city's KEYSET, instead of --home.",
)
@click.option("--root", help="The city's ROOT public key, 64 hexadecimal digits.")
@answering
def check(
    output: Output, given: str, home: Path | None, keyset_file: Path | None, root: str | None
) -> int:
    """Check a receipt: its text (HR1:...) or a file; ends with 1 when it is not genuine."""
    keyset, public = _trusted(home, keyset_file, root)
    found = check_receipt(_read(given), keyset, public)
    german, english = SENTENCES[found.finding]
    genuine = found.finding is Finding.GENUINE
    lines = _lines(output, found) if genuine else []
    output.give(_facts(found), output.pick(german, english), *lines)
    return 0 if genuine else 1


@receipt.command()
@CITY
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The HTML file to write.",
)
@answering
def page(output: Output, home: Path | None, out: Path) -> None:
    """Write the page on which anyone checks receipts, for any web server or a stick."""
    keyset, public = _trusted(home, None, None)
    out.write_text(build_receipt_page(keyset, public), encoding="utf-8")
    told = output.pick("Die Seite steht in", "The page is in")
    output.give({"file": str(out)}, f"{told} {out}.")


def _trusted(home: Path | None, file: Path | None, root: str | None) -> tuple[bytes, bytes]:
    """Give the KEYSET and the ROOT key to believe."""
    if file is not None and root is not None:
        return file.read_bytes(), _root(root)
    if home is None:
        raise click.UsageError("Say whom to believe: --home FOLDER, or --keyset FILE --root HEX.")
    try:
        own = keyset_of(Home(home)).root
    except (NoCity, OSError) as error:
        raise click.ClickException(str(error)) from None
    return Home(home).keyset(), _root(root) if root is not None else own


def _root(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise click.UsageError("--root: a ROOT key has 64 hexadecimal digits.")
    return key


def _read(given: str) -> str | bytes:
    """Take a receipt as text, or read it from a file: as text, or as the signed bytes."""
    if given.startswith("HR1:") or not Path(given).is_file():
        return given
    data = Path(given).read_bytes()
    return data if len(data) == _RECEIPT_BYTES else data.decode("utf-8", "replace")


def _facts(found: ReceiptCheck) -> dict[str, Any]:
    facts: dict[str, Any] = {"genuine": found.finding is Finding.GENUINE, "finding": found.finding}
    if found.receipt is None or not facts["genuine"]:
        return facts
    receipt = found.receipt
    return facts | {
        "outcome": OUTCOMES[receipt.outcome],
        "reason": Reason(receipt.reason).name.lower() if receipt.reason else None,
        "amount_cents": receipt.amount,
        "balance_cents": receipt.balance,
        "seq": receipt.ledger_seq,
        "claim": receipt.claim_hash.hex(),
        "time": receipt.time,
    }


def _lines(output: Output, found: ReceiptCheck) -> list[str]:
    receipt, keyset = found.receipt, found.keyset
    assert isinstance(receipt, Receipt)
    assert keyset is not None
    when = datetime.fromtimestamp(receipt.time, UTC).isoformat(" ", "seconds")
    reason = sentence(Reason(receipt.reason), output.language) if receipt.reason else ""
    return [
        f"{keyset.name}, {when}, {OUTCOMES[receipt.outcome]}",
        f"{output.pick('Betrag', 'Amount')} {euros_de(receipt.amount)}",
        f"{output.pick('Guthaben danach', 'Balance after it')} {euros_de(receipt.balance)}",
        f"{output.pick('Eintrag', 'Entry')} {receipt.ledger_seq}",
        reason,
    ]
