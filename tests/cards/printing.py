"""Cards to print in tests."""

from random import Random

from heller.cards.batch import Issuer, make_cards
from heller.cards.scan import view_code
from heller.cards.sheet import PrintedCard
from heller.keys import scope_of, signing_key

ADDRESS = "https://karte.unna.example/"


def printed_cards(count: int) -> list[PrintedCard]:
    """Make cards of 25 euros from seeded random bytes."""
    issuer = Issuer(scope_of(5978036, bytes(32)), 1, signing_key(bytes(32)), bytes(32))
    made = make_cards(issuer, 2_500, count, Random(1).randbytes, ())
    return [
        PrintedCard(card.pay_code, view_code(ADDRESS, 5978036, card.view), card.number, card.pin)
        for card in made
    ]
