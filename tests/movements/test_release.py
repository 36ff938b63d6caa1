"""A held sale that reaches its card after all."""

from tests.movements.facts import CARD, NOW, REF, SUSPENSE, YEAR_END, card, held_sale

from heller.book.lots import LotKind
from heller.book.transfer import LotMove, LotOpening, Posting, Transfer
from heller.movements.release import Release, release


def test_suspense_to_a_new_lot_counted_from_the_sale() -> None:
    target = held_sale(5_000, occurred_at=NOW - 999, reversed_cents=2_000)
    assert release(Release(target, card(100))) == Transfer(
        (Posting(SUSPENSE, -3_000), Posting(CARD, 3_000)),
        (LotMove(REF, 2, 3_000),),
        (LotOpening(REF, 2, LotKind.PAID, NOW - 999, YEAR_END),),
    )
