"""LEASE: what a till may do, and up to which sum the city answers for it."""

from dataclasses import dataclass
from typing import ClassVar, Final

from heller.claims.kinds import LEASE
from heller.claims.wire import Fixed, Layout, demand

MAY_REDEEM: Final = 0b001
MAY_SELL: Final = 0b010
OFFICE_DEVICE: Final = 0b100


@dataclass(frozen=True, slots=True)
class Lease(Fixed):
    """A till's rights and pots, signed by a LEASE key; amounts in cents, times in UTC seconds.

    `limit` and `limit_outage` are L and Loutage of docs/protocol.md: the isolated limit per card.
    `public` is the till's key (`pub`), `number` the lease's own number (`lease`).
    """

    layout: ClassVar = Layout(LEASE, "B I I I B 32s I I H H I I I I H H I")

    city: int
    key: int
    till: int
    merchant: int
    point: int
    role: int
    public: bytes
    not_before: int
    expires: int
    limit: int
    limit_outage: int
    isolated: int
    isolated_outage: int
    standin: int
    credit: int
    ops: int
    ops_outage: int
    number: int

    def __post_init__(self) -> None:
        known = MAY_REDEEM | MAY_SELL | OFFICE_DEVICE
        demand(not self.role & ~known, "The lease has an unknown role.")
