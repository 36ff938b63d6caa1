"""`heller demo` on the command line; the desk itself is tested in tests/demo."""

import socket
from pathlib import Path

import pytest
from tests.cli.ordering import REFUSED, USAGE, heller, process
from tests.demo.conftest import three_ports


def test_help_tells_what_to_expect() -> None:
    said = heller("demo", "--help").output
    assert "Two cities on this machine" in said
    assert "--check" in said


@pytest.mark.parametrize("port", ["80", "65001", "many"])
def test_port_leaves_room_for_two_cities(port: str) -> None:
    assert heller("demo", "--port", port).exit_code == USAGE


def test_port_of_another_program_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)  # PostgreSQL runs as another user when this process is root
    port = three_ports()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port + 1))
        other.listen()
        ended = process("demo", "--folder", str(tmp_path / "d"), "--port", str(port))
    log = tmp_path / "d" / "unna.log"
    assert (ended.returncode, f"See {log}." in ended.stderr) == (REFUSED, True)
    assert f"(127.0.0.1:{port + 1})" in log.read_text()


def test_folder_must_be_one(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert heller("demo", "--folder", str(tmp_path / "file")).exit_code == USAGE
