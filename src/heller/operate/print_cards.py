"""Printing a batch: cards are made, registered and written out once; no secret of theirs stays.

The files are complete before the cards are registered, and get their names only afterwards. What is
cut off in between leaves either no card or no sheet: a lost sheet is blocked and made anew.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heller.cards.batch import Issuer, MadeCard, make_cards
from heller.cards.print_house import print_house_csv
from heller.cards.scan import view_code
from heller.cards.sheet import PrintedCard, SheetLook, sheet_pdf
from heller.claims.keyset import Endpoint, Keyset, Role
from heller.keys import scope_of
from heller.operate.home import Home, key_of
from heller.operate.keyfile import write_secret
from heller.operate.office import Office
from heller.operate.open_city import keyset_of

PER_ORDER = 500

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PrintJob:
    """How many cards of how many cents (0 = variable), and where the files go."""

    count: int
    face: int
    pdf: Path | None
    csv: Path | None


def print_cards(
    home: Home, office: Office, job: PrintJob, random: Callable[[int], bytes], progress: Progress
) -> list[MadeCard]:
    """Make, write and register a batch; the caller may use the cards once (a demo) or drop them."""
    keyset, secrets = keyset_of(home), home.secrets()
    issuer_id, issuer_key = key_of(secrets, Role.ISSUER)
    scope = scope_of(keyset.city, keyset.root)
    issuer = Issuer(scope, issuer_id, issuer_key, secrets["pepper"])
    cards = make_cards(issuer, job.face, job.count, random, frozenset())
    drafts = [(_draft(path), path) for path in (job.pdf, job.csv) if path is not None]
    try:
        _write(job, keyset, cards)
        _register(office, job.face, issuer_id, cards, progress)
        for draft, path in drafts:
            draft.rename(path)
    finally:
        for draft, _ in drafts:
            draft.unlink(missing_ok=True)
    return cards


def card_address(keyset: Keyset) -> str:
    """Give the address of the card page for view codes."""
    pages = keyset.endpoints.get(Endpoint.CARD_PAGE) or keyset.endpoints[Endpoint.DOOR]
    return pages[0].rstrip("/") + "/"


def printed(keyset: Keyset, card: MadeCard) -> PrintedCard:
    """Give what stands on a card."""
    code = view_code(card_address(keyset), keyset.city, card.view)
    return PrintedCard(card.pay_code, code, card.number, card.pin)


def _write(job: PrintJob, keyset: Keyset, cards: Sequence[MadeCard]) -> None:
    shown = [printed(keyset, card) for card in cards]
    if job.pdf is not None:
        look = SheetLook(keyset.name, job.face, keyset.phone)
        write_secret(_draft(job.pdf), sheet_pdf(look, shown))
    if job.csv is not None:
        write_secret(_draft(job.csv), print_house_csv(job.face, shown))


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.unregistered")


def _register(
    office: Office, face: int, issuer: int, cards: Sequence[MadeCard], progress: Progress
) -> None:
    for start in range(0, len(cards), PER_ORDER):
        part = cards[start : start + PER_ORDER]
        arguments: dict[str, Any] = {
            "face_cents": face,
            "issuer_key": issuer,
            "cards": [[c.ref, c.public, c.lkey, c.view_hash] for c in part],
        }
        office.order(
            "cards.register", arguments, {"cards": [[c.ref, c.number, c.pin_mac] for c in part]}
        )
        progress(start + len(part), len(cards))
