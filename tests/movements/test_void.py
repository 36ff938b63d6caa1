"""Undoing one's own booking at once."""

import pytest
from tests.movements.facts import (
    CARD,
    MERCHANT,
    NOW,
    OTHER_REF,
    POINT,
    REF,
    SUSPENSE,
    card,
    held_sale,
    no,
    payment,
    sale,
)

from heller.book.account_state import CardAccount
from heller.book.body import EntryKind, Outcome
from heller.book.decline import Decline, Reason
from heller.book.target import Target
from heller.book.transfer import LotMove, Posting, Transfer, between
from heller.movements.void import Void, void


def asked(
    target: Target | None, cents: int = 400, of: CardAccount | None = None, at: int = NOW
) -> Transfer | Decline:
    return void(Void(target, of or card(0, 0), 17, REF, cents, at))


def test_a_payment_returns_to_its_lots() -> None:
    assert asked(payment(300, 700), 1_000) == Transfer(
        (Posting(MERCHANT, -1_000), Posting(CARD, 1_000)),
        (LotMove(REF, 2, 700), LotMove(REF, 1, 300)),
    )


def test_a_sale_is_undone_out_of_the_lot_it_opened() -> None:
    assert asked(sale(5_000), 5_000, of=card(5_000, 70)) == between(
        CARD, POINT, 5_000, (LotMove(REF, 1, -5_000),)
    )


def test_a_sale_is_undone_as_far_as_it_is_not_spent() -> None:
    undone = between(CARD, POINT, 3_000, (LotMove(REF, 1, -3_000),))
    assert asked(sale(5_000), 3_000, of=card(3_000, 9_000)) == undone
    assert asked(sale(5_000), 3_001, of=card(3_000, 9_000)) == no(Reason.ALREADY_SPENT)


def test_a_held_sale_is_undone_out_of_suspense() -> None:
    assert asked(held_sale(5_000), 5_000) == between(SUSPENSE, POINT, 5_000)


def test_what_a_person_decided_is_not_undone() -> None:
    assert asked(held_sale(5_000, settled=True), 5_000) == no(Reason.TARGET_NOT_BOOKED)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (None, Reason.TARGET_UNKNOWN),
        (payment(400, outcome=Outcome.DECLINED), Reason.TARGET_NOT_BOOKED),
        (payment(400, kind=EntryKind.REFUND), Reason.TARGET_NOT_BOOKED),
        (payment(400, till=18), Reason.TARGET_OTHER),
        (payment(400, ref=OTHER_REF), Reason.TARGET_OTHER),
        (payment(400, recorded_at=NOW - 901), Reason.TOO_LATE),
        (payment(399), Reason.ABOVE_TARGET),
        (payment(400, reversed_cents=1), Reason.ABOVE_TARGET),
    ],
)
def test_no(target: Target | None, expected: Reason) -> None:
    assert asked(target) == Decline(expected)


def test_fifteen_minutes_are_not_too_late() -> None:
    assert isinstance(asked(payment(400, recorded_at=NOW - 900)), Transfer)


def test_void_hits_everyone() -> None:
    """One venue's VOID once cut a card off everywhere: here the card goes on paying."""
    paying = card(0, 0)
    asked(payment(300, 700), 1_000, of=paying)
    assert paying == card(0, 0)


def test_the_first_reason_of_the_protocol_is_said() -> None:
    """Each fault is mended in turn; the reasons come in the order of the protocol, section 9."""
    worst = {"outcome": Outcome.DECLINED, "till": 18, "recorded_at": 0, "reversed_cents": 1}
    said = [asked(None)]
    for name, value in [("outcome", Outcome.OK), ("till", 17), ("recorded_at", NOW)]:
        said.append(asked(sale(400, **worst)))
        worst |= {name: value}
    said.append(asked(sale(400, **worst)))
    said.append(asked(sale(400, **worst | {"reversed_cents": 0}), of=card(399)))
    assert said == [
        no(Reason.TARGET_UNKNOWN),
        no(Reason.TARGET_NOT_BOOKED),
        no(Reason.TARGET_OTHER),
        no(Reason.TOO_LATE),
        no(Reason.ABOVE_TARGET),
        no(Reason.ALREADY_SPENT),
    ]
