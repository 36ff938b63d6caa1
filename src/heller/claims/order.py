"""ORDER: what the EMERGENCY key tells all tills, without any server."""

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Final, Self

from heller.claims.kinds import ORDER
from heller.claims.wire import Layout, demand
from heller.errors import Malformed

MAX_LIMIT: Final = 10_000  # cents per card and lease, whatever an order says
MAX_SECONDS: Final = 30 * 86_400
MAX_TEXT: Final = 120

_HEAD = Layout(ORDER, "I I I B H I I 8s B")


class Action(IntEnum):
    """What an order does."""

    OUTAGE = 1
    EXTEND = 2
    LIMITS = 3
    BRAKE = 4
    PAID_IN = 5
    BLOCK = 6
    ENDPOINT = 7
    ALL_CLEAR = 8


@dataclass(frozen=True, slots=True)
class Order:
    """An emergency order, in force until `until` (UTC seconds) or until an all clear.

    `limit` and `pot` are L and C of docs/protocol.md in cents. What `value` and `arg` (8 bytes)
    mean depends on the action; `text` is the address of action ENDPOINT. The highest `seq` wins.
    """

    city: int
    seq: int
    issued: int
    until: int
    action: int
    limit: int
    pot: int
    value: int
    arg: bytes
    text: str = ""
    domain: ClassVar = "order"

    def __post_init__(self) -> None:
        """Hold the order to the hard maxima and to what its action may carry."""
        demand(self.limit <= MAX_LIMIT, "No order raises the limit above 100 euros.")
        demand(0 <= self.until - self.issued <= MAX_SECONDS, "An order lasts 30 days at most.")
        demand(self.action in set(Action), "The order's action is unknown.")
        demand(_arg_fits(self.action, self.arg), "The order's argument does not fit its action.")
        demand(bool(self.text) == (self.action == Action.ENDPOINT), "Only ENDPOINT has a text.")
        demand(len(self.text.encode()) <= MAX_TEXT, "The order's text is too long.")

    def pack(self) -> bytes:
        """Give the payload: 37 bytes and the text."""
        text = self.text.encode()
        head = (self.city, self.seq, self.issued, self.until, self.action, self.limit)
        return _HEAD.pack(*head, self.pot, self.value, self.arg, len(text)) + text

    @classmethod
    def parse(cls, payload: bytes, city: int) -> Self:
        """Read an ORDER's payload; raises Malformed or WrongCity."""
        head, text = payload[: _HEAD.size], payload[_HEAD.size :]
        *values, length = _HEAD.unpack(head, city)
        demand(length == len(text), "The order's text is cut or too long.")
        try:
            values.append(text.decode())
        except UnicodeDecodeError as error:
            raise Malformed("The order's text is no UTF-8.") from error
        return cls(*values)

    @property
    def target(self) -> int:
        """Give the number behind `arg`: the point paid in, the key or till blocked."""
        start = 0 if self.action == Action.PAID_IN else 1
        return int.from_bytes(self.arg[start : start + 4])


def _arg_fits(action: int, arg: bytes) -> bool:
    if action == Action.PAID_IN:
        return arg[4:] == bytes(4)
    if action == Action.BLOCK:
        return arg[0] in (1, 2) and arg[5:] == bytes(3)
    if action == Action.ENDPOINT:
        return 1 <= arg[0] <= 5 and arg[1:] == bytes(7)  # noqa: PLR2004 - the five endpoint kinds
    return arg == bytes(8)
