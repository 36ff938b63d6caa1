"""Deciding a claim: who may, what the receipt says, and what the entry holds."""

from dataclasses import replace
from typing import Any

import pytest
from tests.claims.made import CARDS, NOW, Device, MemoryBook, Said, device, made_city, read
from tests.claims.samples import UNNA

from heller.book.accounts import AccountKind, account
from heller.book.body import Body, EntryKind, Outcome
from heller.book.decline import Reason
from heller.book.lots import LotKind, end_of_third_year
from heller.book.transfer import LotMove, LotOpening, Posting
from heller.city.register import State, TillState, What
from heller.claims.decide import claim_id, declined, seller_of
from heller.claims.receipts import BOOK, DECLINED, HELD, OK, Receipt
from heller.claims.records import Claim
from heller.movements.load import Seller

CARD, OTHER, PRINTED = CARDS
CARD_ONE = account(AccountKind.CARD, 1)
MERCHANT = account(AccountKind.MERCHANT, 1)
POINT = account(AccountKind.SALE_POINT, 1)
SUSPENSE = account(AccountKind.SUSPENSE, 1)


def loaded(cents: int = 5_000) -> tuple[MemoryBook, Device]:
    """Give a city with money on card one, and its till 1."""
    book, till = made_city(), device(1)
    book.ask(till.sale(CARD, cents))
    return book, till


def outcome(said: Said) -> tuple[int, int]:
    assert isinstance(said, Receipt)
    return said.outcome, said.reason


def change(things: dict[int, Any], no: int, **changes: Any) -> None:  # noqa: ANN401
    things[no] = replace(things[no], **changes)


def test_a_sale_byte_by_byte() -> None:
    """Entry and receipt of the first load of a sealed card."""
    book, till = made_city(), device(1)
    sale = till.sale(CARD, 5_000)
    said = book.ask(sale)
    seq = len(book.entries)
    assert said == Receipt(
        UNNA, 3, BOOK, 0, OK, 0, read(sale).claim_hash, CARD.ref, 5_000, 5_000, 1, seq, NOW
    )
    body = book.body("c/1/1")
    assert body == Body(
        EntryKind.SALE,
        "c/1/1",
        "till:1",
        NOW,
        NOW,
        Outcome.OK,
        0,
        (Posting(POINT, -5_000), Posting(CARD_ONE, 5_000)),
        (LotMove(CARD.ref, 1, 5_000),),
        (LotOpening(CARD.ref, 1, LotKind.PAID, NOW, end_of_third_year(NOW)),),
        (sale,),
        body.receipt,
        ((What.CARD_STATE, CARD.ref, 2),),
    )
    assert Receipt.parse(body.receipt[:-64], UNNA) == said


def test_a_payment_byte_by_byte() -> None:
    book, till = loaded()
    book.now += 60
    claim = till.redeem(CARD, 1_240, time=NOW + 58)
    said = book.ask(claim)
    body = book.body("c/1/2")
    assert said == Receipt(
        UNNA, 3, BOOK, 0, OK, 0, read(claim).claim_hash, CARD.ref, 1_240, 3_760, 1,
        len(book.entries), NOW + 60,
    )  # fmt: skip
    assert body == Body(
        EntryKind.REDEEM,
        "c/1/2",
        "till:1",
        NOW + 58,
        NOW + 60,
        postings=(Posting(CARD_ONE, -1_240), Posting(MERCHANT, 1_240)),
        moves=(LotMove(CARD.ref, 1, -1_240),),
        evidence=(claim,),
        receipt=body.receipt,
        merchant=1,
    )


def test_a_decline_is_an_entry_without_postings() -> None:
    book, till = loaded()
    said = book.ask(till.redeem(CARD, 5_001))
    body = book.body("c/1/2")
    assert outcome(said) == (DECLINED, Reason.INSUFFICIENT)
    assert isinstance(said, Receipt)
    assert said.balance == 5_000
    assert (body.outcome, body.reason, body.postings, body.moves) == (2, 35, (), ())


def test_a_second_load_breaks_no_seal() -> None:
    book, till = loaded()
    book.ask(till.sale(CARD, 100))
    assert book.body("c/1/2").register == ()


def test_void_and_refund_name_their_target_and_merchant() -> None:
    book, till = loaded()
    paid = till.redeem(CARD, 1_000)
    book.ask(paid)
    book.ask(till.refund(paid, 300))
    book.ask(till.void(paid, 700))
    assert [(book.body(one).target, book.body(one).merchant) for one in ("c/1/3", "c/1/4")] == [
        ("c/1/2", 1)
    ] * 2
    assert book.lots(CARD) == [5_000]


def test_void_of_a_sale_names_no_merchant() -> None:
    book, till = made_city(), device(1)
    sale = till.sale(CARD, 5_000)
    book.ask(sale)
    book.ask(till.void(sale, 5_000))
    body = book.body("c/1/2")
    assert (body.target, body.merchant) == ("c/1/1", 0)
    assert book.balance(AccountKind.SALE_POINT, 1) == 0


def test_an_undo_of_nothing_is_declined() -> None:
    book, till = loaded()
    unknown = device(3).redeem(CARD, 100)
    assert outcome(book.ask(till.void(unknown, 100))) == (DECLINED, Reason.TARGET_UNKNOWN)
    assert outcome(book.ask(till.refund(unknown, 100))) == (DECLINED, Reason.TARGET_UNKNOWN)


def test_another_merchants_till_cannot_refund() -> None:
    book, till = loaded()
    paid = till.redeem(CARD, 1_000)
    book.ask(paid)
    assert outcome(book.ask(device(3).refund(paid, 100))) == (DECLINED, Reason.TARGET_OTHER)


def test_a_refund_beyond_the_unpaid_sum_is_held() -> None:
    book, till = loaded()
    paid = till.redeem(CARD, 1_000)
    book.ask(paid)
    book.pay_out(1, 400)
    assert outcome(book.ask(till.refund(paid, 601))) == (HELD, Reason.PAYABLE_TOO_LOW)
    assert outcome(book.ask(till.refund(paid, 600))) == (OK, 0)
    assert book.balance(AccountKind.MERCHANT, 1) == 0


@pytest.mark.parametrize("kind", ["redeem", "void", "refund"])
def test_rights_come_before_everything_else(kind: str) -> None:
    """Till frozen, no right, lease unknown: in this order, before the card is looked at."""
    book, till = made_city(), device(1)
    sale = till.sale(CARD, 100)
    book.ask(sale)
    unknown = replace(CARD, name="unknown")

    def ask() -> tuple[int, int]:
        if kind == "redeem":
            return outcome(book.ask(till.redeem(unknown, 1)))
        return outcome(book.ask(getattr(till, kind)(sale, 999)))

    till.lease = 3
    change(book.register.tills, 1, role=0, state=TillState.FROZEN)
    said = [ask()]
    change(book.register.tills, 1, role=0, state=TillState.ACTIVE)
    said.append(ask())
    change(book.register.tills, 1, role=3)
    said.append(ask())
    till.lease = 99
    said.append(ask())
    frozen = Reason.NO_RIGHT if kind == "redeem" else Reason.TILL_FROZEN
    assert said == [
        (DECLINED, frozen),
        (DECLINED, Reason.NO_RIGHT),
        (DECLINED, Reason.LEASE_UNKNOWN),
        (DECLINED, Reason.LEASE_UNKNOWN),
    ]


def test_a_till_without_the_right_to_sell_cannot_sell() -> None:
    book = made_city()
    assert outcome(book.ask(device(3).sale(CARD, 100))) == (HELD, Reason.NO_RIGHT)


# ------------------------------------------------------------------- a sale is never declined


HOLDS: dict[Reason, Any] = {
    Reason.TILL_FROZEN: lambda b: change(b.register.tills, 1, state=TillState.FROZEN),
    Reason.NO_RIGHT: lambda b: change(b.register.tills, 1, role=1),
    Reason.LEASE_UNKNOWN: lambda b: b.register.leases.clear(),
    Reason.CARD_UNKNOWN: lambda b: b.cards.clear(),
    Reason.CARD_BLOCKED: lambda b: setattr(b.cards[PRINTED.ref], "state", 3),
    Reason.CARD_REPLACED: lambda b: setattr(b.cards[PRINTED.ref], "state", 4),
    Reason.CREDIT_EXCEEDED: lambda b: change(b.register.sellers, 1, credit=1_999),
    Reason.ABOVE_CARD_LIMIT: lambda b: b.register.settings.update(card_limit=1_999),
    Reason.ABOVE_DAY_LIMIT: lambda b: change(b.register.sellers, 1, day_limit=1_999),
    Reason.SELLER_BLOCKED: lambda b: change(b.register.sellers, 1, state=State.BLOCKED),
    Reason.FACE_DIFFERS: lambda _: None,
}


@pytest.mark.parametrize("reason", HOLDS, ids=lambda reason: reason.name)
def test_whatever_would_decline_a_sale_holds_it(reason: Reason) -> None:
    book = made_city()
    HOLDS[reason](book)
    assert outcome(book.ask(device(1).sale(PRINTED, 2_000))) == (HELD, reason)
    body = book.body("c/1/1")
    assert body.postings == (Posting(POINT, -2_000), Posting(SUSPENSE, 2_000))
    assert (body.moves, body.opened, body.register) == ((), (), ())


def test_all_faults_at_once_are_told_in_the_order_of_the_protocol() -> None:
    book = made_city()
    for hold in reversed(HOLDS.values()):
        hold(book)
    assert outcome(book.ask(device(1).sale(PRINTED, 2_000))) == (HELD, Reason.TILL_FROZEN)


def test_a_held_sale_counts_against_credit_and_day() -> None:
    book, till = made_city(card_limit=1_000), device(1)
    change(book.register.sellers, 1, credit=3_000, day_limit=2_500)
    said = [outcome(book.ask(till.sale(CARD, cents))) for cents in (2_000, 1_000, 500, 1)]
    assert said == [
        (HELD, Reason.ABOVE_CARD_LIMIT),
        (HELD, Reason.ABOVE_DAY_LIMIT),
        (HELD, Reason.CREDIT_EXCEEDED),
        (HELD, Reason.CREDIT_EXCEEDED),
    ]


def test_a_new_day_has_a_new_limit() -> None:
    book, till = made_city(), device(1)
    change(book.register.sellers, 1, day_limit=1_000)
    first = outcome(book.ask(till.sale(CARD, 1_000)))
    book.now += 86_400
    assert [first, outcome(book.ask(till.sale(CARD, 1_000)))] == [(OK, 0)] * 2
    assert outcome(book.ask(till.sale(CARD, 1))) == (HELD, Reason.ABOVE_DAY_LIMIT)


def test_a_point_without_a_right_has_no_credit() -> None:
    book = made_city()
    batch = book.fresh()
    assert seller_of(batch, book.register.tills[3]) == Seller(
        2, blocked=False, owed=0, sold_today=0, credit=0, day_limit=0, card_limit=25_000
    )


@pytest.mark.parametrize("blocked", ["point", "right", "till"])
def test_a_seller_is_blocked_by_place_right_or_till(blocked: str) -> None:
    book = made_city()
    if blocked == "point":
        change(book.register.points, 1, state=State.BLOCKED)
    elif blocked == "right":
        change(book.register.sellers, 1, state=State.BLOCKED)
    else:
        change(book.register.tills, 1, state=TillState.REVOKED)
    assert seller_of(book.fresh(), book.register.tills[1]).blocked


def test_the_id_of_a_claim_is_till_and_seq() -> None:
    claim = read(device(1).redeem(CARD, 1)).body
    assert isinstance(claim, Claim)
    assert claim_id(claim) == "c/1/1"
    assert declined(Reason.CLOSED)[:2] == (Outcome.DECLINED, Reason.CLOSED)


def blocked_merchant(book: MemoryBook) -> None:
    change(book.register.merchants, 1, state=State.BLOCKED)


def blocked_point(book: MemoryBook) -> None:
    change(book.register.points, 1, state=State.BLOCKED)


@pytest.mark.parametrize("block", [blocked_merchant, blocked_point])
def test_a_blocked_merchant_or_point_takes_no_card_and_its_sales_wait(block: Any) -> None:  # noqa: ANN401
    book, till = loaded()
    block(book)
    assert outcome(book.ask(till.redeem(CARD, 100))) == (DECLINED, Reason.NO_RIGHT)
    assert outcome(book.ask(till.sale(OTHER, 100))) == (HELD, Reason.SELLER_BLOCKED)
