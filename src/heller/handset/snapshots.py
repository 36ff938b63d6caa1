"""The till's copy of the city's balances: downloaded, checked, kept in its journal's file.

Any web server may give the files (docs/protocol.md, section 10); what counts is the signature of a
SNAP key. Kept is the newest SNAPSHOT and the newest DELTA to it, all or nothing.
"""

from collections.abc import Sequence
from typing import Final

from heller.claims.signed_files import SnapshotManifest
from heller.claims.snapshot import MOST_RECORDS, RECORD_BYTES
from heller.claims.snapshot_open import (
    SignedRecords,
    Snapshot,
    newer_snapshot,
    open_manifest,
    open_records,
)
from heller.errors import BadSignature, Malformed, Problem, WrongCity
from heller.handset.journal import Journal
from heller.handset.line import Line
from heller.handset.problems import KeyUnknown, NoAnswer, NoSnapshot, Untrusted
from heller.handset.trust import Trust

PATH: Final = "/v1/snapshots"
FETCH_S: Final = 20.0
MOST_MANIFEST: Final = 64 * 1024
MOST_BYTES: Final = MOST_RECORDS * RECORD_BYTES

_FULL: Final = "full"
_DELTA: Final = "delta"


def held_snapshot(journal: Journal, trust: Trust) -> Snapshot | None:
    """Give what the till holds, checked anew; None without any, or when its key is gone."""
    try:
        full = _kept(journal, trust, _FULL)
        if full is None:
            return None
        held, delta = newer_snapshot(None, full), _kept(journal, trust, _DELTA)
        return held.with_delta(delta) if delta else held
    except (Malformed, WrongCity, BadSignature):
        return None


def refresh(sources: Sequence[str], line: Line, journal: Journal, trust: Trust) -> Snapshot:
    """Take what is newer from the first source that has it whole; gives what the till holds then.

    `sources` are addresses of folders. Raises NoAnswer, Untrusted or NoSnapshot.
    """
    problem: Problem = NoSnapshot()
    for source in sources:
        try:
            return _Download(line, source.rstrip("/"), trust).into(journal)
        except Problem as found:
            problem = found
    raise problem


class _Download:
    """One source's files."""

    def __init__(self, line: Line, source: str, trust: Trust) -> None:
        self._line, self._source, self._trust = line, source, trust

    def into(self, journal: Journal) -> Snapshot:
        held = held_snapshot(journal, self._trust)
        try:
            taken = self._delta(journal, self._full(journal, held))
        except BadSignature as problem:  # the KEYSET may have a newer SNAP key
            raise KeyUnknown(f"({self._source})") from problem
        except (Malformed, WrongCity) as problem:
            raise Untrusted(f"({self._source}: {problem})") from problem
        return taken

    def _full(self, journal: Journal, held: Snapshot | None) -> Snapshot:
        message = self._bytes("full.bin", MOST_MANIFEST)
        if message is None:
            raise NoSnapshot(f"({self._source})")
        manifest = open_manifest(message, self._trust.scope, self._trust.keyset)
        if held is not None and manifest.snap_seq == held.full.manifest.snap_seq:
            return held
        records = self._records(manifest)
        taken = newer_snapshot(held, records)
        journal.keep(**_facts(_FULL, message, records), **_NO_DELTA)
        return taken

    def _delta(self, journal: Journal, held: Snapshot) -> Snapshot:
        message = self._bytes("delta.bin", MOST_MANIFEST)
        if message is None:
            return held
        manifest = open_manifest(message, self._trust.scope, self._trust.keyset)
        is_newer = manifest.snap_seq > held.newest.snap_seq
        if manifest.base != held.full.manifest.snap_seq or not is_newer:
            return held
        records = self._records(manifest)
        taken = held.with_delta(records)
        journal.keep(**_facts(_DELTA, message, records))
        return taken

    def _records(self, manifest: SnapshotManifest) -> SignedRecords:
        content = self._bytes(f"{manifest.snap_seq}.rec", MOST_BYTES)
        if content is None:  # a newer one has replaced it just now
            raise NoAnswer(f"({self._source})")
        return open_records(manifest, content)

    def _bytes(self, name: str, most: int) -> bytes | None:
        return self._line.fetch(f"{self._source}/{name}", FETCH_S, most)


def _facts(name: str, message: bytes, records: SignedRecords) -> dict[str, bytes]:
    return {f"snapshot_{name}": message, f"snapshot_{name}_records": records.records}


_NO_DELTA: Final = {"snapshot_delta": b"", "snapshot_delta_records": b""}


def _kept(journal: Journal, trust: Trust, name: str) -> SignedRecords | None:
    message = journal.fact(f"snapshot_{name}")
    if not message:
        return None
    manifest = open_manifest(message, trust.scope, trust.keyset)
    return open_records(manifest, journal.fact(f"snapshot_{name}_records") or b"")
