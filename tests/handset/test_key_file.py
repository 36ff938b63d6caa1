"""The till's key is made once, whole, and for its owner's eyes only."""

from pathlib import Path
from random import Random

import pytest

from heller.handset.key_file import sync_folder, till_key
from heller.handset.problems import JournalBroken

RANDOM = Random(7)


def test_a_key_is_made_once(tmp_path: Path) -> None:
    first = till_key(tmp_path, RANDOM.randbytes)
    assert till_key(tmp_path, RANDOM.randbytes) == first
    assert (tmp_path / "till.key").stat().st_mode & 0o777 == 0o600


def test_a_half_written_key_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "till.new").write_text("half")
    till_key(tmp_path, RANDOM.randbytes)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["till.key"]


@pytest.mark.parametrize("content", ["", "xyz", "00" * 31])
def test_a_broken_key_is_said_to_be_broken(tmp_path: Path, content: str) -> None:
    (tmp_path / "till.key").write_text(content)
    with pytest.raises(JournalBroken):
        till_key(tmp_path, RANDOM.randbytes)


def test_a_folder_that_is_gone_is_said_to_be_broken(tmp_path: Path) -> None:
    with pytest.raises(JournalBroken):
        till_key(tmp_path / "gone", RANDOM.randbytes)
    with pytest.raises(FileNotFoundError):
        sync_folder(tmp_path / "gone")
