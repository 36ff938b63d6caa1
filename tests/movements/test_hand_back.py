"""A held sale that will not reach its card."""

from tests.movements.facts import POINT, SUSPENSE, held_sale

from heller.book.transfer import between
from heller.movements.hand_back import HandBack, hand_back


def test_suspense_to_sale_point() -> None:
    assert hand_back(HandBack(held_sale(5_000))) == between(SUSPENSE, POINT, 5_000)


def test_only_what_is_left_of_it() -> None:
    target = held_sale(5_000, reversed_cents=2_000)
    assert hand_back(HandBack(target)) == between(SUSPENSE, POINT, 3_000)
