"""What an order does when it is carried out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from heller.book.target import Target
from heller.book.transfer import Transfer
from heller.claims.batch import Batch
from heller.claims.decide import NO_REF
from heller.claims.office import OfficeOrder
from heller.claims.records import Record
from heller.errors import OrderRefused


@dataclass(frozen=True, slots=True)
class Effect:
    """Register changes and a transfer, with the card and the earlier entry that they concern."""

    changes: tuple[tuple[Any, ...], ...] = ()
    transfer: Transfer = Transfer(())  # noqa: RUF009 - frozen, so one is enough for all
    evidence: tuple[bytes, ...] = ()
    ref: bytes = NO_REF
    cents: int = 0
    target: Target | None = None
    resolved: "Resolved | None" = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """What people say of a lost till's claim: whether the goods were handed over."""

    claim: Record
    target: Target
    handed_over: bool


Handler: TypeAlias = Callable[[Batch, OfficeOrder], Effect]


def argument(order: OfficeOrder, name: str, kind: type) -> Any:  # noqa: ANN401 - as `kind` says
    """Give an argument of an order; raises OrderRefused when it is missing or of another kind."""
    value = order.arguments.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise OrderRefused(f"The argument {name!r} is missing or not {kind.__name__}.")
    return value


def amount(order: OfficeOrder, name: str, most: int = 2**32 - 1) -> int:
    """Give an argument that is a whole number from 0 to `most`."""
    value: int = argument(order, name, int)
    if not 0 <= value <= most:
        raise OrderRefused(f"The argument {name!r} must be between 0 and {most}.")
    return value
