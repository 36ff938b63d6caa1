"""Files and folders that are on the disk when the call returns, and open to their user only."""

import os
from pathlib import Path

from heller.postgres.identity import Identity


def write_secret(path: Path, content: str, user: Identity) -> None:
    """Write a file (0600) whole or not at all; it replaces an older one."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    user.give(draft)
    draft.replace(path)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Put the folder's list of names on the disk: a rename is not there before."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_own(path: Path, flags: int, user: Identity) -> int:
    """Open a file (0600), creating it when it is missing; give its descriptor.

    A link is refused: root may be writing in a folder that belongs to another user.
    """
    descriptor = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    user.give(path)
    return descriptor
