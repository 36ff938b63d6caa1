"""Giving back later, to the same card, as far as the merchant is still owed."""

import pytest
from tests.movements.facts import (
    CARD,
    MERCHANT,
    NOW,
    OTHER_REF,
    REF,
    YEAR_END,
    card,
    no,
    payment,
    sale,
)

from heller.book.body import Outcome
from heller.book.decline import Decline, Reason
from heller.book.lots import GRACE_SECONDS, LotKind
from heller.book.target import Target
from heller.book.transfer import LotMove, LotOpening, Posting, Transfer
from heller.movements.refund import Refund, refund

DAYS_30 = 30 * 86_400


def asked(
    target: Target | None, cents: int = 400, merchant: int = 4, payable: int = 9_999, at: int = NOW
) -> Transfer | Decline:
    return refund(Refund(target, card(0, 0), merchant, REF, cents, payable, at))


def test_refund_missing() -> None:
    """Refunding to the card is what systems lack most: the money returns to its lots."""
    assert asked(payment(300, 700), 800) == Transfer(
        (Posting(MERCHANT, -800), Posting(CARD, 800)),
        (LotMove(REF, 2, 700), LotMove(REF, 1, 100)),
    )


def test_refund_missing_for_expired_money() -> None:
    """Money of an expired lot comes back for 30 days."""
    at = YEAR_END + 1
    paid_on_the_last_day = payment(500, recorded_at=YEAR_END - 60)
    assert asked(paid_on_the_last_day, 500, at=at) == Transfer(
        (Posting(MERCHANT, -500), Posting(CARD, 500)),
        (LotMove(REF, 3, 500),),
        (LotOpening(REF, 3, LotKind.PAID, NOW - 60, at + GRACE_SECONDS),),
    )


def test_in_parts_up_to_the_payment() -> None:
    assert asked(payment(1_000, reversed_cents=600), 400) == Transfer(
        (Posting(MERCHANT, -400), Posting(CARD, 400)), (LotMove(REF, 1, 400),)
    )
    assert asked(payment(1_000, reversed_cents=601), 400) == no(Reason.ABOVE_TARGET)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (None, Reason.TARGET_UNKNOWN),
        (payment(400, outcome=Outcome.DECLINED), Reason.TARGET_NOT_BOOKED),
        (sale(400), Reason.TARGET_NOT_BOOKED),
        (payment(400, merchant=3), Reason.TARGET_OTHER),
        (payment(400, ref=OTHER_REF), Reason.TARGET_OTHER),
        (payment(400, recorded_at=NOW - DAYS_30 - 1), Reason.TOO_LATE),
        (payment(399), Reason.ABOVE_TARGET),
    ],
)
def test_no(target: Target | None, expected: Reason) -> None:
    assert asked(target) == Decline(expected)


def test_the_thirtieth_day_is_not_too_late() -> None:
    assert isinstance(asked(payment(400, recorded_at=NOW - DAYS_30)), Transfer)


def test_another_till_of_the_merchant_may_refund() -> None:
    assert isinstance(asked(payment(400, till=18)), Transfer)


def test_only_what_is_not_yet_paid_out_covers_a_refund() -> None:
    assert isinstance(asked(payment(400), payable=400), Transfer)
    assert asked(payment(400), payable=399) == no(Reason.PAYABLE_TOO_LOW)


def test_the_first_reason_of_the_protocol_is_said() -> None:
    """Each fault is mended in turn; the reasons come in the order of the protocol, section 9."""
    worst = {"outcome": Outcome.DECLINED, "merchant": 3, "recorded_at": 0}
    mended = [("outcome", Outcome.OK), ("merchant", 4), ("recorded_at", NOW)]
    said = [asked(None, payable=0)]
    for name, value in [*mended, ("amount", 400)]:
        said.append(asked(payment(399, **worst), payable=0))
        worst |= {name: value}
    said.append(asked(payment(399, **worst), payable=0))
    assert said == [
        no(Reason.TARGET_UNKNOWN),
        no(Reason.TARGET_NOT_BOOKED),
        no(Reason.TARGET_OTHER),
        no(Reason.TOO_LATE),
        no(Reason.ABOVE_TARGET),
        no(Reason.PAYABLE_TOO_LOW),
    ]
