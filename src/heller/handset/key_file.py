"""The till's key on disk: a seed that only its owner may read, written once and never half."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from heller.handset.problems import JournalBroken
from heller.keys import KEY_BYTES, SigningKey, signing_key

NAME: Final = "till.key"


def till_key(home: Path, random_bytes: Callable[[int], bytes]) -> SigningKey:
    """Read the till's key; make it when there is none. Raises JournalBroken."""
    path = home / NAME
    try:
        if not path.exists():
            _write(path, random_bytes(KEY_BYTES))
        return signing_key(bytes.fromhex(path.read_text(encoding="ascii")))
    except (OSError, ValueError, TypeError) as error:
        raise JournalBroken(f"{path}: {error}") from error


def _write(path: Path, seed: bytes) -> None:
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(seed.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
