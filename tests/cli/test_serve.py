"""`heller serve` on the command line: what it takes, and what it says when it cannot start."""

import os
import shutil
from pathlib import Path

import pytest
from tests.cli.ordering import USAGE, heller, process
from tests.running_city import UNNA

from heller.operate.ceremony import Person, hold
from heller.operate.create import prepare
from heller.operate.home import Home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A folder with all keys and no book."""
    folder = tmp_path_factory.mktemp("city")
    made = Home(folder / "city")
    people = [Person("anna", "x"), Person("bert", "y")]
    carried = hold(prepare(made, UNNA, os.urandom), folder / "stick", people, 1, os.urandom)
    shutil.copy(carried / "keyset.bin", made.keyset_file)
    return made


@pytest.mark.parametrize("words", [("serve",), ("serve", "till")])
def test_folder_without_a_city_ends_at_once(words: tuple[str, ...], tmp_path: Path) -> None:
    ended = process(*words, "--home", str(tmp_path))
    assert (ended.returncode, ended.stderr) == (
        1,
        f"There is no city in this folder; make one with `heller city create`. {tmp_path}\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_wrong_unlock_key_ends_at_once(home: Home, tmp_path: Path) -> None:
    (tmp_path / "other.key").write_bytes(os.urandom(32))
    for words in (("serve",), ("serve", "till")):
        ended = process(*words, "--home", str(home.folder), "--unlock", str(tmp_path / "other.key"))
        assert (ended.returncode, "name the right one with --unlock" in ended.stderr) == (1, True)


def test_parent_that_is_another_ends_the_door(home: Home) -> None:
    ended = process("serve", "till", "--home", str(home.folder), "--parent", "1")
    assert ended.returncode == 1


def test_unlock_key_must_be_there(home: Home, tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    assert heller("serve", "--home", str(home.folder), "--unlock", missing).exit_code == USAGE
    assert heller("serve", "till", "--batch", "0").exit_code == USAGE
