"""What book, stand-in, witness, watcher and holding tills tell each other (UTC seconds)."""

from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

from heller.claims.kinds import FLUSH, FRAME, HEARTBEAT, HELD, PROBE, PROBED, STATUS, STOP, STOPPED
from heller.claims.wire import Fixed, Layout, demand

FRAME_DATA: Final = 400
_STATES: Final = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Probe(Fixed):
    """The watcher asks for proof that the whole path works."""

    layout: ClassVar = Layout(PROBE, "I I 16s")

    city: int
    probe: int
    time: int
    nonce: bytes


@dataclass(frozen=True, slots=True)
class Probed(Fixed):
    """The book's answer to a probe, given after a durable commit."""

    layout: ClassVar = Layout(PROBED, "B 16s H I Q I")

    city: int
    key: int
    nonce: bytes
    generation: int
    epoch: int
    seq: int
    time: int


@dataclass(frozen=True, slots=True)
class Heartbeat(Fixed):
    """The writer lives: `state` 1 deciding, 2 reconciling, 3 closing."""

    layout: ClassVar = Layout(HEARTBEAT, "B H I Q I B")

    city: int
    key: int
    generation: int
    epoch: int
    seq: int
    time: int
    state: int

    def __post_init__(self) -> None:
        """Refuse an unknown state."""
        demand(self.state in _STATES, "The state is unknown.")


@dataclass(frozen=True, slots=True)
class Flush(Fixed):
    """A witness keeps the journal of this generation up to `size` entries with this tree root."""

    layout: ClassVar = Layout(FLUSH, "B H Q 32s I")

    city: int
    key: int
    generation: int
    size: int
    root: bytes
    time: int


@dataclass(frozen=True, slots=True)
class Stop(Fixed):
    """The book asks the stand-in to stop deciding; it has read `n` entries of its log."""

    layout: ClassVar = Layout(STOP, "B H I Q I")

    city: int
    key: int
    generation: int
    epoch: int
    n: int
    time: int


@dataclass(frozen=True, slots=True)
class Stopped(Fixed):
    """The stand-in has stopped; its log has `n` entries, this stop among them."""

    layout: ClassVar = Layout(STOPPED, "B H I Q I")

    city: int
    key: int
    generation: int
    epoch: int
    n: int
    time: int


@dataclass(frozen=True, slots=True)
class Status(Fixed):
    """The stand-in's word on itself: `state` 1 listening, 2 deciding, 3 stopped, `since` when."""

    layout: ClassVar = Layout(STATUS, "B H I Q B I I")

    city: int
    key: int
    generation: int
    epoch: int
    size: int
    state: int
    since: int
    time: int

    def __post_init__(self) -> None:
        """Refuse an unknown state."""
        demand(self.state in _STATES, "The state is unknown.")


@dataclass(frozen=True, slots=True)
class Held(Fixed):
    """Another till holds these records of a till; `last` is the hash of the last payload (16)."""

    layout: ClassVar = Layout(HELD, "I I I I 16s I")

    city: int
    holder: int
    till: int
    from_seq: int
    to_seq: int
    last: bytes
    time: int

    def __post_init__(self) -> None:
        """Refuse an empty range."""
        demand(0 < self.from_seq <= self.to_seq, "The range of records is empty.")


_FRAME_HEAD = Layout(FRAME, "8s H H I 8s")


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a hand-over: part `index` of `count`, of an envelope of `total` bytes.

    `check` is the hash of the whole envelope (8 bytes), `data` at most 400 bytes. Not signed.
    """

    city: int
    transfer: bytes
    index: int
    count: int
    total: int
    check: bytes
    data: bytes

    def __post_init__(self) -> None:
        """Refuse a frame outside its envelope."""
        demand(self.index < self.count, "The frame lies behind the last one.")
        demand(0 < len(self.data) <= FRAME_DATA, "A frame carries 1 to 400 bytes.")

    def pack(self) -> bytes:
        """Give the frame: 29 bytes and the data."""
        head = (self.city, self.transfer, self.index, self.count, self.total, self.check)
        return _FRAME_HEAD.pack(*head) + self.data

    @classmethod
    def parse(cls, payload: bytes, city: int) -> Self:
        """Read a frame; raises Malformed or WrongCity."""
        head, data = payload[: _FRAME_HEAD.size], payload[_FRAME_HEAD.size :]
        values: tuple[Any, ...] = (*_FRAME_HEAD.unpack(head, city), data)
        return cls(*values)
