"""One random password per role, each in a file of its own (0600) in libpq's passfile format.

An address then names the file (`passfile=`), so no secret stands in an environment, a list of
processes or a log.
"""

import secrets
from pathlib import Path

from heller.postgres import disk
from heller.postgres.identity import Identity


class Passwords:
    """The password files in one folder (0700)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, role: str) -> Path:
        """Give the path of the role's passfile."""
        return self.folder / role

    def ensure(self, role: str, user: Identity) -> str:
        """Read the role's password; make it when there is none. The file is on the disk then."""
        path = self.file(role)
        if not path.exists():
            self.folder.mkdir(mode=0o700, exist_ok=True)
            user.give(self.folder)
            disk.write_secret(path, f"*:*:*:*:{secrets.token_urlsafe(32)}\n", user)
        return path.read_text("ascii").strip().rsplit(":", 1)[1]
