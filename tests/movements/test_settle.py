"""Settling: money of the time before pays what fell short."""

from tests.movements.facts import CARD, NOW, REF, card

from heller.book.accounts import AccountKind, account
from heller.book.advised import Advised
from heller.book.transfer import LotMove, Transfer, between
from heller.movements.settle import Settle, settle

SHORTFALL = account(AccountKind.SHORTFALL, 4)


def lacking(cents: int, at: int = NOW) -> Advised:
    return Advised(17, 1, 30, at, 4, REF, cents)


def test_as_much_as_the_card_has() -> None:
    moves = (LotMove(REF, 1, -300),)
    assert settle(Settle(card(300), lacking(700))) == between(CARD, SHORTFALL, 300, moves)
    moves = (LotMove(REF, 1, -200),)
    assert settle(Settle(card(300), lacking(200))) == between(CARD, SHORTFALL, 200, moves)


def test_later_money_pays_nothing_of_it() -> None:
    assert settle(Settle(card(300), lacking(200, at=NOW - 61))) == Transfer(())
