"""What is left of an earlier entry, and where its money came from."""

import pytest

from heller.book.body import EntryKind, Outcome
from heller.book.target import Target
from heller.book.transfer import LotMove

REF = b"ref of ten"


def target(kind: int = EntryKind.REDEEM, outcome: int = Outcome.OK, given_back: int = 0) -> Target:
    moves = (LotMove(REF, 1, -300), LotMove(REF, 2, -700))
    return Target("c/1/1", kind, outcome, 1, 1, 1, REF, 1_000, 0, moves, given_back)


def test_left_is_what_nobody_took_back() -> None:
    assert [target(given_back=cents).left for cents in (0, 400, 1_000)] == [1_000, 600, 0]


@pytest.mark.parametrize(
    ("kind", "outcome", "booked"),
    [
        (EntryKind.REDEEM, Outcome.OK, True),
        (EntryKind.SALE, Outcome.HELD, True),
        (EntryKind.REDEEM, Outcome.DECLINED, False),
        (EntryKind.DROP, Outcome.OK, False),
    ],
)
def test_booked_means_that_money_moved(kind: int, outcome: int, *, booked: bool) -> None:
    assert target(kind, outcome).booked is booked


def test_out_is_last_taken_first() -> None:
    assert target().out() == [LotMove(REF, 2, -700), LotMove(REF, 1, -300)]
    assert target(given_back=800).out() == [LotMove(REF, 1, -200)]
