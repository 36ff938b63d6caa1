"""What is kept of an advice follows from its entry alone."""

import pytest
from tests.claims.alone import BOOK, CARD, STANDIN, bring, city
from tests.claims.made import NOW
from tests.claims.samples import UNNA

from heller.claims.advice_row import AdviceRow, advice_row


@pytest.mark.parametrize(
    ("verdict", "by", "counts"),
    [(3, None, 3), (2, STANDIN, 2), (2, None, 3), (2, BOOK, 3), (1, BOOK, 1)],
)
def test_whose_pot_it_used(verdict: int, by: int | None, counts: int) -> None:
    book, till = city()
    claim = till.redeem(CARD, 700)
    if by is not None:
        bring(book, claim, by)
    book.hand_in(claim, till.decide(claim, verdict))
    row = advice_row(book.body("c/3/1/advice"), UNNA)
    assert row == AdviceRow(3, 1, 3, 2, CARD.ref, counts, 700, NOW)
