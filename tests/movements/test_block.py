"""Blocking a card, and letting it pay again."""

import pytest
from tests.movements.facts import card, no

from heller.book.account_state import CardState
from heller.book.decline import Reason
from heller.movements.block import Block, block


@pytest.mark.parametrize("state", [CardState.SEALED, CardState.ACTIVE, CardState.BLOCKED])
def test_a_card_is_blocked(state: CardState) -> None:
    assert block(Block(card(100, state=state), blocked=True)) == CardState.BLOCKED


def test_a_card_with_a_loading_pays_again() -> None:
    assert block(Block(card(0, state=CardState.BLOCKED), blocked=False)) == CardState.ACTIVE


def test_a_card_without_any_loading_is_sealed_again() -> None:
    assert block(Block(card(state=CardState.BLOCKED), blocked=False)) == CardState.SEALED


@pytest.mark.parametrize("blocked", [True, False])
def test_no(*, blocked: bool) -> None:
    assert block(Block(None, blocked)) == no(Reason.CARD_UNKNOWN)
    replaced = card(100, state=CardState.REPLACED)
    assert block(Block(replaced, blocked)) == no(Reason.CARD_REPLACED)
