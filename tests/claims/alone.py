"""A city whose tills trade alone: isolated pots from the first day, and stand-in receipts."""

from typing import Final

from tests.claims.made import CARDS, Device, MemoryBook, device, made_city, read, upload
from tests.claims.samples import SCOPE, UNNA, key

from heller.book.accounts import AccountKind
from heller.claims.batch import ProvenReceipt
from heller.claims.receipts import BOOK, OK, STANDIN, Receipt
from heller.claims.records import Claim

CARD, OTHER, _ = CARDS
BUSY: Final = 12_000


def city(cents: int = 5_000, **settings: int) -> tuple[MemoryBook, Device]:
    """Give a city with money on card one, and till 3 of merchant 2, which has pots."""
    book = made_city(new_device_wait=0, **settings)
    seller = device(1)
    sale = seller.sale(CARD, cents)
    book.ask(sale)
    book.take(upload(seller.decide(sale, 1)))
    return book, device(3)


def sums(book: MemoryBook) -> tuple[int, int, int]:
    """Give what card one, merchant 2 and his shortfall say (credit positive)."""
    return (
        book.balance(AccountKind.CARD, 1),
        book.balance(AccountKind.MERCHANT, 2),
        book.balance(AccountKind.SHORTFALL, 2),
    )


def bring(
    book: MemoryBook, claim: bytes, by: int = STANDIN, outcome: int = OK, *, at: int = 0
) -> None:
    """Let a till bring a signed receipt for its claim, of the claim's time or of `at`."""
    record = read(claim)
    assert isinstance(record.body, Claim)
    reason = 0 if outcome == OK else 35
    receipt = Receipt(
        UNNA, 3, by, 0, outcome, reason, record.claim_hash, record.body.ref, record.body.amount,
        0, 1, 0, at or record.body.time,
    )  # fmt: skip
    signer = key("STANDIN" if by == STANDIN else "ACK")
    message = signer.sealed(SCOPE, "receipt", receipt.pack())
    book.receipts[record.claim_hash] = ProvenReceipt(message, receipt)


__all__ = ["BOOK", "BUSY", "CARD", "OTHER", "STANDIN", "bring", "city", "sums"]
