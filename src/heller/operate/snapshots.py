"""Makes a city's snapshots for tills, in a process of its own beside the door.

A SNAPSHOT first and every day, a DELTA when the book has grown since. The process is nice, reads
with the auditor's role, shares no interpreter with the writer, and ends when it is done: an idle
city keeps no memory for it. The door starts it, at most each minute (`operate/serve.py`).
"""

import asyncio
import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from heller.claims.keyset import Role
from heller.claims.snapshot import (
    Base,
    Built,
    Stamp,
    TooManyRecords,
    build_delta,
    build_snapshot,
)
from heller.operate.engine import Engine
from heller.operate.home import Home, key_of
from heller.operate.open_city import scope_of_home
from heller.operate.snapshot_base import BaseFile, Left
from heller.operate.snapshot_files import SnapshotFiles
from heller.postgres import roles, snapshot_rows
from heller.postgres.errors import EngineError
from heller.postgres.snapshot_rows import BookState

log = structlog.get_logger()
NICE: Final = 10
MINUTE: Final = 60
HOUR: Final = 3_600
LAST_SECOND: Final = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Source:
    """The book to read: its state, its newest seq, and waiting until what was read is safe."""

    state: Callable[[], AbstractContextManager[BookState]]
    seq: Callable[[], int]
    release: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Output:
    """Where snapshots go: the files for tills, and what is left for the next run."""

    files: SnapshotFiles
    base: BaseFile


class Maker:
    """Makes what is due, once."""

    def __init__(
        self,
        source: Source,
        output: Output,
        city: int,
        full_s: float,
        wall: Callable[[], float],
        random_bytes: Callable[[int], bytes],
    ) -> None:
        """Read this book for this city; a SNAPSHOT is made anew after `full_s` seconds (UTC)."""
        self._source, self._files, self._left = source, output.files, output.base
        self._city, self._full_s = city, full_s
        self._wall, self._random = wall, random_bytes

    def make(self) -> Built | None:
        """Make a SNAPSHOT or a DELTA if one is due; gives it."""
        left = self._left.read()
        if left is None or not self._is_fresh(left):
            return self._made(None, int(self._wall()))
        if self._source.seq() != left.seq:
            return self._made(left.base, left.made_at)
        return None

    def _is_fresh(self, left: Left) -> bool:
        """Say whether deltas may build on it; a clock that was set back makes it anew."""
        age = self._wall() - left.made_at
        return 0 <= age < self._full_s and self._files.full() == left.base.snap_seq

    def _made(self, base: Base | None, made_at: int) -> Built:
        with self._source.state() as state:
            stamp = self._stamp(state)
            built = (
                build_delta(stamp, state.rows, base) if base else build_snapshot(stamp, state.rows)
            )
        self._source.release()
        self._files.write(built)
        self._left.write(Left(built.base, made_at, stamp.ledger_seq))
        return built

    def _stamp(self, state: BookState) -> Stamp:
        """Number by minutes since 1970, so that a lost folder does not begin at 1 again."""
        now = int(self._wall())
        number = max(self._files.highest() + 1, now // MINUTE)
        k = self._random(16)
        return Stamp(self._city, number, min(now, LAST_SECOND), k, state.generation, state.seq)


def serve_snapshots(home: Home, unlock: Path | None) -> int:
    """Make what is due and end; gives 1 when it failed and is to be tried again."""
    os.nice(NICE)
    try:
        built = _maker(home, unlock).make()
    except (EngineError, TooManyRecords, OSError) as error:
        log.warning("snapshot_failed", error=type(error).__name__)
        return 1
    if built is not None:
        _tell(built)
    return 0


def _maker(home: Home, unlock: Path | None) -> Maker:
    settings, engine = home.settings(), Engine(home)
    _, key = key_of(home.secrets(unlock), Role.SNAP)
    files = SnapshotFiles(home.snapshots, scope_of_home(home), key)
    source = Source(
        lambda: snapshot_rows.book_state(engine.dsn(roles.AUDIT)),
        lambda: snapshot_rows.newest_seq(engine.dsn(roles.AUDIT)),
        lambda: asyncio.run(snapshot_rows.released(engine.dsn(roles.BOOK))),
    )
    output = Output(files, BaseFile(home.snapshot_base))
    full_s = settings.snapshot_hours * HOUR
    return Maker(source, output, settings.city, full_s, time.time, os.urandom)


def _tell(built: Built) -> None:
    manifest = built.manifest
    log.info(
        "snapshot_made",
        snap_seq=manifest.snap_seq,
        base=manifest.base,
        records=manifest.count,
        seq=manifest.ledger_seq,
    )
