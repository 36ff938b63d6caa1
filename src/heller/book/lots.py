"""Lots: one loading each, with its own kind and expiry, and the order in which they are spent."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from heller.book.transfer import LotMove, LotOpening

GRACE_SECONDS = 30 * 86_400  # what a refund onto an expired lot is good for
GERMANY = ZoneInfo("Europe/Berlin")


class LotKind(IntEnum):
    """Where a lot's money came from."""

    PAID = 1
    BONUS = 2
    EMPLOYER = 3
    IMPORT = 4


class Lot(NamedTuple):
    """A loading of a card: cents left, first and last second (UTC) at which it pays."""

    no: int
    kind: int
    remaining: int
    active_from: int
    valid_until: int

    def pays(self, at: int) -> bool:
        """Say whether the lot can be spent at this second."""
        return self.active_from <= at <= self.valid_until


def available(lots: Iterable[Lot], at: int) -> int:
    """Sum the cents that a card can pay at this second."""
    return sum(lot.remaining for lot in lots if lot.pays(at))


def _spending_order(lot: Lot) -> tuple[bool, int, int]:
    return (lot.kind != LotKind.BONUS, lot.valid_until, lot.no)


def consume(ref: bytes, lots: Sequence[Lot], cents: int, at: int) -> tuple[LotMove, ...]:
    """Take cents out of the lots: bonus by its expiry first, then by expiry (FIFO).

    The caller has checked that enough is available; anything else stops the process.
    """
    if len(lots) == 1 and lots[0].remaining >= cents:
        return (LotMove(ref, lots[0].no, -cents),)
    moves: list[LotMove] = []
    left = cents
    for lot in sorted((one for one in lots if one.pays(at)), key=_spending_order):
        part = min(left, lot.remaining)
        if part:
            moves.append(LotMove(ref, lot.no, -part))
            left -= part
    assert left == 0
    return tuple(moves)


def end_of_third_year(at: int) -> int:
    """Give the last second of the third year after a loading (§§ 195, 199 BGB), in German time."""
    year = datetime.fromtimestamp(at, GERMANY).year
    return int(datetime(year + 4, 1, 1, tzinfo=GERMANY).timestamp()) - 1


def german_day(at: int) -> int:
    """Give the German calendar day of a second (UTC), as yyyymmdd."""
    return int(f"{datetime.fromtimestamp(at, GERMANY):%Y%m%d}")


class Returned(NamedTuple):
    """How money goes back to a card: into which lots, and which were opened for it."""

    moves: tuple[LotMove, ...]
    opened: tuple[LotOpening, ...]


def still_out(taken: Sequence[LotMove], given_back: int) -> list[LotMove]:
    """Give what is still out of each lot, last taken first, after `given_back` cents returned."""
    out: list[LotMove] = []
    skip = given_back
    for move in reversed(taken):
        back = min(skip, -move.cents)
        skip -= back
        if -move.cents > back:
            out.append(move._replace(cents=move.cents + back))
    return out


def give_back(
    ref: bytes, lots: Sequence[Lot], out: Sequence[LotMove], cents: int, at: int
) -> Returned:
    """Return cents to the lots they came from, in the order of `still_out`.

    For an expired lot a new one of the same kind with 30 days is opened: a lot's own expiry never
    changes. It counts as opened when the first one was, so that it pays what fell short before.
    """
    by_no = {lot.no: lot for lot in lots}
    next_no = max(by_no, default=0) + 1
    moves: list[LotMove] = []
    opened: list[LotOpening] = []
    left = cents
    for move in out:
        part = min(left, -move.cents)
        if not part:
            break
        left -= part
        lot = by_no[move.lot]
        number = move.lot
        if at > lot.valid_until:
            number, next_no = next_no, next_no + 1
            end = at + GRACE_SECONDS
            opened.append(LotOpening(ref, number, lot.kind, lot.active_from, end))
        moves.append(LotMove(ref, number, part))
    assert left == 0
    return Returned(tuple(moves), tuple(opened))
