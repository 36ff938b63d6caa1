"""SNAPSHOT and DELTA: what every card holds, readable only with the card in hand.

docs/protocol.md, section 5. A record says nothing to whoever has no card: tag and mask come out of
HMAC-SHA-256 under the manifest's k, fed with the card's own key for look-ups (`lkey`).
"""

import hmac
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b, sha256
from typing import Final, NamedTuple

from heller.book.account_state import CardState
from heller.claims.signed_files import BLOCKED, SEALED, LotClass, SnapshotManifest
from heller.claims.snapshot_classes import Places, choose_classes, class_at

RECORD_BYTES: Final = 12
TAG_BYTES: Final = 8
MOST_CENTS: Final = 2**24 - 1  # of one record; more is shown as this
MOST_RECORDS: Final = 1_000_000

_MARKS: Final = {
    CardState.SEALED: SEALED,
    CardState.BLOCKED: BLOCKED,
    CardState.REPLACED: BLOCKED,
}


class LotCents(NamedTuple):
    """Cents left of a lot, and when and where it pays; `lot.end` is the first invalid second."""

    lot: LotClass
    cents: int


class CardRow(NamedTuple):
    """A card as the book has it: its `lkey` (16 bytes), its state and its lots."""

    lkey: bytes
    state: int
    lots: tuple[LotCents, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a snapshot is made with: number, second (UTC), fresh `k`, and where the book stands."""

    city: int
    snap_seq: int
    time: int
    k: bytes
    generation: int
    ledger_seq: int


class Known(NamedTuple):
    """What a SNAPSHOT said of a card: a digest of its row, and how many records it has."""

    digest: bytes
    parts: int


class Base(NamedTuple):
    """The SNAPSHOT that deltas build on: its number, and what it says by `lkey`."""

    snap_seq: int
    cards: Mapping[bytes, Known]


@dataclass(frozen=True, slots=True)
class Built:
    """A manifest to sign and its records; `base` is what deltas to it need."""

    manifest: SnapshotManifest
    records: bytes
    base: Base


class TooManyRecords(Exception):
    """The snapshot would hold more than a million records."""


class _Card(NamedTuple):
    """A card on its way into records: a mark (sealed, blocked) or its classes' cents."""

    lkey: bytes
    mark: int | None
    sums: tuple[tuple[LotClass, int], ...]
    before: int


def build_snapshot(stamp: Stamp, rows: Iterable[CardRow]) -> Built:
    """Make a SNAPSHOT of all cards; raises TooManyRecords.

    A card without money has no record: it looks like one that nobody knows.
    """
    digests: dict[bytes, bytes] = {}
    cards: list[_Card] = []
    for row in rows:
        card = _card(row, stamp.time, 0)
        digests[row.lkey] = _digest(row)
        if card.mark is not None or card.sums:
            cards.append(card)
    manifest, records, parts = _finished(stamp, cards, 0)
    known = {lkey: Known(digest, parts.get(lkey, 0)) for lkey, digest in digests.items()}
    return Built(manifest, records, Base(stamp.snap_seq, known))


def build_delta(stamp: Stamp, rows: Iterable[CardRow], base: Base) -> Built:
    """Make a DELTA: the cards whose row is another one than in its base; raises TooManyRecords.

    What the base had of a card and is gone is replaced by records of 0 cents.
    """
    cards: list[_Card] = []
    for row in rows:
        known = base.cards.get(row.lkey, Known(b"", 0))
        if known.digest != _digest(row):
            cards.append(_card(row, stamp.time, known.parts))
    manifest, records, _ = _finished(stamp, cards, base.snap_seq)
    return Built(manifest, records, base)


def masks(k: bytes, snap_seq: int, lkey: bytes, part: int) -> tuple[bytes, int]:
    """Give the tag (8 bytes) and the mask (32 bits) of a card's part in a snapshot."""
    found = hmac.digest(k, snap_seq.to_bytes(4) + lkey + bytes((part,)), "sha256")
    return found[:TAG_BYTES], int.from_bytes(found[TAG_BYTES:RECORD_BYTES])


def _card(row: CardRow, now: int, before: int) -> _Card:
    mark = _MARKS.get(CardState(row.state))
    sums: Counter[LotClass] = Counter()
    for lot, cents in row.lots if mark is None else ():
        found = class_at(lot, now)
        if found is not None and cents:
            sums[found] += cents
    return _Card(row.lkey, mark, tuple(sums.items()), before)


def _digest(row: CardRow) -> bytes:
    return blake2b(repr((row.state, row.lots)).encode(), digest_size=16).digest()


def _finished(
    stamp: Stamp, cards: list[_Card], base: int
) -> tuple[SnapshotManifest, bytes, dict[bytes, int]]:
    found = Counter(one for card in cards for one, _ in card.sums)
    classes, places = choose_classes(found)
    records: list[bytes] = []
    parts: dict[bytes, int] = {}
    for card in cards:
        values = _values(card, places)
        parts[card.lkey] = len(values)
        records += (_record(stamp, card.lkey, part, value) for part, value in enumerate(values))
        if len(records) > MOST_RECORDS:
            raise TooManyRecords
    content = b"".join(sorted(records))
    return _manifest(stamp, classes, content, base), content, parts


def _values(card: _Card, places: Places) -> list[int]:
    """Give what a card's records say before they are masked: cents, then class."""
    if card.mark is not None:
        values = [card.mark]
    else:
        merged: Counter[int] = Counter()
        for one, cents in card.sums:
            if one in places:
                merged[places[one]] += cents
        values = [min(cents, MOST_CENTS) << 8 | place for place, cents in merged.items()]
    return values + [0] * (card.before - len(values))


def _record(stamp: Stamp, lkey: bytes, part: int, value: int) -> bytes:
    tag, mask = masks(stamp.k, stamp.snap_seq, lkey, part)
    return tag + (value ^ mask).to_bytes(4)


def _manifest(
    stamp: Stamp, classes: tuple[LotClass, ...], content: bytes, base: int
) -> SnapshotManifest:
    return SnapshotManifest(
        city=stamp.city,
        snap_seq=stamp.snap_seq,
        time=stamp.time,
        k=stamp.k,
        classes=classes,
        count=len(content) // RECORD_BYTES,
        records_hash=sha256(content).digest(),
        generation=stamp.generation,
        ledger_seq=stamp.ledger_seq,
        base=base,
    )
