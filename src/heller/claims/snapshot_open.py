"""Reading SNAPSHOT and DELTA at a till: whose they are, whether they are newer, what a card has."""

from bisect import bisect_left
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from heller.claims.keyset import Keyset, Role
from heller.claims.messages import open_message
from heller.claims.signed_files import BLOCKED, MAX_CLASSES, SEALED, SnapshotManifest
from heller.claims.snapshot import RECORD_BYTES, TAG_BYTES, masks
from heller.claims.wire import demand
from heller.errors import BadSignature
from heller.keys import Scope

EVERYWHERE: Final = 0
"""The acceptor group of lots that pay at every acceptance point."""


@dataclass(frozen=True, slots=True)
class CardKnown:
    """What is known of a card at one second: cents that it can pay, and its marks.

    `known` is false when no record names the card: never registered, or without any money.
    """

    known: bool
    cents: int = 0
    sealed: bool = False
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class SignedRecords:
    """A manifest whose signature and hash are good, and its records."""

    manifest: SnapshotManifest
    records: bytes

    def value(self, lkey: bytes, part: int) -> int | None:
        """Give a part's cents and class (cents << 8 | class); None when there is no such record."""
        tag, mask = masks(self.manifest.k, self.manifest.snap_seq, lkey, part)
        at = bisect_left(range(self.manifest.count), tag, key=self._tag)
        if at == self.manifest.count or self._tag(at) != tag:
            return None
        return mask ^ int.from_bytes(self._record(at)[TAG_BYTES:])

    def _record(self, at: int) -> bytes:
        return self.records[at * RECORD_BYTES : (at + 1) * RECORD_BYTES]

    def _tag(self, at: int) -> bytes:
        return self._record(at)[:TAG_BYTES]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A SNAPSHOT, and the newest DELTA to it if there is one."""

    full: SignedRecords
    delta: SignedRecords | None = None

    @property
    def newest(self) -> SnapshotManifest:
        """Give the newer manifest of the two: number and age of what is known."""
        return self.delta.manifest if self.delta else self.full.manifest

    def with_delta(self, delta: SignedRecords) -> "Snapshot":
        """Put a DELTA on; raises Malformed when it has another base or is not newer."""
        demand(delta.manifest.base == self.full.manifest.snap_seq, "The delta has another base.")
        demand(delta.manifest.snap_seq > self.newest.snap_seq, "The delta is not newer.")
        return Snapshot(self.full, delta)

    def card(self, lkey: bytes, at: int, group: int = EVERYWHERE) -> CardKnown:
        """Look a card up: what it can pay at second `at` (UTC) in this acceptor group."""
        cents, known = 0, False
        for part in range(MAX_CLASSES):
            found = self._part(lkey, part)
            if found is None:
                break
            value, manifest = found
            if value in (SEALED, BLOCKED):
                return CardKnown(known=True, sealed=value == SEALED, blocked=value == BLOCKED)
            known = known or value > 0
            cents += _cents(value, manifest, at, group)
        return CardKnown(known=known, cents=cents)

    def _part(self, lkey: bytes, part: int) -> tuple[int, SnapshotManifest] | None:
        for source in (self.delta, self.full):
            value = source.value(lkey, part) if source else None
            if source is not None and value is not None:
                return value, source.manifest
        return None


def _cents(value: int, manifest: SnapshotManifest, at: int, group: int) -> int:
    cents, place = value >> 8, value & 0xFF
    if not cents or place >= len(manifest.classes):
        return 0
    lot = manifest.classes[place]
    pays = lot.active_from <= at < lot.end and lot.group in (EVERYWHERE, group)
    return cents if pays else 0


def open_manifest(message: bytes, scope: Scope, keyset: Keyset) -> SnapshotManifest:
    """Read a manifest that one of the city's SNAP keys signed.

    Raises Malformed, WrongCity or BadSignature.
    """
    for key in keyset.keys:
        if key.role == Role.SNAP:
            try:
                return open_message(SnapshotManifest, scope, key.public, message)
            except BadSignature:
                continue
    raise BadSignature


def open_records(manifest: SnapshotManifest, records: bytes) -> SignedRecords:
    """Check that these are the manifest's records; raises Malformed."""
    demand(len(records) == manifest.count * RECORD_BYTES, "The records are cut or too many.")
    demand(sha256(records).digest() == manifest.records_hash, "These are another one's records.")
    return SignedRecords(manifest, records)


def newer_snapshot(held: Snapshot | None, full: SignedRecords) -> Snapshot:
    """Take a SNAPSHOT instead of the one held; raises Malformed for an older one, or a DELTA."""
    demand(full.manifest.base == 0, "This is a delta, not a snapshot.")
    newest = held.newest.snap_seq if held else 0
    demand(full.manifest.snap_seq > newest, "The snapshot is not newer than the one held.")
    return Snapshot(full)
