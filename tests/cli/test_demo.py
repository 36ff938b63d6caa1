"""`heller demo` on the command line; the desk itself is tested in tests/demo."""

from pathlib import Path

import pytest
from tests.cli.ordering import REFUSED, USAGE, heller


def test_help_tells_what_to_expect() -> None:
    said = heller("demo", "--help").output
    assert "Two cities on this machine" in said
    assert "--check" in said


@pytest.mark.parametrize("port", ["80", "65001", "many"])
def test_port_leaves_room_for_two_cities(port: str) -> None:
    assert heller("demo", "--port", port).exit_code == USAGE


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = heller("demo", "--folder", str(tmp_path / "file" / "d"), "--port", "8600")
    assert (refused.exit_code, "Not a directory" in refused.output) == (REFUSED, True)


def test_folder_must_be_one(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert heller("demo", "--folder", str(tmp_path / "file")).exit_code == USAGE
