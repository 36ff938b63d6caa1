"""Files that are whole and closed. What survives a power cut is seen in the chaos tests."""

import os
from pathlib import Path

import pytest
from tests.postgres.asking import mode

from heller.postgres import disk
from heller.postgres.identity import Identity

ME = Identity("stay", os.geteuid(), os.getegid())


def test_a_secret_is_whole_and_closed_and_leaves_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    (tmp_path / ".secret.new").write_text("half of an older one", "ascii")
    disk.write_secret(path, "first", ME)
    disk.write_secret(path, "second", ME)
    assert (path.read_text("ascii"), mode(path)) == ("second", 0o600)
    assert list(tmp_path.iterdir()) == [path]


def test_a_draft_that_is_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / ".secret.new").symlink_to(tmp_path / "target")
    disk.write_secret(tmp_path / "secret", "words", ME)
    assert not (tmp_path / "target").exists()


def test_a_file_of_ones_own_is_made_closed_or_found(tmp_path: Path) -> None:
    path = tmp_path / "log"
    for _ in range(2):
        descriptor = disk.open_own(path, os.O_WRONLY | os.O_APPEND, ME)
        os.write(descriptor, b"line\n")
        os.close(descriptor)
    assert (path.read_text("ascii"), mode(path)) == ("line\nline\n", 0o600)


def test_a_link_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log").symlink_to(tmp_path / "target")
    with pytest.raises(OSError, match="symbolic links"):
        disk.open_own(tmp_path / "log", os.O_WRONLY, ME)
    assert not (tmp_path / "target").exists()


def test_a_folder_is_put_on_the_disk_or_named(tmp_path: Path) -> None:
    disk.sync(tmp_path)
    with pytest.raises(FileNotFoundError):
        disk.sync(tmp_path / "nothing")
