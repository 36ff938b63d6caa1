"""A card held to the till proves that its code was there; a typed one brings a token."""

import pytest
from tests.handset.city import NOW, UNNA, City

from heller.claims.kinds import REDEEM
from heller.claims.records import Claim, parse_record, seal_record, verify_proof
from heller.handset.cards import Scanned, Typed, read_pay_code
from heller.handset.problems import ForeignCode, OtherCode
from heller.keys import signing_key


def test_a_scanned_card_proves_itself() -> None:
    city = City()
    made = city.make_cards(1)[0]
    card = Scanned(read_pay_code(made.pay_code))
    claim = Claim(REDEEM, UNNA, 17, 3, 1, NOW, 9, card.ref, 100, 0, 0, bytes(16))
    message = seal_record(city.scope, signing_key(bytes(32)), claim, card.proof(city.scope, claim))
    assert verify_proof(city.scope, made.public, parse_record(message, UNNA))
    assert (card.ref, card.typed, len(card.view_secret)) == (made.ref, False, 22)


def test_a_typed_card_brings_its_token() -> None:
    card = Typed(bytes(10), bytes(range(16)))
    claim = Claim(REDEEM, UNNA, 17, 3, 1, NOW, 9, card.ref, 100, 1, 0, bytes(16))
    assert card.proof(City.scope, claim) == bytes(range(16)) + bytes(48)
    assert "token" not in repr(card)


def test_other_codes_are_told_apart() -> None:
    with pytest.raises(OtherCode):
        read_pay_code("https://karte.example/#HV1.05978036.AAECAwQFBgcICQoLDA0ODw")
    with pytest.raises(ForeignCode):
        read_pay_code("HG1:")
