"""New cards come from the random bytes given, and no two are alike."""

import hashlib
from random import Random

import pytest

from heller.cards.batch import Issuer, MadeCard, make_cards
from heller.cards.card import is_genuine
from heller.cards.derived import card_ref, card_signing_key, is_number, lkey, number, pin_mac, view
from heller.cards.scan import PayCode, parse_scanned
from heller.keys import scope_of, signing_key

SCOPE = scope_of(5978036, bytes(32))
ISSUER = Issuer(SCOPE, 1, signing_key(bytes(range(32))), b"pepper" * 4)


def made(count: int, seed: int = 1) -> list[MadeCard]:
    return make_cards(ISSUER, 2_500, count, Random(seed).randbytes, ())


def test_a_card_and_its_codes_belong_together() -> None:
    card = made(1)[0]
    scanned = parse_scanned(card.pay_code)
    assert isinstance(scanned, PayCode)
    cid = scanned.card.cid
    assert is_genuine(SCOPE, ISSUER.key.public, scanned.message)
    assert (scanned.card.city, scanned.card.key, scanned.card.face) == (5978036, 1, 2_500)
    assert (card.ref, card.public) == (card_ref(cid), card_signing_key(cid).public)
    assert (card.lkey, card.view, card.number) == (lkey(cid), view(cid), number(cid))
    assert card.view_hash == hashlib.sha256(card.view).digest()
    assert card.pin_mac == pin_mac(ISSUER.pepper, SCOPE.root8, card.ref, card.pin)


def test_the_same_random_bytes_make_the_same_cards() -> None:
    assert made(5) == made(5)
    assert made(5) != made(5, seed=2)


def test_a_thousand_cards_differ_and_their_numbers_are_right() -> None:
    cards = made(1_000)
    assert len({card.number for card in cards}) == 1_000
    assert len({card.pay_code for card in cards}) == 1_000
    assert all(is_number(card.number) for card in cards)
    assert all(len(card.pin) == 6 and card.pin.isdecimal() for card in cards)
    assert len({card.pin for card in cards}) > 990


def test_a_taken_number_is_not_given_twice() -> None:
    first = made(1)[0]
    draw = Random(1).randbytes
    second = make_cards(ISSUER, 2_500, 1, draw, {first.number})[0]
    assert second.number != first.number


def test_random_bytes_that_repeat_stop_the_work() -> None:
    with pytest.raises(AssertionError):
        make_cards(ISSUER, 2_500, 2, bytes, ())


def test_a_pin_is_drawn_again_where_some_would_be_likelier() -> None:
    drawn = iter([bytes(16), b"\xff" * 4, (999_999).to_bytes(4)])
    assert make_cards(ISSUER, 0, 1, lambda _count: next(drawn), ())[0].pin == "999999"


def test_pins_that_never_come_stop_the_work() -> None:
    with pytest.raises(AssertionError):
        make_cards(ISSUER, 0, 1, lambda count: b"\xff" * count, ())


@pytest.mark.parametrize("count", [0, 10_001])
def test_a_batch_is_bounded(count: int) -> None:
    with pytest.raises(AssertionError):
        made(count)


def test_no_secret_is_shown() -> None:
    card = made(1)[0]
    shown = repr(card) + repr(ISSUER)
    secrets = [card.pay_code, card.number, f"'{card.pin}'", repr(card.view), "pepper"]
    assert [secret for secret in secrets if secret in shown] == []
