"""Selling: the money was taken, so what cannot be loaded is held, never declined."""

from dataclasses import replace
from typing import Any

import pytest
from tests.movements.facts import CARD, NOW, POINT, REF, SELLER, SUSPENSE, YEAR_END, card

from heller.book.account_state import CardAccount, CardState
from heller.book.decline import Reason
from heller.book.lots import LotKind
from heller.book.transfer import LotMove, LotOpening, Posting, Transfer, between
from heller.movements.load import Load, Seller, held, load, why_held

SEALED = card(state=CardState.SEALED)


def test_sale_point_to_a_new_lot() -> None:
    assert load(Load(card(100), SELLER, 5_000, NOW, NOW)) == Transfer(
        (Posting(POINT, -5_000), Posting(CARD, 5_000)),
        (LotMove(REF, 2, 5_000),),
        (LotOpening(REF, 2, LotKind.PAID, NOW, YEAR_END),),
    )


def test_held_is_owed_and_kept_in_suspense() -> None:
    assert held(Load(None, SELLER, 5_000, NOW, NOW)) == between(POINT, SUSPENSE, 5_000)


@pytest.mark.parametrize(
    ("sold", "seller", "expected"),
    [
        (SEALED, SELLER, None),
        (card(), SELLER, None),
        (None, SELLER, Reason.CARD_UNKNOWN),
        (card(state=CardState.BLOCKED), SELLER, Reason.CARD_BLOCKED),
        (card(state=CardState.REPLACED), SELLER, Reason.CARD_REPLACED),
        (SEALED, replace(SELLER, owed=195_000), None),
        (SEALED, replace(SELLER, owed=195_001), Reason.CREDIT_EXCEEDED),
        (card(20_000), SELLER, None),
        (card(20_001), SELLER, Reason.ABOVE_CARD_LIMIT),
        (SEALED, replace(SELLER, sold_today=95_000), None),
        (SEALED, replace(SELLER, sold_today=95_001), Reason.ABOVE_DAY_LIMIT),
        (SEALED, replace(SELLER, blocked=True), Reason.SELLER_BLOCKED),
        (card(state=CardState.SEALED, face=5_000), SELLER, None),
        (card(state=CardState.SEALED, face=2_500), SELLER, Reason.FACE_DIFFERS),
        (card(state=CardState.ACTIVE, face=2_500), SELLER, None),
    ],
)
def test_why_fifty_euros_are_held(
    sold: CardAccount | None, seller: Seller, expected: Reason | None
) -> None:
    assert why_held(Load(sold, seller, 5_000, NOW, NOW)) == expected


def test_the_first_reason_of_the_protocol_is_said() -> None:
    """Each fault is mended in turn; the reasons come in the order of the protocol, section 9."""
    worst = replace(SELLER, owed=200_000, sold_today=100_000, blocked=True)
    full = card(25_000, state=CardState.SEALED, face=1)
    seller, said = worst, []
    steps: list[tuple[CardAccount | None, dict[str, Any]]] = [
        (None, {}),
        (card(25_000, state=CardState.BLOCKED), {}),
        (full, {}),
        (full, {"owed": 0}),
        (card(state=CardState.SEALED, face=1), {}),
        (card(state=CardState.SEALED, face=1), {"sold_today": 0}),
        (card(state=CardState.SEALED, face=1), {"blocked": False}),
    ]
    for sold, mended in steps:
        seller = replace(seller, **mended)
        said.append(why_held(Load(sold, seller, 5_000, NOW, NOW)))
    assert said == [
        Reason.CARD_UNKNOWN,
        Reason.CARD_BLOCKED,
        Reason.CREDIT_EXCEEDED,
        Reason.ABOVE_CARD_LIMIT,
        Reason.ABOVE_DAY_LIMIT,
        Reason.SELLER_BLOCKED,
        Reason.FACE_DIFFERS,
    ]
    assert said == sorted(said, key=lambda reason: reason or 0)
