"""OFFICE and APPROVAL: what people order, and what other people say to it."""

import hashlib
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

from heller.claims.kinds import APPROVAL
from heller.claims.maps import blob, number, read_map, table, text, write_map
from heller.claims.wire import Fixed, Layout, demand
from heller.keys import Scope

APPROVE: Final = 1
REFUSE: Final = 2

_FIELDS: Final = 7


@dataclass(frozen=True, slots=True)
class OfficeOrder:
    """An order to the book. `id` is 16 random bytes of the asker, `actor` the key that signs it."""

    domain: ClassVar = "office"

    city: int
    id: bytes
    kind: str
    actor: str
    time: int
    arguments: dict[str, Any]

    def pack(self) -> bytes:
        """Give the payload."""
        return write_map(self.city, self.id, self.kind, self.actor, self.time, self.arguments)

    @classmethod
    def parse(cls, payload: bytes, city: int) -> Self:
        """Read a payload; raises Malformed or WrongCity."""
        own, order_id, kind, actor, time, arguments = read_map(payload, city, _FIELDS)
        found = table(arguments)
        demand(all(isinstance(key, str) for key in found), "An argument's name is no text.")
        return cls(own, blob(order_id, 16), text(kind), text(actor), number(time, 32), found)


@dataclass(frozen=True, slots=True)
class Approval(Fixed):
    """An approver's word on the order with this hash: `verdict` 1 approves, 2 refuses."""

    layout: ClassVar = Layout(APPROVAL, "I 32s I B")

    city: int
    approver: int
    order_hash: bytes
    time: int
    verdict: int

    def __post_init__(self) -> None:
        """Refuse an unknown verdict."""
        demand(self.verdict in (APPROVE, REFUSE), "The verdict is unknown.")


def order_hash(scope: Scope, payload: bytes) -> bytes:
    """Give the hash of an office order (32 bytes); approvals name it, passkeys sign it."""
    return hashlib.sha256(b"heller/office/1\0" + scope.root8 + payload).digest()
