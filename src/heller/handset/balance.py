"""What the door shows of a card to whoever holds its view secret."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heller.handset.fields import take
from heller.handset.problems import Unreadable


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a balance: `cents` that pay from `active_from` to `valid_until` (UTC s)."""

    kind: str
    cents: int
    active_from: int
    valid_until: int


@dataclass(frozen=True, slots=True)
class Move:
    """A line of a card's history: signed `cents`, when (UTC s), and where if that is known."""

    at: int
    kind: str
    cents: int
    place: str | None


@dataclass(frozen=True, slots=True)
class Balance:
    """What a card can pay now (`cents`), as of when, until when, its parts and its moves."""

    cents: int
    state: str
    as_of: int
    valid_until: int | None
    parts: tuple[Part, ...]
    history: tuple[Move, ...]


def read_balance(body: Mapping[str, Any]) -> Balance:
    """Read the door's answer; raises Unreadable."""
    until = body.get("valid_until")
    return Balance(
        take(body, "balance_cents", int),
        take(body, "state", str),
        take(body, "as_of", int),
        None if until is None else take(body, "valid_until", int),
        tuple(_part(_row(row)) for row in take(body, "parts", list)),
        tuple(_move(_row(row)) for row in take(body, "history", list)),
    )


def _row(row: object) -> Mapping[str, Any]:
    if not isinstance(row, dict):
        raise Unreadable
    return row


def _part(row: Mapping[str, Any]) -> Part:
    times = take(row, "active_from", int), take(row, "valid_until", int)
    return Part(take(row, "kind", str), take(row, "cents", int), *times)


def _move(row: Mapping[str, Any]) -> Move:
    place = None if row.get("place") is None else take(row, "place", str)
    return Move(take(row, "at", int), take(row, "kind", str), take(row, "cents", int), place)
