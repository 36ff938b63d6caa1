"""A card as a running batch sees it."""

import pytest

from heller.book.account_state import CardAccount, CardState
from heller.book.lots import Lot, LotKind
from heller.book.transfer import LotMove, LotOpening

REF = b"ref of ten"


def card(*lots: Lot) -> CardAccount:
    return CardAccount(REF, 4, CardState.ACTIVE, b"public", lots=list(lots))


def test_its_account_is_a_card_account() -> None:
    assert card().account == 2**32 + 4


def test_balance_is_what_pays_now() -> None:
    lots = (
        Lot(1, LotKind.PAID, 500, 0, 99),
        Lot(2, LotKind.PAID, 200, 0, 100),
        Lot(3, LotKind.PAID, 30, 101, 200),
    )
    assert [card(*lots).balance(at) for at in (99, 100, 101, 201)] == [700, 200, 30, 0]


def test_a_lot_is_opened_and_filled() -> None:
    opened = card(Lot(2, LotKind.PAID, 500, 0, 99))
    assert opened.next_lot() == 3
    opened.open_lot(LotOpening(REF, 3, LotKind.BONUS, 10, 20))
    opened.move(LotMove(REF, 3, 40))
    opened.move(LotMove(REF, 2, -500))
    assert opened.lots == [Lot(2, LotKind.PAID, 0, 0, 99), Lot(3, LotKind.BONUS, 40, 10, 20)]


def test_first_lot_is_number_one() -> None:
    assert card().next_lot() == 1


def test_a_lot_below_zero_stops_the_process() -> None:
    with pytest.raises(AssertionError):
        card(Lot(1, LotKind.PAID, 500, 0, 99)).move(LotMove(REF, 1, -501))


def test_a_move_on_no_lot_stops_the_process() -> None:
    with pytest.raises(AssertionError, match="does not exist"):
        card(Lot(1, LotKind.PAID, 500, 0, 99)).move(LotMove(REF, 2, 1))
