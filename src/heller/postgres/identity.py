"""As which user the server runs. PostgreSQL refuses to be root, and so do we.

Not root: as the user who starts it. Root, in this order:

1. existing data stays with its owner: a user's data is served by that user (`switch`);
2. a user `heller`, if the machine has one who can reach the data and the programs (`switch`);
3. a user namespace (`namespace`): files stay root's, folders below root's home work, nothing is
given away. The server has none of root's rights in it, but the files of root are its own files:
good for a demo and for tests; for a real city make a user `heller`;
4. `postgres` or `nobody`, where a container forbids namespaces (`switch`). They come last because
other services run as them too, and would own the town's money with us.
"""

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from heller.postgres import launch
from heller.postgres.binaries import Binaries
from heller.postgres.errors import DataDirectoryForeign, NobodyToRunAs

ROOT = 0
OWN_USER = "heller"
LAST_RESORTS = ("postgres", "nobody")
PROBE_S = 30.0
"""Seconds a user gets to show that they can run PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A user to run programs as, and how to become that user."""

    mode: Literal["stay", "switch", "namespace"]
    uid: int
    gid: int

    def command(self, folder: Path, program: list[str], *, parent: int = 0) -> list[str]:
        """Give the command line that runs the program as this user in this folder.

        With `parent` (a process id) the program dies when the *thread* that starts it dies.
        """
        # By path and without site packages: the launcher starts before rights are given up.
        start = [sys.executable, "-I", "-S", launch.__file__]
        user = [self.mode, str(self.uid), str(self.gid)]
        return [*start, str(parent), str(folder), *user, "--", *program]

    def give(self, path: Path) -> None:
        """Give a file or folder to this user, as far as it is not theirs on the disk already."""
        if self.mode == "switch":
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    @property
    def owner(self) -> int:
        """The user id that this user's files have on the disk."""
        return ROOT if self.mode == "namespace" else self.uid


def choose(home: Path, binaries: Binaries, *, fresh: bool) -> Identity:
    """Choose the user for the server whose files lie in `home` (an existing folder).

    `fresh` says that there is no data yet, so that the folder may still get another owner.
    Raises NobodyToRunAs.
    """
    owner = home.stat()
    if os.geteuid() != ROOT:
        return Identity("stay", os.geteuid(), os.getegid())
    tried = []
    for candidate in _candidates(owner, fresh=fresh):
        refusal = _refusal(candidate, home, binaries)
        if not refusal:
            return candidate
        tried.append(f"{candidate.mode} to {candidate.uid} ({refusal})")
    raise NobodyToRunAs(data=home, binaries=binaries.folder, tried=", ".join(tried))


def require_own(home: Path) -> None:
    """See that this process may use the folder. Raises DataDirectoryForeign."""
    owner, user = home.stat().st_uid, os.geteuid()
    if user not in (ROOT, owner):
        raise DataDirectoryForeign(data=home, owner=owner, user=user)


def _candidates(owner: os.stat_result, *, fresh: bool) -> Iterator[Identity]:
    if owner.st_uid != ROOT:
        yield Identity("switch", owner.st_uid, owner.st_gid)
        return
    if fresh:
        yield from _switch_to(OWN_USER)
    # initdb looks its user up by number, so the number inside must have a name.
    yield from (Identity("namespace", each.uid, each.gid) for each in _switch_to("nobody"))
    if fresh:
        for name in LAST_RESORTS:
            yield from _switch_to(name)


def _switch_to(name: str) -> Iterator[Identity]:
    try:
        user = pwd.getpwnam(name)
    except KeyError:
        return
    yield Identity("switch", user.pw_uid, user.pw_gid)


def _refusal(candidate: Identity, home: Path, binaries: Binaries) -> str:
    """Try it for real: own the folder, reach it, run a program. Nothing is said when that works."""
    before = home.stat()
    candidate.give(home)
    probe = candidate.command(home, [binaries.program("postgres"), "--version"])
    done = subprocess.run(probe, capture_output=True, text=True, timeout=PROBE_S, check=False)
    if done.returncode != 0:
        shutil.chown(home, before.st_uid, before.st_gid)
        return (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1]
    return ""
