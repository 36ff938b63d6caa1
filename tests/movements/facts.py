"""Small facts for movements: a card with money, an earlier entry, a sale point."""

from dataclasses import replace
from typing import Final

from heller.book.account_state import CardAccount, CardState
from heller.book.accounts import AccountKind, account
from heller.book.body import EntryKind, Outcome
from heller.book.decline import Decline, Reason
from heller.book.lots import Lot, LotKind, end_of_third_year
from heller.book.target import Target
from heller.book.transfer import LotMove
from heller.movements.load import Seller

NOW: Final = 1_671_876_000  # 24 December 2022, 10:00 UTC
YEAR_END: Final = end_of_third_year(NOW)
REF: Final = b"ref of ten"
OTHER_REF: Final = b"other card"
CARD: Final = account(AccountKind.CARD, 7)
MERCHANT: Final = account(AccountKind.MERCHANT, 4)
POINT: Final = account(AccountKind.SALE_POINT, 5)
SUSPENSE: Final = account(AccountKind.SUSPENSE, 5)
SELLER: Final = Seller(
    point=5,
    blocked=False,
    owed=0,
    sold_today=0,
    credit=200_000,
    day_limit=100_000,
    card_limit=25_000,
)


def card(*cents: int, state: int = CardState.ACTIVE, face: int = 0) -> CardAccount:
    """Give card 7 with a paid lot for each amount, all good until the end of the third year."""
    lots = [
        Lot(no, LotKind.PAID, amount, NOW - 60, YEAR_END)
        for no, amount in enumerate(cents, start=1)
    ]
    return CardAccount(REF, 7, state, b"public", face, lots)


def payment(*taken: int, **changes: object) -> Target:
    """Give a booked redemption that took these cents of lots 1, 2, ..."""
    moves = tuple(LotMove(REF, no, -cents) for no, cents in enumerate(taken, start=1))
    target = Target(
        "c/17/1", EntryKind.REDEEM, Outcome.OK, 17, 4, 5, REF, sum(taken), NOW - 60, moves
    )
    return replace(target, **changes)  # type: ignore[arg-type] # the test names the field


def sale(cents: int, **changes: object) -> Target:
    """Give a booked sale that opened lot 1 with these cents."""
    moves = (LotMove(REF, 1, cents),)
    target = Target("c/17/1", EntryKind.SALE, Outcome.OK, 17, 0, 5, REF, cents, NOW - 60, moves)
    return replace(target, **changes)  # type: ignore[arg-type] # the test names the field


def held_sale(cents: int, **changes: object) -> Target:
    """Give a sale that waits for a person."""
    return sale(cents, **{"outcome": Outcome.HELD, "moves": (), **changes})


def no(reason: Reason) -> Decline:
    """Give the decline with this reason."""
    return Decline(reason)
