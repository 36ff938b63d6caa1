"""Paying with a card: all or nothing, bonus first, then what expires first."""

import pytest
from tests.movements.facts import CARD, MERCHANT, NOW, REF, YEAR_END, card, no

from heller.book.account_state import CardAccount, CardState
from heller.book.decline import Decline, Reason
from heller.book.lots import Lot, LotKind
from heller.book.transfer import LotMove, between
from heller.movements.redeem import Redeem, redeem


def test_card_to_merchant() -> None:
    moves = (LotMove(REF, 1, -1_240),)
    assert redeem(Redeem(card(2_500), 4, 1_240, NOW)) == between(CARD, MERCHANT, 1_240, moves)


def test_bonus_first_then_fifo() -> None:
    paying = card(1_000, 1_000)
    paying.lots.append(Lot(3, LotKind.BONUS, 500, 0, NOW))
    moves = (LotMove(REF, 3, -500), LotMove(REF, 1, -1_000), LotMove(REF, 2, -100))
    assert redeem(Redeem(paying, 4, 1_600, NOW)) == between(CARD, MERCHANT, 1_600, moves)


def test_bonus_expires_alone() -> None:
    paying = card(1_000)
    paying.lots.append(Lot(2, LotKind.BONUS, 500, 0, NOW - 1))
    moves = (LotMove(REF, 1, -1_000),)
    assert redeem(Redeem(paying, 4, 1_000, NOW)) == between(CARD, MERCHANT, 1_000, moves)
    assert redeem(Redeem(paying, 4, 1_001, NOW)) == no(Reason.INSUFFICIENT)


@pytest.mark.parametrize(
    ("paying", "expected"),
    [
        (None, Reason.CARD_UNKNOWN),
        (card(1_240, state=CardState.BLOCKED), Reason.CARD_BLOCKED),
        (card(1_240, state=CardState.SEALED), Reason.CARD_SEALED),
        (card(1_240, state=CardState.REPLACED), Reason.CARD_REPLACED),
        (card(1_239), Reason.INSUFFICIENT),
        (card(0), Reason.INSUFFICIENT),
        (card(), Reason.INSUFFICIENT),
    ],
    ids=["unknown", "blocked", "sealed", "replaced", "a cent short", "spent", "never loaded"],
)
def test_no(paying: CardAccount | None, expected: Reason) -> None:
    assert redeem(Redeem(paying, 4, 1_240, NOW)) == Decline(expected)


def test_its_state_is_said_before_its_balance() -> None:
    assert redeem(Redeem(card(state=CardState.BLOCKED), 4, 1, NOW)) == no(Reason.CARD_BLOCKED)


def test_fifo_expiry() -> None:
    """The last second of the third year pays, the next one does not."""
    paying = card(500)
    assert redeem(Redeem(paying, 4, 500, YEAR_END)) == between(
        CARD, MERCHANT, 500, (LotMove(REF, 1, -500),)
    )
    assert redeem(Redeem(paying, 4, 500, YEAR_END + 1)) == no(Reason.CARD_EXPIRED)


def test_expired_is_said_only_when_all_of_it_is() -> None:
    paying = card(500, 0)
    paying.lots.append(Lot(3, LotKind.PAID, 100, NOW, YEAR_END + 99))
    assert redeem(Redeem(paying, 4, 500, YEAR_END + 1)) == no(Reason.INSUFFICIENT)


def test_a_load_for_the_first_of_the_month_waits() -> None:
    paying = card()
    paying.lots.append(Lot(1, LotKind.EMPLOYER, 5_000, NOW + 1, YEAR_END))
    assert redeem(Redeem(paying, 4, 1, NOW)) == no(Reason.INSUFFICIENT)
