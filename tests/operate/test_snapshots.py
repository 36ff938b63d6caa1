"""When snapshots are made, and that a city's own process makes them from its real book."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from tests.claims.test_snapshot import LATER, NOW, row
from tests.claims.test_snapshot_open import CITY, SCOPE, SNAP
from tests.running_city import RunningCity, make_town, until

from heller.cards.derived import lkey
from heller.claims.snapshot_open import Snapshot, open_manifest, open_records
from heller.operate.open_city import keyset_of
from heller.operate.snapshot_base import BaseFile
from heller.operate.snapshot_files import SnapshotFiles
from heller.operate.snapshots import HOUR, Maker, Output, Source
from heller.postgres.errors import DatabaseUnreachable
from heller.postgres.snapshot_rows import BookState


@dataclass
class Book:
    """A book that a test writes in, and a clock that it moves."""

    seq: int = 1
    cents: int = 500
    wall: float = float(NOW)
    released: list[int] = field(default_factory=list)

    def time(self) -> float:
        return self.wall

    def after(self, seconds: float) -> None:
        self.wall += seconds

    def book(self, cents: int) -> None:
        self.seq, self.cents = self.seq + 1, cents

    @contextmanager
    def state(self) -> Iterator[BookState]:
        yield BookState(1, self.seq, iter([row((LATER, self.cents))]))

    def release(self) -> None:
        self.released.append(self.seq)


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def maker(book: Book, tmp_path: Path) -> Maker:
    return maker_of(book, tmp_path)


def maker_of(book: Book, folder: Path) -> Maker:
    source = Source(book.state, lambda: book.seq, book.release)
    output = Output(SnapshotFiles(folder, SCOPE, SNAP), BaseFile(folder / "base"))
    return Maker(source, output, CITY, 24 * HOUR, book.time, lambda size: b"\5" * size)


def made(maker: Maker) -> tuple[int, int] | None:
    built = maker.make()
    return (built.manifest.base, built.manifest.ledger_seq) if built else None


def test_a_snapshot_first_then_deltas_when_something_was_booked(book: Book, tmp_path: Path) -> None:
    assert made(maker_of(book, tmp_path)) == (0, 1)
    base = NOW // 60
    book.after(60)
    assert made(maker_of(book, tmp_path)) is None
    book.book(450)
    assert made(maker_of(book, tmp_path)) == (base, 2)
    assert made(maker_of(book, tmp_path)) is None


def test_a_delta_tells_only_what_is_new_since_the_run_before(book: Book, tmp_path: Path) -> None:
    whole, delta = maker_of(book, tmp_path).make(), None
    book.seq += 1  # of another kind: no card has changed
    delta = maker_of(book, tmp_path).make()
    assert whole is not None
    assert delta is not None
    assert (whole.manifest.count, delta.manifest.count) == (1, 0)


def test_a_snapshot_each_day_and_after_the_clock_went_back(maker: Maker, book: Book) -> None:
    maker.make()
    book.book(450)
    book.after(24 * HOUR - 1)
    assert made(maker) == (NOW // 60, 2)
    book.after(1)
    assert made(maker) == (0, 2)
    book.after(-1)
    assert made(maker) == (0, 2)


@pytest.mark.parametrize("lost", ["full.bin", "base"])
def test_what_tills_have_and_what_was_left_must_fit(
    maker: Maker, book: Book, tmp_path: Path, lost: str
) -> None:
    maker.make()
    (tmp_path / lost).unlink()
    book.book(450)
    assert made(maker) == (0, 2)


def test_nothing_is_released_before_the_standby_has_it(book: Book, tmp_path: Path) -> None:
    maker = maker_of(book, tmp_path)
    broken = Source(book.state, lambda: book.seq, _fail)
    maker._source = broken  # noqa: SLF001 - the standby is away
    with pytest.raises(DatabaseUnreachable):
        maker.make()
    assert list(tmp_path.iterdir()) == []
    maker._source = Source(book.state, lambda: book.seq, book.release)  # noqa: SLF001
    assert made(maker) == (0, 1)
    assert book.released == [1]


def _fail() -> None:
    raise DatabaseUnreachable(reason="standby")


def test_numbers_never_go_back_whatever_the_clock_does(book: Book, tmp_path: Path) -> None:
    numbers = []
    for wall in (float(NOW), 0.0, float(NOW - 86_400), 4_294_967_296.0 + 86_400):
        book.wall = wall
        (tmp_path / "base").unlink(missing_ok=True)
        built = maker_of(book, tmp_path).make()
        assert built is not None
        numbers.append(built.manifest.snap_seq)
        assert built.manifest.time == min(int(wall), 2**32 - 1)
    first = NOW // 60
    assert numbers == [first, first + 1, first + 2, (2**32 + 86_400) // 60]


def test_a_city_makes_its_snapshots_beside_its_door(own_city: RunningCity) -> None:
    own_city.stop()
    own_city.home.write_settings(replace(own_city.home.settings(), delta_seconds=1))
    own_city.start()
    town = make_town(own_city)
    try:
        (card,) = town.sold(1_250)
        key, folder = lkey(card.pay.card.cid), own_city.home.snapshots
        until(lambda: cents(own_city, folder, key) == 1_250, "the sale is in a delta")
        assert events(own_city, "snapshot_failed") == []
        assert events(own_city, "snapshot_made")[0]["base"] == 0
    finally:
        town.desk.close()
        town.book.close()


def cents(city: RunningCity, folder: Path, key: bytes) -> int:
    """Read the files as any till would; 0 while there is no delta."""
    if not (folder / "delta.bin").exists():
        return 0
    found = []
    for name in ("full.bin", "delta.bin"):
        manifest = open_manifest((folder / name).read_bytes(), city.scope, keyset_of(city.home))
        records = (folder / f"{manifest.snap_seq}.rec").read_bytes()
        found.append(open_records(manifest, records))
    snapshot = Snapshot(found[0]).with_delta(found[1])
    return snapshot.card(key, snapshot.newest.time).cents


def events(city: RunningCity, name: str) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in city.log_text().splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"] == name]
