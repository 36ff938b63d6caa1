"""The manifests of signed files: SNAPSHOT and DELTA, SIDE, RELEASE."""

from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple, Self

from heller.claims.maps import blob, distinct, number, read_map, rows, table, text, write_map
from heller.claims.wire import demand

MAX_CLASSES: Final = 250
SEALED: Final = 254
BLOCKED: Final = 255

_HASH_BYTES: Final = 32
_REF_BYTES: Final = 10
_NUMBER_DIGITS: Final = 16


class LotClass(NamedTuple):
    """Lots that pay from `active_from` until just before `end` (UTC seconds) at these shops."""

    active_from: int
    end: int
    group: int


@dataclass(frozen=True, slots=True)
class SnapshotManifest:
    """What is signed of a snapshot of balances; with a `base` it is a DELTA to that snapshot.

    `k` (16 bytes) blinds the records; `records_hash` is the SHA-256 of the file of `count` records.
    """

    city: int
    snap_seq: int
    time: int
    k: bytes
    classes: tuple[LotClass, ...]
    count: int
    records_hash: bytes
    generation: int
    ledger_seq: int
    base: int

    @property
    def domain(self) -> str:
        """Give the name under which it is signed."""
        return "delta" if self.base else "snapshot"

    def pack(self) -> bytes:
        """Give the payload."""
        classes = [list(lots) for lots in self.classes]
        head = (self.city, self.snap_seq, self.time, self.k, classes)
        tail = (self.count, self.records_hash, self.generation, self.ledger_seq, self.base)
        return write_map(*head, *tail)

    @classmethod
    def parse(cls, payload: bytes, city: int) -> Self:
        """Read a payload; raises Malformed or WrongCity."""
        own, seq, time, k, classes, count, digest, generation, ledger, base = read_map(
            payload, city, 11
        )
        found = tuple(LotClass(*(number(value, 32) for value in row)) for row in rows(classes, 3))
        demand(len(found) <= MAX_CLASSES, "The manifest has more than 250 classes.")
        return cls(
            city=own,
            snap_seq=number(seq, 32),
            time=number(time, 32),
            k=blob(k, 16),
            classes=found,
            count=number(count, 32),
            records_hash=blob(digest, _HASH_BYTES),
            generation=number(generation, 16),
            ledger_seq=number(ledger),
            base=number(base, 32),
        )


class SideRow(NamedTuple):
    """What resolves a typed card: its ref, its printed number (16 digits), its PIN's MAC."""

    ref: bytes
    number: str
    pin_mac: bytes


@dataclass(frozen=True, slots=True)
class Side:
    """The side register's rows of one batch of cards."""

    domain: ClassVar = "side"

    city: int
    batch: int
    rows: tuple[SideRow, ...]

    def pack(self) -> bytes:
        """Give the payload."""
        return write_map(self.city, self.batch, [list(row) for row in self.rows])

    @classmethod
    def parse(cls, payload: bytes, city: int) -> Self:
        """Read a payload; raises Malformed or WrongCity."""
        own, batch, listed = read_map(payload, city, 4)
        found = tuple(
            SideRow(blob(ref, _REF_BYTES), _digits(digits), blob(mac, _HASH_BYTES))
            for ref, digits, mac in rows(listed, 3)
        )
        distinct(row.ref for row in found)
        distinct(row.number for row in found)
        return cls(own, number(batch, 32), found)


def _digits(value: object) -> str:
    found = text(value)
    good = len(found) == _NUMBER_DIGITS and found.isascii() and found.isdecimal()
    demand(good, "A card's number has 16 digits.")
    return found


@dataclass(frozen=True, slots=True)
class Release:
    """A release of the till app: the SHA-256 of each of its files by path."""

    domain: ClassVar = "release"

    city: int
    number: int
    time: int
    files: dict[str, bytes]

    def pack(self) -> bytes:
        """Give the payload."""
        return write_map(self.city, self.number, self.time, self.files)

    @classmethod
    def parse(cls, payload: bytes, city: int) -> Self:
        """Read a payload; raises Malformed or WrongCity."""
        own, serial, time, files = read_map(payload, city, 5)
        found = {text(path): blob(digest, _HASH_BYTES) for path, digest in table(files).items()}
        return cls(own, number(serial), number(time, 32), found)
