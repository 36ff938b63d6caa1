"""The register: who may do what, added up from the journal's register changes (docs/journal.md).

The writer keeps it in memory: it alone changes it, and loads it when it takes the book.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from heller.city.pots import Extra, Grant, read_grant
from heller.city.settings import SETTINGS

MAY_REDEEM, MAY_SELL = 1, 2


class What(IntEnum):
    """Which thing a register change is about."""

    KEYSET = 1
    OFFICE_KEY = 2
    APPROVER = 3
    MERCHANT = 4
    POINT = 5
    SELLER = 6
    TILL = 7
    LEASE = 8
    BATCH = 9
    CARD = 10
    CARD_STATE = 11
    SETTING = 12
    APPROVAL = 13
    NAME = 14
    CLOSED = 15
    RAISED = 16
    EXTRA = 17


class State(IntEnum):
    """State of a merchant, point or seller."""

    ACTIVE = 1
    BLOCKED = 2


class TillState(IntEnum):
    """State of a till: a frozen one may only redeem online, a revoked one may not ask at all."""

    ACTIVE = 1
    FROZEN = 2
    REVOKED = 3


@dataclass(frozen=True, slots=True)
class OfficeKey:
    """A key that may give orders, under the opaque id of its holder."""

    actor: str
    public: bytes
    rights: int


@dataclass(frozen=True, slots=True)
class Approver:
    """A person whose signature counts as the second one."""

    no: int
    actor: str
    public: bytes
    kind: int


@dataclass(frozen=True, slots=True)
class Merchant:
    """A legal party that is owed money."""

    no: int
    state: int


@dataclass(frozen=True, slots=True)
class Point:
    """An acceptance point: a place of a merchant where tills stand."""

    no: int
    merchant: int
    state: int
    group: int


@dataclass(frozen=True, slots=True)
class SellerRight:
    """An acceptance point's right to sell, within cents of credit and of sales a day."""

    point: int
    credit: int
    day_limit: int
    state: int


@dataclass(frozen=True, slots=True)
class Till:
    """An enrolled device with its public key."""

    no: int
    merchant: int
    point: int
    public: bytes
    role: int
    state: int


@dataclass(slots=True)
class Register:
    """Everything that is registered, by its number.

    `grants` are the pots of leases that are not closed, `closed` the others' numbers; `admitted`
    is when each till got its first lease (UTC seconds). `raised` and `extras`: pots that two people
    gave a point, its usual isolated one and some out of the reserve.
    """

    office_keys: dict[str, OfficeKey] = field(default_factory=dict)
    approvers: dict[int, Approver] = field(default_factory=dict)
    merchants: dict[int, Merchant] = field(default_factory=dict)
    points: dict[int, Point] = field(default_factory=dict)
    sellers: dict[int, SellerRight] = field(default_factory=dict)
    tills: dict[int, Till] = field(default_factory=dict)
    leases: dict[int, bytes] = field(default_factory=dict)
    settings: dict[str, int] = field(default_factory=dict)
    keyset: bytes = b""
    cards: int = 0
    batches: int = 0
    lease_of_till: dict[int, int] = field(default_factory=dict)
    admitted: dict[int, int] = field(default_factory=dict)
    grants: dict[int, Grant] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    raised: dict[int, int] = field(default_factory=dict)
    extras: dict[int, Extra] = field(default_factory=dict)

    def apply(self, change: tuple[Any, ...]) -> None:
        """Take one register change of an entry; unknown ones are left alone."""
        handler = _HANDLERS.get(change[0])
        if handler is not None:
            handler(self, change[1:])

    def setting(self, name: str) -> int:
        """Give a setting's value, or its default."""
        return self.settings.get(name, SETTINGS[name].default)


def _keyset(register: Register, row: tuple[Any, ...]) -> None:
    register.keyset = row[0]


def _office_key(register: Register, row: tuple[Any, ...]) -> None:
    register.office_keys[row[0]] = OfficeKey(*row)


def _approver(register: Register, row: tuple[Any, ...]) -> None:
    register.approvers[row[0]] = Approver(*row)


def _merchant(register: Register, row: tuple[Any, ...]) -> None:
    register.merchants[row[0]] = Merchant(*row)


def _point(register: Register, row: tuple[Any, ...]) -> None:
    register.points[row[0]] = Point(*row)


def _seller(register: Register, row: tuple[Any, ...]) -> None:
    register.sellers[row[0]] = SellerRight(*row)


def _till(register: Register, row: tuple[Any, ...]) -> None:
    register.tills[row[0]] = Till(*row)


def _lease(register: Register, row: tuple[Any, ...]) -> None:
    message: bytes = row[0]
    number = int.from_bytes(message[83:87])
    register.leases[number] = message
    grant = register.grants[number] = read_grant(message)
    register.lease_of_till[grant.till] = number
    register.admitted.setdefault(grant.till, grant.not_before)


def _batch(register: Register, row: tuple[Any, ...]) -> None:
    register.batches = max(register.batches, row[0])


def _card(register: Register, row: tuple[Any, ...]) -> None:
    register.cards = max(register.cards, row[1])


def _setting(register: Register, row: tuple[Any, ...]) -> None:
    register.settings[row[0]] = row[1]


def _closed(register: Register, row: tuple[Any, ...]) -> None:
    register.closed.add(row[0])
    register.grants.pop(row[0], None)


def _raised(register: Register, row: tuple[Any, ...]) -> None:
    register.raised[row[0]] = row[1]


def _extra(register: Register, row: tuple[Any, ...]) -> None:
    register.extras[row[0]] = Extra(*row[1:])


_HANDLERS = {
    What.KEYSET: _keyset,
    What.OFFICE_KEY: _office_key,
    What.APPROVER: _approver,
    What.MERCHANT: _merchant,
    What.POINT: _point,
    What.SELLER: _seller,
    What.TILL: _till,
    What.LEASE: _lease,
    What.BATCH: _batch,
    What.CARD: _card,
    What.SETTING: _setting,
    What.CLOSED: _closed,
    What.RAISED: _raised,
    What.EXTRA: _extra,
}

KEYED_BY: dict[int, int] = {
    What.KEYSET: 0,
    What.OFFICE_KEY: 1,
    What.APPROVER: 1,
    What.MERCHANT: 1,
    What.POINT: 1,
    What.SELLER: 1,
    What.TILL: 1,
    What.SETTING: 1,
    What.CLOSED: 1,
    What.RAISED: 1,
    What.EXTRA: 1,
}


def register_key(change: tuple[Any, ...]) -> str | None:
    """Give the key under which a change is kept as a row; None for what has a table of its own."""
    if change[0] == What.LEASE:
        return str(int.from_bytes(change[1][83:87]))
    place = KEYED_BY.get(change[0])
    if place is None:
        return None
    return str(change[place]) if place else "keyset"
