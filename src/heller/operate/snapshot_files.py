"""The snapshot files of a city: signed, static, each whole at every moment.

    full.bin     the newest SNAPSHOT's manifest, signed
    delta.bin    the newest DELTA's manifest, signed; for another base than full.bin it is no use
    N.rec        the records of the manifest with snapSeq N

Any web server may hand them out: a till believes the signature, not the server.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from heller.claims.messages import open_message, seal
from heller.claims.signed_files import SnapshotManifest
from heller.claims.snapshot import Built
from heller.keys import Scope, SigningKey

FULL: Final = "full.bin"
DELTA: Final = "delta.bin"
RECORDS: Final = ".rec"
KEPT: Final = 4
"""Records files that stay: who has just read a manifest still finds what it names."""


def records_name(snap_seq: int) -> str:
    """Name the records file of a manifest."""
    return f"{snap_seq}{RECORDS}"


class SnapshotFiles:
    """The folder `public/snapshots` of a city; one process writes into it."""

    def __init__(self, folder: Path, scope: Scope, key: SigningKey) -> None:
        """Take the folder, and the SNAP key that signs."""
        self._folder, self._scope, self._key = folder, scope, key

    def highest(self) -> int:
        """Give the highest snapSeq that is here; 0 for none."""
        return max(self._numbers(), default=0)

    def full(self) -> int:
        """Give the snapSeq of the SNAPSHOT that tills find; 0 for none."""
        path = self._folder / FULL
        if not path.exists():
            return 0
        message = path.read_bytes()
        return open_message(SnapshotManifest, self._scope, self._key.public, message).snap_seq

    def write(self, built: Built) -> None:
        """Write records, then the signed manifest; then drop what is old."""
        self._folder.mkdir(parents=True, exist_ok=True)
        manifest = built.manifest
        self._put(records_name(manifest.snap_seq), built.records)
        message = seal(self._scope, self._key, manifest)
        self._put(DELTA if manifest.base else FULL, message)
        if not manifest.base:
            (self._folder / DELTA).unlink(missing_ok=True)
        self._drop_old(manifest.base)

    def _put(self, name: str, content: bytes) -> None:
        fresh = self._folder / f".{name}.new"
        fresh.write_bytes(content)
        fresh.chmod(0o644)
        fresh.replace(self._folder / name)

    def _drop_old(self, base: int) -> None:
        for number in sorted(self._numbers())[:-KEPT]:
            if number != base:
                (self._folder / records_name(number)).unlink()

    def _numbers(self) -> Iterable[int]:
        stems = (path.stem for path in self._folder.glob(f"*{RECORDS}"))
        return [int(stem) for stem in stems if stem.isascii() and stem.isdecimal()]
