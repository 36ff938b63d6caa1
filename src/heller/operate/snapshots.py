"""Makes a city's snapshots for tills, in a process of its own beside the door.

A SNAPSHOT at the start and every day, a DELTA when the book has grown, at most each minute. The
process is nice, reads with the auditor's role, and shares no interpreter with the writer.
"""

import asyncio
import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

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
from heller.operate.snapshot_files import SnapshotFiles
from heller.postgres import roles, snapshot_rows
from heller.postgres.errors import EngineError
from heller.postgres.snapshot_rows import BookState

log = structlog.get_logger()
NICE: Final = 10
MINUTE: Final = 60
HOUR: Final = 3_600
LAST_SECOND: Final = 2**32 - 1


class Clock(Protocol):
    """The machine's clocks."""

    def time(self) -> float:
        """Give the time of day in UTC seconds."""
        ...

    def monotonic(self) -> float:
        """Give the seconds of a clock that never jumps."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """The book to read: its state, its newest seq, and waiting until what was read is safe."""

    state: Callable[[], AbstractContextManager[BookState]]
    seq: Callable[[], int]
    release: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often: seconds between SNAPSHOTs, and at least so many between DELTAs."""

    full_s: float = 24 * HOUR
    delta_s: float = MINUTE


class Maker:
    """Makes what is due; `step` is called again and again."""

    def __init__(
        self,
        source: Source,
        files: SnapshotFiles,
        city: int,
        rhythm: Rhythm,
        clock: Clock,
        random_bytes: Callable[[int], bytes],
    ) -> None:
        """Begin with a SNAPSHOT: deltas to an older one would need what was read then."""
        self._source, self._files, self._city = source, files, city
        self._rhythm, self._clock, self._random = rhythm, clock, random_bytes
        self._base: Base | None = None
        self._full_at = self._at = 0.0
        self._seq = 0

    def step(self) -> Built | None:
        """Make a SNAPSHOT or a DELTA if one is due; gives it."""
        now = self._clock.monotonic()
        if self._base is None or now - self._full_at >= self._rhythm.full_s:
            built = self._made(None)
            self._base, self._full_at = built.base, now
        elif now - self._at >= self._rhythm.delta_s and self._source.seq() != self._seq:
            built = self._made(self._base)
        else:
            return None
        self._at = now
        return built

    def _made(self, base: Base | None) -> Built:
        with self._source.state() as state:
            stamp = self._stamp(state)
            built = (
                build_delta(stamp, state.rows, base) if base else build_snapshot(stamp, state.rows)
            )
        self._source.release()
        self._files.write(built)
        self._seq = stamp.ledger_seq
        return built

    def _stamp(self, state: BookState) -> Stamp:
        """Number by minutes since 1970, so that a lost folder does not begin at 1 again."""
        now = int(self._clock.time())
        number = max(self._files.highest() + 1, now // MINUTE)
        k = self._random(16)
        return Stamp(self._city, number, min(now, LAST_SECOND), k, state.generation, state.seq)


def serve_snapshots(home: Home, unlock: Path | None) -> int:
    """Make snapshots until the process is ended; one that fails is tried again."""
    os.nice(NICE)
    maker, pause = _maker(home, unlock)
    while True:
        try:
            built = maker.step()
            if built is not None:
                _tell(built)
        except (EngineError, TooManyRecords, OSError) as error:
            log.warning("snapshot_failed", error=type(error).__name__)
        time.sleep(pause)


def _maker(home: Home, unlock: Path | None) -> tuple[Maker, float]:
    settings, engine = home.settings(), Engine(home)
    rhythm = Rhythm(settings.snapshot_hours * HOUR, settings.delta_seconds)
    _, key = key_of(home.secrets(unlock), Role.SNAP)
    files = SnapshotFiles(home.snapshots, scope_of_home(home), key)
    source = Source(
        lambda: snapshot_rows.book_state(engine.dsn(roles.AUDIT)),
        lambda: snapshot_rows.newest_seq(engine.dsn(roles.AUDIT)),
        lambda: asyncio.run(snapshot_rows.released(engine.dsn(roles.BOOK))),
    )
    return Maker(source, files, settings.city, rhythm, time, os.urandom), rhythm.delta_s


def _tell(built: Built) -> None:
    manifest = built.manifest
    log.info(
        "snapshot_made",
        snap_seq=manifest.snap_seq,
        base=manifest.base,
        records=manifest.count,
        seq=manifest.ledger_seq,
    )
