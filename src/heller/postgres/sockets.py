"""Where an embedded server listens: a unix socket in a folder that only its user can open."""

import contextlib
import hashlib
import os
import stat
from pathlib import Path

from heller.postgres.errors import SocketDirectoryUnsafe
from heller.postgres.identity import Identity

LONGEST = 90
"""Bytes of the socket's whole path; the kernel stops at 107."""
SOCKET_NAME = ".s.PGSQL.5432"


def choose(home: Path, identity: Identity) -> Path:
    """Give the folder for the socket of the server in `home`; the same one each time.

    It lies below XDG_RUNTIME_DIR where that is this user's own, otherwise below /tmp.
    """
    name = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:16]
    return _base(identity) / name


def _base(identity: Identity) -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    # After a switch of users root's own folder is closed to the server.
    if identity.mode != "switch" and _owner(runtime) == os.geteuid():
        return Path(runtime) / "heller"
    return Path("/tmp") / f"heller-{identity.owner}"  # noqa: S108 - checked by prepare()


def _owner(folder: str) -> int | None:
    try:
        return Path(folder).stat().st_uid if Path(folder).is_absolute() else None
    except OSError:
        return None


def prepare(folder: Path, identity: Identity) -> None:
    """Create the folder and the one above it, or check that those that exist are safe.

    Safe is: a real folder (no link), owned by the server's user, closed to everyone else. Somebody
    may have put one there before us, /tmp is open to all. Raises SocketDirectoryUnsafe.
    """
    if len(os.fsencode(folder / SOCKET_NAME)) > LONGEST:
        raise SocketDirectoryUnsafe(path=folder, reason="its path is too long for a socket")
    for path in (folder.parent, folder):
        _make(path, identity)
    _check(folder, identity)


def clear(folder: Path) -> None:
    """Remove the socket of a dead server, and its lock file, from a folder that nobody shares.

    The lock's number may be another process' by now, or one that nobody has buried yet; PostgreSQL
    would refuse to start. Only to be called when no server runs on these files.
    """
    for name in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
        (folder / name).unlink(missing_ok=True)


def discard(folder: Path) -> None:
    """Remove the folder of a server that has ended, unless something is left in it."""
    with contextlib.suppress(OSError):
        folder.rmdir()


def _make(path: Path, identity: Identity) -> None:
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        return
    identity.give(path)


def _check(folder: Path, identity: Identity) -> None:
    for path in (folder, folder.parent) if folder.parent == _base(identity) else (folder,):
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode):
            raise SocketDirectoryUnsafe(path=path, reason="it is not a folder")
        if found.st_uid != identity.owner:
            raise SocketDirectoryUnsafe(path=path, reason=f"it belongs to user {found.st_uid}")
        if stat.S_IMODE(found.st_mode) & 0o077:
            raise SocketDirectoryUnsafe(path=path, reason="other users can open it")
