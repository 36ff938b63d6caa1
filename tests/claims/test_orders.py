"""Office orders: who gives them, who approves, and that twice is once."""

import pytest
from tests.claims.ed25519 import signed_with_nonce
from tests.claims.made import (
    NOW,
    MemoryBook,
    approval,
    made_city,
    one_batch_or_more,
    order,
    ordering,
)
from tests.claims.samples import SCOPE, UNNA, digest, key

from heller.book.body import Body, EntryKind
from heller.city.register import State, What
from heller.claims.office import REFUSE, OfficeOrder, order_hash
from heller.claims.orders import (
    NEED_APPROVAL,
    ORDERS,
    OrderAnswer,
    approved_by,
    check_caller,
    parse_order,
)
from heller.claims.receipts import BOOK, OK, Receipt
from heller.errors import (
    ApprovalNeeded,
    BadSignature,
    Malformed,
    NotAllowed,
    OrderRefused,
    OrderReused,
    Problem,
    WrongCity,
)
from heller.keys import SigningKey, domain

ADD = order("merchant.add")
LIMIT = order("setting.set", name="limit", value=1_000)


def kind(answer: OrderAnswer | Problem) -> type[OrderAnswer | Problem]:
    return type(answer)


def carried_out(answer: OrderAnswer | Problem) -> OrderAnswer:
    assert isinstance(answer, OrderAnswer)
    return answer


def receipt(answer: OrderAnswer | Problem) -> bytes:
    """Give the signed receipt, as the entrance does."""
    done = carried_out(answer)
    return done.paper.signed if done.paper else done.receipt


def test_an_order_becomes_an_entry_with_a_receipt() -> None:
    book = made_city()
    answer = carried_out(book.order(ADD))
    entry_id = book.ids()[0]
    body = book.body(entry_id)
    change = (What.MERCHANT, 3, State.ACTIVE)
    assert entry_id == "o/" + ordering(ADD).order.id.hex()
    assert body == Body(
        EntryKind.ORDER,
        entry_id,
        "anna",
        NOW,
        NOW,
        evidence=(ADD,),
        receipt=receipt(answer),
        register=(change,),
    )
    assert (answer.seq, answer.changes) == (len(book.entries), (change,))
    said = Receipt.parse(receipt(answer)[:-64], UNNA)
    hashed = order_hash(SCOPE, ADD[:-64])[:16]
    expected = (UNNA, 3, BOOK, 0, OK, 0, hashed, bytes(10), 0, 0, 1, answer.seq, NOW)
    assert said == Receipt(*expected)


# --------------------------------------------------------------------------------- the caller


def test_an_unknown_caller_is_not_allowed() -> None:
    assert kind(made_city().order(order("merchant.add", by="mallory"))) is NotAllowed


def test_a_key_without_rights_is_not_allowed() -> None:
    assert kind(made_city().order(order("merchant.add", by="idle"))) is NotAllowed


def test_another_ones_signature_is_refused() -> None:
    forged = ADD[:-64] + key("bert").sign(SCOPE, "office", ADD[:-64])
    assert kind(made_city().order(forged)) is BadSignature


def test_a_kind_that_does_not_exist_is_refused() -> None:
    answer = made_city().order(order("money.print"))
    assert kind(answer) is OrderRefused
    assert str(answer).endswith("There is no order of kind 'money.print'.")


def test_the_caller_is_judged_before_the_order() -> None:
    with pytest.raises(NotAllowed):
        check_caller(made_city().register, SCOPE, ordering(order("money.print", by="mallory")))


def test_an_order_of_another_city_is_not_read() -> None:
    payload = OfficeOrder(UNNA + 1, digest("id")[:16], "merchant.add", "anna", NOW, {}).pack()
    with pytest.raises(WrongCity):
        parse_order(payload + bytes(64), SCOPE)
    with pytest.raises(Malformed):
        parse_order(b"x" * 99, SCOPE)


# ------------------------------------------------------------------------------ twice is once


@one_batch_or_more
def test_double_tap(*, in_one_batch: bool) -> None:
    book = made_city()
    answers = book.take_jobs(*[ordering(ADD)] * 3, in_one_batch=in_one_batch)
    assert len({(a.seq, a.changes, receipt(a)) for a in answers}) == 1
    assert len(book.ids()) == 1
    assert sorted(book.register.merchants) == [1, 2, 3]


def resigned(message: bytes, by: SigningKey) -> bytes:
    """Sign an order once more, as a browser that randomises would."""
    payload = message[:-64]
    signed = domain(SCOPE, "office") + payload
    return payload + signed_with_nonce(by.seed(), by.public, signed, b"another")


@one_batch_or_more
def test_signature_not_identity(*, in_one_batch: bool) -> None:
    """Another good signature over the same order is the same order; a bad one is none."""
    book = made_city()
    again = resigned(ADD, key("anna"))
    forged = resigned(ADD, key("bert"))
    jobs = [ordering(ADD), ordering(again), ordering(forged)]
    first, second, third = book.take_jobs(*jobs, in_one_batch=in_one_batch)
    assert again != ADD
    assert receipt(first) == receipt(second)
    assert kind(third) is BadSignature
    assert len(book.ids()) == 1


@one_batch_or_more
def test_another_order_under_the_same_id_is_refused(*, in_one_batch: bool) -> None:
    book = made_city()
    jobs = [
        ordering(order("merchant.block", named="it", merchant=1)),
        ordering(order("merchant.block", named="it", merchant=2)),
    ]
    first, second = book.take_jobs(*jobs, in_one_batch=in_one_batch)
    assert [kind(first), kind(second)] == [OrderAnswer, OrderReused]
    assert [m.state for m in book.register.merchants.values()] == [State.BLOCKED, State.ACTIVE]


def test_a_refused_order_leaves_nothing_behind() -> None:
    book = made_city()
    assert kind(book.order(order("merchant.block", merchant=9))) is OrderRefused
    assert book.ids() == []


# --------------------------------------------------------------------------- the second person


def test_what_needs_a_second_person() -> None:
    assert sorted(NEED_APPROVAL) == [
        "approver.add",
        "claim.resolve",
        "held.release",
        "held.return",
        "key.add",
        "pot.grant",
        "pot.raise",
        "seller.grant",
        "seller.unblock",
        "setting.set",
    ]
    assert NEED_APPROVAL - ORDERS.keys() == set()


@pytest.mark.parametrize("needing", sorted(NEED_APPROVAL))
def test_it_waits_for_a_second_person(needing: str) -> None:
    book = made_city()
    assert kind(book.order(order(needing))) is ApprovalNeeded
    assert book.ids() == []


def test_with_a_second_person_it_is_carried_out() -> None:
    book = made_city()
    word = approval(LIMIT)
    answer = carried_out(book.order(LIMIT, word))
    assert answer.changes == ((What.SETTING, "limit", 1_000),)
    assert book.body(book.ids()[0]).evidence == (LIMIT, word)
    assert book.register.setting("limit") == 1_000


def test_a_second_word_is_welcome_where_none_is_needed() -> None:
    book = made_city()
    assert kind(book.order(ADD, approval(ADD))) is OrderAnswer


OTHER = order("setting.set", name="limit", value=2_000)


@pytest.mark.parametrize(
    ("word", "refusal"),
    [
        (approval(LIMIT, no=1, by="anna"), NotAllowed),
        (approval(LIMIT, no=9), NotAllowed),
        (approval(LIMIT, verdict=REFUSE), NotAllowed),
        (approval(OTHER), NotAllowed),
        (approval(LIMIT, by="mallory"), BadSignature),
        (approval(LIMIT)[:-1] + b"\0", BadSignature),
        (approval(LIMIT)[:-1], Malformed),
    ],
    ids=["own", "unknown", "a refusal", "another order's", "forged", "broken", "cut off"],
)
def test_what_is_no_approval(word: bytes, refusal: type[Problem]) -> None:
    book = made_city()
    assert kind(book.order(LIMIT, word)) is refusal
    assert kind(book.order(LIMIT, approval(LIMIT), word)) is refusal
    assert (book.ids(), book.register.setting("limit")) == ([], 2_000)


def test_an_approval_names_its_person() -> None:
    found = approved_by(made_city().register, SCOPE, ordering(LIMIT), approval(LIMIT))
    assert found == "bert"


def test_a_person_approves_the_others_order_in_both_directions() -> None:
    book = made_city()
    turned = order("setting.set", by="bert", name="limit", value=3_000)
    assert kind(book.order(turned, approval(turned, no=1, by="anna"))) is OrderAnswer


def as_entrance(book: MemoryBook, message: bytes) -> bytes:
    return receipt(book.order(message))


def test_a_repeated_order_is_answered_by_its_first_receipt() -> None:
    book = made_city()
    first = as_entrance(book, ADD)
    book.now += 3_600
    assert as_entrance(book, ADD) == first
