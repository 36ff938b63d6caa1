"""Keys on disk open with what they were locked with, and with nothing else."""

import os
import stat
from pathlib import Path

import pytest

from heller.keys import signing_key
from heller.operate.errors import KeysLocked, NoKeyFile, WrongPassphrase
from heller.operate.keyfile import (
    lock,
    open_locked,
    read_person,
    read_plain_key,
    write_person,
    write_plain_key,
    write_secret,
)

KEY = signing_key(bytes(range(32)))
UNLOCK = b"u" * 32


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_secret_is_read_by_its_owner_only(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        write_secret(tmp_path / "a.key", b"content")
    finally:
        os.umask(old)
    assert (mode(tmp_path / "a.key"), (tmp_path / "a.key").read_bytes()) == (0o600, b"content")


def test_secret_replaces_an_open_file_by_a_closed_one(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    path.write_bytes(b"old")
    path.chmod(0o644)
    write_secret(path, b"new")
    assert (mode(path), path.read_bytes()) == (0o600, b"new")


def test_secret_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    write_secret(path, b"old")
    with pytest.raises(TypeError):
        write_secret(path, None)  # type: ignore[arg-type] # breaks after the file was opened
    assert path.read_bytes() == b"old"
    write_secret(path, b"new")  # what was left half written does not stand in the way
    assert (list(tmp_path.iterdir()), path.read_bytes()) == ([path], b"new")


def test_draft_does_not_follow_a_planted_link(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"untouched")
    (tmp_path / ".a.key.new").symlink_to(other)
    write_secret(tmp_path / "a.key", b"secret")
    assert other.read_bytes() == b"untouched"


def test_map_of_secrets_comes_back() -> None:
    content = {"seeds": {1: b"one", 2: b"two"}, "pepper": b"p"}
    assert open_locked(lock(content, UNLOCK, os.urandom), UNLOCK) == content


def test_no_other_unlock_key_opens_it() -> None:
    data = lock({"pepper": b"p"}, UNLOCK, os.urandom)
    damaged = data[:-1] + bytes([data[-1] ^ 1])
    for tried, unlock in ((data, b"v" * 32), (data, b"short"), (damaged, UNLOCK), (b"", UNLOCK)):
        with pytest.raises(KeysLocked):
            open_locked(tried, unlock)


def test_nothing_of_the_secrets_is_to_be_seen() -> None:
    assert b"seen by nobody" not in lock({"pepper": b"seen by nobody"}, UNLOCK, os.urandom)


def test_persons_key_opens_with_the_passphrase_only(tmp_path: Path) -> None:
    path = tmp_path / "anna.key"
    write_person(path, "anna", KEY, "correct horse", os.urandom)
    actor, key = read_person(path, "correct horse")
    assert (actor, key.seed()) == ("anna", KEY.seed())
    with pytest.raises(WrongPassphrase, match="try again"):
        read_person(path, "battery staple")
    assert KEY.seed().hex() not in path.read_text()
    assert mode(path) == 0o600


def test_machines_key_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "office.key"
    write_plain_key(path, "office-1", KEY)
    actor, key = read_plain_key(path)
    assert (actor, key.seed(), mode(path)) == ("office-1", KEY.seed(), 0o600)


def test_each_kind_of_key_file_is_told_from_the_others(tmp_path: Path) -> None:
    write_person(tmp_path / "anna.key", "anna", KEY, "correct horse", os.urandom)
    write_plain_key(tmp_path / "office.key", "office-1", KEY)
    (tmp_path / "root.key").write_text(KEY.seed().hex() + "\n")
    (tmp_path / "digits.key").write_text("11" * 32)
    for name in ("office.key", "root.key", "digits.key"):
        with pytest.raises(NoKeyFile, match=name):
            read_person(tmp_path / name, "correct horse")
    for name in ("anna.key", "root.key", "digits.key"):
        with pytest.raises(NoKeyFile, match=name):
            read_plain_key(tmp_path / name)
