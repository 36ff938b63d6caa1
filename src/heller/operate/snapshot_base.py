"""What the process that makes snapshots leaves for the next one: what deltas build on.

The file stays in the city's folder and is read by nobody else. Without it, or when it does not fit
the SNAPSHOT that tills have, the next one is a whole SNAPSHOT again: nothing else is lost.
"""

from pathlib import Path
from typing import Final, NamedTuple

from heller.claims.snapshot import Base, Known

_NUMBERS: Final = 8
_LKEY: Final = 16
_DIGEST: Final = 16
_CARD: Final = _LKEY + _DIGEST + 1


class Left(NamedTuple):
    """The SNAPSHOT's content and second (UTC), and the newest entry that tills were shown."""

    base: Base
    made_at: int
    seq: int


class BaseFile:
    """The file that one run leaves for the next."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is read yet."""
        self._path = path

    def read(self) -> Left | None:
        """Give what was left; None when there is nothing whole."""
        content = self._path.read_bytes() if self._path.exists() else b""
        head, cards = content[: 3 * _NUMBERS], content[3 * _NUMBERS :]
        if len(head) < 3 * _NUMBERS or len(cards) % _CARD:
            return None
        snap_seq, made_at, seq = (int.from_bytes(head[at : at + 8]) for at in (0, 8, 16))
        known = dict(_card(cards[at : at + _CARD]) for at in range(0, len(cards), _CARD))
        return Left(Base(snap_seq, known), made_at, seq)

    def write(self, left: Left) -> None:
        """Replace what was left, whole; only its owner may read it."""
        numbers = (left.base.snap_seq, left.made_at, left.seq)
        head = b"".join(number.to_bytes(_NUMBERS) for number in numbers)
        cards = (
            lkey + known.digest + bytes((known.parts,)) for lkey, known in left.base.cards.items()
        )
        fresh = self._path.with_name(f".{self._path.name}.new")
        fresh.touch(0o600)
        fresh.write_bytes(head + b"".join(cards))
        fresh.replace(self._path)


def _card(data: bytes) -> tuple[bytes, Known]:
    return data[:_LKEY], Known(data[_LKEY:-1], data[-1])
