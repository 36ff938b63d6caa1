"""CARD goes into 26 bytes, back, and is worth something only under its issuer and city."""

import pytest

from heller.cards.card import Card, is_genuine
from heller.errors import Malformed, WrongCity
from heller.keys import scope_of, signing_key

ISSUER = signing_key(bytes(range(32)))
SCOPE = scope_of(5978036, bytes(32))
CARD = Card(city=5978036, key=1, cid=bytes(range(16)), face=2_500)


def test_a_card_comes_back_equal() -> None:
    assert CARD.pack().hex() == "01005b37b401000102030405060708090a0b0c0d0e0f000009c4"
    assert Card.parse(CARD.pack(), 5978036) == CARD


def test_the_secret_is_not_shown() -> None:
    assert "cid" not in repr(CARD)


@pytest.mark.parametrize("payload", [b"", CARD.pack()[:-1], CARD.pack() + b"\0", bytes(26)])
def test_what_is_no_card_is_refused(payload: bytes) -> None:
    with pytest.raises(Malformed):
        Card.parse(payload, 5978036)


def test_a_card_of_another_city_is_refused() -> None:
    with pytest.raises(WrongCity):
        Card.parse(CARD.pack(), 5978020)


def test_only_the_issuer_makes_it_genuine() -> None:
    message = CARD.sealed(SCOPE, ISSUER)
    assert len(message) == 90
    assert is_genuine(SCOPE, ISSUER.public, message)
    assert not is_genuine(SCOPE, signing_key(bytes(32)).public, message)
    assert not is_genuine(scope_of(5978020, bytes(32)), ISSUER.public, message[:-1] + b"\0")
    assert not is_genuine(scope_of(5978036, bytes(31) + b"\1"), ISSUER.public, message)
