"""A noted claim is closed after a day; what its till says later still counts."""

from tests.claims.alone import CARD, OTHER, city, sums
from tests.claims.made import Device, MemoryBook, device, read, upload

from heller.book.accounts import AccountKind
from heller.book.decline import Reason
from heller.claims.batch import RecordState
from heller.claims.needs import first_needs, further_needs
from heller.claims.receipts import DECLINED, OK
from heller.claims.unasked import close_unasked


def close(book: MemoryBook, *claims: bytes) -> int:
    """Close in a batch of its own, as the writer does."""
    batch, records = book.fresh(), [read(one) for one in claims]
    book.fill(batch, first_needs(batch, records, []))
    book.fill(batch, further_needs(batch, records))
    closed = close_unasked(batch, records)
    book.write(batch)
    return closed


def noted() -> tuple[MemoryBook, Device, bytes]:
    book, till = city()
    claim = till.redeem(CARD, 700)
    book.hand_in(claim)
    return book, till, claim


def test_a_noted_claim_is_declined_once() -> None:
    book, _, claim = noted()
    assert close(book, claim, claim) == 1
    assert close(book, claim) == 0
    said = book.receipt(claim)
    assert (said.outcome, said.reason) == (DECLINED, Reason.UNASKED)
    assert (book.state(claim), sums(book)) == (RecordState.UNRESOLVED, (5_000, 0, 0))
    assert book.hand_in(claim) == [said]


def test_what_the_till_says_later_still_counts() -> None:
    for verdict, result in ((3, (4_300, 700, 0)), (4, (5_000, 0, 0))):
        book, till, claim = noted()
        close(book, claim)
        book.take(upload(till.decide(claim, verdict)))
        assert sums(book) == result


def test_a_decided_or_unknown_claim_is_left_alone() -> None:
    book, till, claim = noted()
    book.take(upload(till.decide(claim, 3)))
    assert close(book, claim) == 0
    assert close(book, till.redeem(CARD, 1)) == 0


def test_a_sale_stands() -> None:
    book, _ = city()
    seller = device(1)
    seller.seq, seller.prev = 2, read(book.records[1, 2].message).claim_hash
    sale = seller.sale(OTHER, 2_000)
    book.hand_in(sale)
    assert close(book, sale) == 1
    assert (book.receipt(sale).outcome, book.balance(AccountKind.CARD, 2)) == (OK, 2_000)
