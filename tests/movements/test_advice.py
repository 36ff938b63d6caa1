"""Advice: goods are gone, so the merchant is paid; what the card lacked is shortfall."""

from tests.movements.facts import CARD, MERCHANT, NOW, REF, card

from heller.book.accounts import AccountKind, account
from heller.book.transfer import LotMove, Posting, Transfer, between
from heller.movements.advice import Advice, advice

SHORTFALL = account(AccountKind.SHORTFALL, 4)


def test_a_card_that_has_it_pays_it_all() -> None:
    moves = (LotMove(REF, 1, -300), LotMove(REF, 2, -100))
    assert advice(Advice(card(300, 700), 4, 400, NOW)) == between(CARD, MERCHANT, 400, moves)


def test_the_city_pays_what_the_card_lacks() -> None:
    assert advice(Advice(card(300), 4, 1_000, NOW)) == Transfer(
        (Posting(CARD, -300), Posting(SHORTFALL, -700), Posting(MERCHANT, 1_000)),
        (LotMove(REF, 1, -300),),
    )


def test_advice_before_load() -> None:
    """A lot that was opened later pays nothing for what happened before."""
    assert advice(Advice(card(300), 4, 200, NOW - 61)) == between(SHORTFALL, MERCHANT, 200)


def test_an_unknown_card_has_nothing() -> None:
    assert advice(Advice(None, 4, 200, NOW)) == between(SHORTFALL, MERCHANT, 200)
