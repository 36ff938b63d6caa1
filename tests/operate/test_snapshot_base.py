"""What one run leaves for the next: whole or nothing, and for its owner only."""

from pathlib import Path

from heller.claims.snapshot import Base, Known
from heller.operate.snapshot_base import BaseFile, Left

LEFT = Left(Base(7, {b"k" * 16: Known(b"d" * 16, 2), b"l" * 16: Known(b"e" * 16, 0)}), 60, 9)


def test_what_was_left_is_read_again(tmp_path: Path) -> None:
    file = BaseFile(tmp_path / "base")
    assert file.read() is None
    file.write(LEFT)
    assert file.read() == LEFT
    assert [path.name for path in tmp_path.iterdir()] == ["base"]
    assert (tmp_path / "base").stat().st_mode & 0o777 == 0o600


def test_half_a_file_is_none(tmp_path: Path) -> None:
    file = BaseFile(tmp_path / "base")
    file.write(LEFT)
    whole = (tmp_path / "base").read_bytes()
    for size in (0, 10, 23, 25, len(whole) - 1):
        (tmp_path / "base").write_bytes(whole[:size])
        assert file.read() is None
