"""Dropping: nothing was handed over, so what was booked is undone."""

import pytest
from tests.movements.facts import (
    CARD,
    MERCHANT,
    NOW,
    POINT,
    REF,
    SUSPENSE,
    card,
    payment,
    sale,
)

from heller.book.accounts import AccountKind, account
from heller.book.advised import Advised
from heller.book.body import EntryKind, Outcome
from heller.book.target import Target
from heller.book.transfer import LotMove, Posting, Transfer, between
from heller.movements.drop import Drop, drop

SHORTFALL = account(AccountKind.SHORTFALL, 4)
BACK = (LotMove(REF, 1, 300), LotMove(REF, 2, 700))


def test_a_payment_returns_to_its_lots() -> None:
    assert drop(Drop(payment(300, 700), card(0, 0), NOW)) == Transfer(
        (Posting(MERCHANT, -1_000), Posting(CARD, 1_000)),
        (LotMove(REF, 2, 700), LotMove(REF, 1, 300)),
    )


def test_only_what_is_left_returns() -> None:
    assert drop(Drop(payment(300, 700, reversed_cents=800), card(0, 0), NOW)) == Transfer(
        (Posting(MERCHANT, -200), Posting(CARD, 200)), (LotMove(REF, 1, 200),)
    )


def test_a_dropped_refund_is_taken_again() -> None:
    refund = payment(kind=EntryKind.REFUND, amount=1_000, moves=BACK)
    assert drop(Drop(refund, card(300, 900), NOW)) == between(
        CARD, MERCHANT, 1_000, (LotMove(REF, 1, -300), LotMove(REF, 2, -700))
    )


def test_a_dropped_refund_is_taken_again_as_far_as_the_card_has_it() -> None:
    refund = payment(kind=EntryKind.REFUND, amount=1_000, moves=BACK)
    assert drop(Drop(refund, card(0, 600), NOW)) == between(
        CARD, MERCHANT, 600, (LotMove(REF, 2, -600),)
    )
    assert drop(Drop(refund, card(0, 0), NOW)) == Transfer(())


def test_a_dropped_void_of_a_sale_loads_the_card_again() -> None:
    undone = sale(5_000, kind=EntryKind.VOID, moves=(LotMove(REF, 1, -5_000),))
    assert drop(Drop(undone, card(0), NOW)) == Transfer(
        (Posting(POINT, -5_000), Posting(CARD, 5_000)), (LotMove(REF, 1, 5_000),)
    )


def test_a_dropped_void_of_a_held_sale_goes_back_to_suspense() -> None:
    undone = sale(5_000, kind=EntryKind.VOID, moves=())
    assert drop(Drop(undone, None, NOW)) == between(POINT, SUSPENSE, 5_000)


@pytest.mark.parametrize(
    "target",
    [
        payment(1_000, outcome=Outcome.DECLINED, moves=()),
        payment(1_000, outcome=Outcome.HELD, moves=()),
        payment(1_000, reversed_cents=1_000),
    ],
    ids=["declined", "held", "returned already"],
)
def test_nothing_booked_nothing_undone(target: Target) -> None:
    assert drop(Drop(target, card(0), NOW)) == Transfer(())


def lacking(short: int) -> Advised:
    return Advised(17, 1, 30, NOW, 4, REF, short)


def test_a_dropped_advice_gives_its_shortfall_back_first() -> None:
    advised = payment(300, amount=1_000, advised=lacking(700))
    assert drop(Drop(advised, card(0), NOW)) == Transfer(
        (Posting(MERCHANT, -1_000), Posting(SHORTFALL, 700), Posting(CARD, 300)),
        (LotMove(REF, 1, 300),),
    )
    assert drop(Drop(payment(amount=500, moves=(), advised=lacking(500)), None, NOW)) == Transfer(
        (Posting(MERCHANT, -500), Posting(SHORTFALL, 500))
    )


def test_a_dropped_refund_reopens_the_shortfall_that_it_had_paid() -> None:
    refund = payment(kind=EntryKind.REFUND, amount=700, moves=BACK[:1], to_short=400)
    assert drop(Drop(refund, card(300), NOW)) == Transfer(
        (Posting(CARD, -300), Posting(SHORTFALL, -400), Posting(MERCHANT, 700)),
        (LotMove(REF, 1, -300),),
    )
    only = payment(kind=EntryKind.REFUND, amount=400, moves=(), to_short=400)
    assert drop(Drop(only, None, NOW)) == between(SHORTFALL, MERCHANT, 400)
