"""Snapshot files: whole at every moment, numbered upwards, few."""

from pathlib import Path

import pytest
from tests.claims.test_snapshot import LATER, row, stamp
from tests.claims.test_snapshot_open import SCOPE, SNAP, keyset

from heller.claims.snapshot import Base, Built, build_delta, build_snapshot
from heller.claims.snapshot_open import open_manifest, open_records
from heller.operate.snapshot_files import SnapshotFiles


def full(number: int) -> Built:
    return build_snapshot(stamp(number), [row((LATER, number))])


def delta(number: int, base: Base) -> Built:
    return build_delta(stamp(number), [row((LATER, 1))], base)


@pytest.fixture
def files(tmp_path: Path) -> SnapshotFiles:
    return SnapshotFiles(tmp_path / "public" / "snapshots", SCOPE, SNAP)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "public" / "snapshots").iterdir())


def test_manifests_are_signed_and_name_their_records(tmp_path: Path, files: SnapshotFiles) -> None:
    made = full(7)
    files.write(made)
    files.write(delta(8, made.base))
    folder = tmp_path / "public" / "snapshots"
    for name, number in (("full.bin", 7), ("delta.bin", 8)):
        manifest = open_manifest((folder / name).read_bytes(), SCOPE, keyset(SNAP))
        assert manifest.snap_seq == number
        open_records(manifest, (folder / f"{number}.rec").read_bytes())
    assert names(tmp_path) == ["7.rec", "8.rec", "delta.bin", "full.bin"]
    assert (folder / "full.bin").stat().st_mode & 0o777 == 0o644


def test_a_new_snapshot_takes_the_old_delta_away(tmp_path: Path, files: SnapshotFiles) -> None:
    made = full(7)
    files.write(made)
    files.write(delta(8, made.base))
    files.write(full(9))
    assert names(tmp_path) == ["7.rec", "8.rec", "9.rec", "full.bin"]


def test_few_files_stay_and_the_base_is_one_of_them(tmp_path: Path, files: SnapshotFiles) -> None:
    made = full(7)
    files.write(made)
    for number in range(8, 30):
        files.write(delta(number, made.base))
    wanted = ["26.rec", "27.rec", "28.rec", "29.rec", "7.rec", "delta.bin", "full.bin"]
    assert names(tmp_path) == wanted


def test_numbers_go_on_from_the_highest_there_is(tmp_path: Path, files: SnapshotFiles) -> None:
    assert files.highest() == 0
    files.write(full(7))
    (tmp_path / "public" / "snapshots" / "note.rec").write_bytes(b"")
    assert files.highest() == 7
