"""Where returned money comes from, and that kind and expiry of its lots are kept."""

from tests.movements.facts import CARD, MERCHANT, NOW, POINT, REF, card, payment, sale

from heller.book.lots import Lot, LotKind
from heller.book.transfer import LotMove, Posting, Transfer
from heller.movements.give_back import counter_account, payment_back


def test_the_merchant_gives_a_payment_back_the_point_a_sale() -> None:
    assert counter_account(payment(100)) == MERCHANT
    assert counter_account(sale(100)) == POINT


def test_kind_and_expiry_are_kept() -> None:
    paying = card(0)
    paying.lots.append(Lot(2, LotKind.BONUS, 0, NOW, NOW + 5))
    assert payment_back(payment(300, 700), paying, 800, NOW) == Transfer(
        (Posting(MERCHANT, -800), Posting(CARD, 800)),
        (LotMove(REF, 2, 700), LotMove(REF, 1, 100)),
    )
