"""Setting a till's folder aside, whole, so that the device can be enrolled as a new till.

Nothing is deleted: what was not handed in yet can still be handed in from the new place.
"""

from itertools import count
from pathlib import Path

from heller.handset.key_file import sync_folder
from heller.handset.lock import HomeLock


def set_aside(home: Path) -> Path:
    """Rename a till's folder, at once and completely; gives its new name. Raises HomeBusy."""
    home = home.resolve()
    lock = HomeLock(home)
    try:
        names = (home.with_name(f"{home.name}-former-{number}") for number in count(1))
        former = next(name for name in names if not name.exists())
        home.rename(former)
        sync_folder(home.parent)
    finally:
        lock.release()
    return former
