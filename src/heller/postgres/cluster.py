"""A new PostgreSQL data directory: checksums, UTF-8, sorted by bytes, closed by passwords."""

import os
import shutil
import subprocess
from pathlib import Path

from heller.postgres import disk
from heller.postgres.binaries import Binaries
from heller.postgres.errors import InitFailed
from heller.postgres.identity import Identity
from heller.postgres.keeper import ENVIRONMENT

INIT_S = 120.0
"""Seconds for initdb; it takes half a second on an ordinary disk."""

OPTIONS = [
    "--data-checksums",  # a flipped bit is an error, never a wrong balance
    "--encoding=UTF8",
    "--locale-provider=libc",
    "--locale=C",  # order by bytes: an upgrade of the C library cannot break an index
    "--auth-local=scram-sha-256",
    "--auth-host=reject",
]


def create(target: Path, binaries: Binaries, user: Identity, admin: str, password: str) -> None:
    """Create the data directory whole or not at all: it gets its name when it is complete.

    `admin` is the superuser's name. Raises InitFailed.
    """
    draft = target.with_name(f"{target.name}.new")
    secret = target.with_name(f"{target.name}.password")
    if draft.exists():
        shutil.rmtree(draft)
    try:
        disk.write_secret(secret, password, user)
        _initdb(draft, binaries, user, [f"--username={admin}", f"--pwfile={secret}"])
    finally:
        secret.unlink(missing_ok=True)
    draft.rename(target)
    # Should the name be lost in a power cut, the next start would take the data for a draft.
    disk.sync(target.parent)
    disk.sync(target.parent.parent)


def _initdb(draft: Path, binaries: Binaries, user: Identity, more: list[str]) -> None:
    program = [binaries.program("initdb"), f"--pgdata={draft}", *OPTIONS, *more]
    done = subprocess.run(
        user.command(draft.parent, program, parent=os.getpid()),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=ENVIRONMENT,
        timeout=INIT_S,
        check=False,
    )
    if done.returncode != 0:
        output = done.stdout.decode(errors="replace").strip()
        raise InitFailed(data=draft.parent, output=output)
