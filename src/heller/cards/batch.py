"""A batch of new cards, made from random bytes that the caller draws.

What is secret exists once, here, on its way to the printer; the book learns only what a copy of the
journal may show (docs/protocol.md, section 3).
"""

import hashlib
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from typing import Final

from heller.cards.card import CID_BYTES, Card
from heller.cards.derived import card_ref, card_signing_key, lkey, number, pin_mac, view
from heller.cards.scan import pay_code
from heller.keys import Scope, SigningKey

MAX_CARDS: Final = 10_000
_TRIES: Final = 100
_PINS: Final = 10**6

RandomBytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who makes the cards: the city, the ISSUER key with its id, and the pepper of its PINs."""

    scope: Scope
    key_id: int
    key: SigningKey
    pepper: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class MadeCard:
    """A new card: pay code, view secret, number and PIN for the printer, the rest for the book."""

    pay_code: str = field(repr=False)
    view: bytes = field(repr=False)
    number: str = field(repr=False)
    pin: str = field(repr=False)
    ref: bytes
    public: bytes
    lkey: bytes
    view_hash: bytes
    pin_mac: bytes


def make_cards(
    issuer: Issuer, face: int, count: int, random_bytes: RandomBytes, taken: Container[str]
) -> list[MadeCard]:
    """Make `count` cards of `face` cents (0 = variable) whose numbers are not taken yet."""
    assert 0 < count <= MAX_CARDS
    seen: set[str] = set()
    return [_make_card(issuer, face, random_bytes, taken, seen) for _ in range(count)]


def _make_card(
    issuer: Issuer, face: int, random_bytes: RandomBytes, taken: Container[str], seen: set[str]
) -> MadeCard:
    cid = _new_cid(random_bytes, taken, seen)
    pin = _new_pin(random_bytes)
    ref, secret = card_ref(cid), view(cid)
    card = Card(issuer.scope.city, issuer.key_id, cid, face)
    return MadeCard(
        pay_code=pay_code(card.sealed(issuer.scope, issuer.key)),
        view=secret,
        number=number(cid),
        pin=pin,
        ref=ref,
        public=card_signing_key(cid).public,
        lkey=lkey(cid),
        view_hash=hashlib.sha256(secret).digest(),
        pin_mac=pin_mac(issuer.pepper, issuer.scope.root8, ref, pin),
    )


def _new_cid(random_bytes: RandomBytes, taken: Container[str], seen: set[str]) -> bytes:
    for _ in range(_TRIES):
        cid = random_bytes(CID_BYTES)
        digits = number(cid)
        if digits not in seen and digits not in taken:
            seen.add(digits)
            return cid
    raise AssertionError("The random bytes repeat.")


def _new_pin(random_bytes: RandomBytes) -> str:
    for _ in range(_TRIES):
        drawn = int.from_bytes(random_bytes(4))
        if drawn < (1 << 32) // _PINS * _PINS:  # so that each PIN is equally likely
            return f"{drawn % _PINS:06d}"
    raise AssertionError("The random bytes repeat.")
