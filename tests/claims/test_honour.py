"""What the guarantee covers: isolated and stand-in pots, limits, times, and the book's own word."""

import pytest
from tests.claims.alone import BOOK, CARD, OTHER, STANDIN, bring, city, sums
from tests.claims.made import NOW, Card, read, upload

from heller.book.decline import Reason
from heller.claims.batch import RecordState
from heller.claims.receipts import DECLINED, DISPUTED, OK
from heller.claims.records import Claim, Decision

DAY = 86_400


def said(
    cents: int,
    verdict: int = 3,
    *,
    brings: tuple[int, int] | None = None,
    days: int = 0,
    signed: int = NOW,
    lease: int = 3,
    **settings: int,
) -> tuple[int, int, int]:
    """Hand over a payment alone; give outcome and reason of its DECISION, and what was paid."""
    book, till = city(**settings)
    claim = till.redeem(CARD, cents, time=signed, lease=lease)
    decision = till.decide(claim, verdict)
    if brings:
        bring(book, claim, *brings)
    book.now += days * DAY
    book.hand_in(claim, decision)
    receipt = book.receipt(decision)
    assert (receipt.ref, receipt.amount, receipt.balance) == (bytes(10), 0, 0)
    return receipt.outcome, receipt.reason, sums(book)[1]


def test_a_payment_within_limit_and_pot_is_paid() -> None:
    assert said(5_000) == (OK, 0, 5_000)


def test_each_limit_of_the_lease() -> None:
    assert said(5_001) == (DISPUTED, Reason.ABOVE_LEASE_LIMIT, 0)
    assert said(5_000, isolated_outage=4_999) == (DISPUTED, Reason.POT_EXCEEDED, 0)
    assert said(1, ops_outage=0) == (DISPUTED, Reason.OPERATIONS_EXCEEDED, 0)
    assert said(1, lease=99) == (DISPUTED, Reason.LEASE_UNKNOWN, 0)


def test_a_lease_that_is_over_and_a_claim_that_comes_too_late() -> None:
    assert said(1, signed=NOW + 7 * DAY, days=8) == (OK, 0, 1)
    assert said(1, signed=NOW + 7 * DAY + 1, days=8) == (DISPUTED, Reason.LEASE_OVER, 0)
    assert said(1, days=37) == (OK, 0, 1)
    assert said(1, days=38) == (DISPUTED, Reason.TOO_LATE_UPLOADED, 0)


def test_pots_and_limits_are_counted_along_the_chain() -> None:
    book, till = city(cents=20_000)
    cards = [CARD, OTHER, CARD, Card("unknown")]
    claims = [till.redeem(card, 2_600) for card in cards]
    decisions = [till.decide(claim, 3) for claim in claims]
    for record in reversed([*claims, *decisions]):
        book.hand_in(record)
    outcomes = [(book.receipt(one).outcome, book.receipt(one).reason) for one in decisions]
    assert outcomes == [(OK, 0), (OK, 0), (DISPUTED, Reason.ABOVE_LEASE_LIMIT), (OK, 0)]
    assert sums(book) == (17_400, 7_800, -5_200)


def test_a_frozen_till_is_guaranteed_nothing() -> None:
    book, till = city()
    clone = till.redeem(CARD, 1)
    book.hand_in(clone)
    till.seq, till.prev = 0, b""
    again = till.redeem(CARD, 2)
    book.hand_in(again)
    till.seq, till.prev = 1, read(clone).claim_hash
    decision = till.decide(clone, 3)
    book.hand_in(decision)
    assert book.receipt(decision).reason == Reason.TILL_FROZEN


def test_the_stand_ins_receipt_uses_its_pot_and_no_other() -> None:
    assert said(20_000, 2, brings=(STANDIN, OK)) == (OK, 0, 20_000)
    assert said(20_000, 2) == (DISPUTED, Reason.ABOVE_LEASE_LIMIT, 0)
    assert said(20_000, 2, brings=(STANDIN, DECLINED)) == (DISPUTED, Reason.ABOVE_LEASE_LIMIT, 0)
    over = NOW + 67 * DAY
    assert said(1, 2, brings=(STANDIN, OK), signed=over, days=70) == (OK, 0, 1)
    late = said(1, 2, brings=(STANDIN, OK), signed=over + 1, days=70)
    assert late == (DISPUTED, Reason.LEASE_OVER, 0)


def test_beyond_the_stand_ins_pot_only_what_the_card_covers() -> None:
    beyond = (DISPUTED, Reason.POT_EXCEEDED, 5_000)
    assert said(6_000, 2, brings=(STANDIN, OK), standin=5_999) == beyond
    assert said(6_000, 2, brings=(STANDIN, OK), standin=6_000) == (OK, 0, 6_000)


def test_an_over_signing_stand_in_takes_nothing_from_others() -> None:
    book, till = city(standin=6_000)
    for card, cents in ((OTHER, 6_000), (OTHER, 500), (CARD, 700)):
        claim = till.redeem(card, cents)
        bring(book, claim)
        book.hand_in(claim, till.decide(claim, 2))
    assert sums(book) == (4_300, 6_700, -6_000)


def test_the_books_own_receipt_is_paid_as_it_says() -> None:
    assert said(20_000, 1, brings=(BOOK, OK)) == (OK, 0, 20_000)
    assert said(20_000, 1, brings=(STANDIN, OK)) == (DISPUTED, Reason.RECEIPT_MISSING, 0)


def test_a_receipt_that_comes_later_makes_good_what_was_in_dispute() -> None:
    book, till = city()
    claim = till.redeem(CARD, 5_000)
    decision = till.decide(claim, 1)
    book.hand_in(claim, decision)
    assert book.state(decision) == RecordState.REVIEW
    bring(book, claim, BOOK)
    book.hand_in(claim, decision)
    assert (book.receipt(decision).outcome, sums(book)) == (OK, (0, 5_000, 0))
    final = book.receipt(decision)
    book.take(upload(claim, decision))
    assert (book.receipt(decision), sums(book)) == (final, (0, 5_000, 0))


@pytest.mark.parametrize("verdict", [2, 3])
def test_a_till_is_what_it_signed(verdict: int) -> None:
    _, till = city()
    claim = till.redeem(CARD, 1)
    bodies = [read(one).body for one in (claim, till.decide(claim, verdict))]
    assert [type(body) for body in bodies] == [Claim, Decision]
