"""The pictures of a hand-over: an envelope cut into frames, and put together again.

The frames are shown in a loop. A camera misses some and sees others twice, in any order.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Final

from heller.claims.between import FRAME_DATA, Frame
from heller.claims.wire import demand

MAX_ENVELOPE: Final = 256 * 1024


def split_envelope(city: int, transfer: bytes, envelope: bytes) -> list[Frame]:
    """Cut an envelope of at most 256 KiB into frames of 400 bytes."""
    assert 0 < len(envelope) <= MAX_ENVELOPE
    parts = [envelope[at : at + FRAME_DATA] for at in range(0, len(envelope), FRAME_DATA)]
    check = _check(envelope)
    return [
        Frame(city, transfer, index, len(parts), len(envelope), check, part)
        for index, part in enumerate(parts)
    ]


@dataclass(slots=True)
class Collector:
    """Collects the frames of one transfer; a frame of another one begins anew."""

    _head: tuple[bytes, int, int, bytes] | None = None
    _parts: dict[int, bytes] = field(default_factory=dict)

    def take(self, frame: Frame) -> bytes | None:
        """Take a frame; gives the envelope once it is whole, and None until then.

        Raises Malformed when the frames together are no envelope; they are forgotten then.
        """
        head = (frame.transfer, frame.count, frame.total, frame.check)
        demand(frame.count <= frame.total <= MAX_ENVELOPE, "The envelope is too large.")
        if head != self._head:
            self._head, self._parts = head, {}
        self._parts[frame.index] = frame.data
        return self._join(frame) if len(self._parts) == frame.count else None

    @property
    def progress(self) -> tuple[int, int]:
        """Give how many frames are here, and how many there are (0 before the first)."""
        return len(self._parts), self._head[1] if self._head else 0

    def _join(self, frame: Frame) -> bytes:
        envelope = b"".join(self._parts[index] for index in range(frame.count))
        self._head, self._parts = None, {}
        good = len(envelope) == frame.total and _check(envelope) == frame.check
        demand(good, "The frames do not fit together. Please show them once more.")
        return envelope


def _check(envelope: bytes) -> bytes:
    return hashlib.sha256(envelope).digest()[:8]
