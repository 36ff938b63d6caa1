"""Which facts are asked for: what records and orders name, and what those lead to."""

import pytest
from tests.claims.made import CARDS, Device, MemoryBook, device, made_city, order, ordering, read
from tests.claims.samples import digest

from heller.claims.batch import Batch
from heller.claims.needs import Needs, first_needs, further_needs

CARD, OTHER, _ = CARDS
TOKEN = digest("token")[:16]


def fresh() -> tuple[MemoryBook, Device, Batch]:
    book = made_city()
    return book, device(1), book.fresh()


def around(seq: int) -> set[tuple[int, int]]:
    return {(1, seq - 1), (1, seq), (1, seq + 1)}


def test_a_payment_needs_its_card_its_decision_and_its_neighbours() -> None:
    _, till, batch = fresh()
    assert first_needs(batch, [read(till.redeem(CARD, 1))], []) == Needs(
        records=around(1), decisions={(1, 1)}, refs={CARD.ref}
    )


def test_a_sale_needs_its_point() -> None:
    _, till, batch = fresh()
    assert first_needs(batch, [read(till.sale(CARD, 1))], []) == Needs(
        records=around(1), decisions={(1, 1)}, refs={CARD.ref}, points={1}
    )


def test_a_typed_claim_needs_its_token() -> None:
    _, till, batch = fresh()
    assert first_needs(batch, [read(till.redeem(CARD, 1, token=TOKEN))], []).tokens == {TOKEN}


@pytest.mark.parametrize("kind", ["void", "refund"])
def test_an_undo_needs_its_target_and_what_the_merchant_is_owed(kind: str) -> None:
    _, till, batch = fresh()
    paid = till.redeem(CARD, 1)
    undo = read(getattr(till, kind)(paid, 1))
    assert first_needs(batch, [undo], []) == Needs(
        records=around(2),
        decisions={(1, 2)},
        refs={CARD.ref},
        targets={read(paid).claim_hash},
        merchants={1},
    )


def test_a_decision_needs_its_claim_and_whether_it_was_dropped() -> None:
    _, till, batch = fresh()
    claim = till.redeem(CARD, 1)
    till.seq = 4
    kept, dropped = read(till.decide(claim, 1)), read(till.decide(claim, 4))
    expected = Needs(records={*around(5), (1, 1)}, decisions={(1, 1)})
    assert first_needs(batch, [kept], []) == expected
    ids = {"c/1/1/drop", "c/1/1/advice/drop"}
    expected = Needs(records={*around(6), (1, 1)}, decisions={(1, 1)}, ids=ids)
    assert first_needs(batch, [dropped], []) == expected


def test_a_close_needs_only_its_neighbours() -> None:
    _, till, batch = fresh()
    assert first_needs(batch, [read(till.close())], []) == Needs(records=around(1))


def test_an_order_needs_what_its_arguments_name() -> None:
    _, _, batch = fresh()
    post = ordering(order("any", ref=CARD.ref, claim=b"hash", cards=[OTHER.row(), "odd", [], [7]]))
    assert first_needs(batch, [], [post]) == Needs(
        ids={post.entry_id}, refs={CARD.ref, OTHER.ref}, targets={b"hash"}
    )


def test_an_order_with_odd_arguments_needs_only_its_id() -> None:
    _, _, batch = fresh()
    post = ordering(order("any", ref=1, claim="x", cards=7))
    assert first_needs(batch, [], [post]) == Needs(ids={post.entry_id})


def further(book: MemoryBook, *messages: bytes) -> Needs:
    """Read the first facts, then say what those lead to."""
    batch, records = book.fresh(), [read(message) for message in messages]
    had = first_needs(batch, records, [])
    book.fill(batch, had)
    return further_needs(batch, records).minus(had)


def test_a_second_version_needs_whether_its_till_is_frozen() -> None:
    book, till, _ = fresh()
    book.ask(till.redeem(CARD, 1))
    assert further(book, device(1).redeem(CARD, 2)) == Needs(ids={"c/1/1/freeze"})
    assert further(book, device(1).redeem(CARD, 1)) == Needs()


def test_a_dropped_claim_needs_its_entry_and_then_its_card() -> None:
    book, till, _ = fresh()
    claim = till.redeem(CARD, 1)
    book.ask(claim)
    drop = till.decide(claim, 4)
    assert further(book, drop) == Needs(targets={read(claim).claim_hash})
    batch = book.fresh()
    book.fill(batch, Needs(targets={read(claim).claim_hash}))
    one = {CARD.ref}
    assert further_needs(batch, []) == Needs(refs=one, shorts=one, advised={read(claim).claim_hash})


def test_a_claim_handed_over_needs_nothing_more() -> None:
    book, till, _ = fresh()
    claim = till.redeem(CARD, 1)
    book.ask(claim)
    assert further(book, till.decide(claim, 1)) == Needs()


def test_a_noted_claim_needs_what_it_would_have_needed() -> None:
    book, till, _ = fresh()
    paid = till.redeem(CARD, 1)
    undo = till.refund(paid, 1)
    book.hand_in(paid, undo)
    assert further(book, till.decide(undo, 3)) == Needs(
        decisions={(1, 2)} - {(1, 2)},
        refs={CARD.ref},
        targets={read(paid).claim_hash},
        merchants={1},
        chains={1},
        leases={1},
        standins={1},
    )


def test_a_noted_record_that_is_no_claim_needs_nothing() -> None:
    book, till, _ = fresh()
    close = till.close()
    book.hand_in(close)
    assert further(book, till.decide(close, 1)) == Needs()


def test_needs_are_sets() -> None:
    first, second = Needs(refs={b"1", b"2"}, ids={"a"}), Needs(refs={b"2", b"3"})
    assert first.minus(second) == Needs(refs={b"1"}, ids={"a"})
    assert first.plus(second) == Needs(refs={b"1", b"2", b"3"}, ids={"a"})
    assert (first.any(), Needs().any()) == (True, False)
