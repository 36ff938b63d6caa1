"""What is kept and not decided is receipted as noted."""

from tests.claims.made import CARDS, NOW, device, made_city, read
from tests.claims.samples import UNNA

from heller.claims.batch import Paper, RecordState
from heller.claims.paper import noted
from heller.claims.receipts import BOOK, NOTED, UPLOAD, Receipt

CARD = CARDS[0]


def test_a_claim_is_noted_with_card_and_amount_but_without_a_balance() -> None:
    book, record = made_city(), read(device(1).redeem(CARD, 1_240))
    batch = book.fresh()
    paper = noted(batch, record, RecordState.NOTED)
    receipt = Receipt(
        UNNA, 3, BOOK, UPLOAD, NOTED, 0, record.claim_hash, CARD.ref, 1_240, 0, 1, 0, NOW
    )
    assert paper == Paper(receipt, record, 0, RecordState.NOTED, 0, keep_message=True)
    assert batch.papers == [paper]


def test_a_decision_is_noted_with_its_verdict() -> None:
    book, till = made_city(), device(1)
    record = read(till.decide(till.redeem(CARD, 1_240), 3))
    paper = noted(book.fresh(), record, RecordState.WAITING)
    assert (paper.receipt.ref, paper.receipt.amount, paper.verdict) == (bytes(10), 0, 3)


def test_the_same_record_has_the_same_receipt_for_ever() -> None:
    book, claim = made_city(), device(1).redeem(CARD, 1_240)
    first = book.hand_in(claim)[0]
    book.now += 3_600
    batch = book.fresh()
    batch.records = dict(book.records)
    again = noted(batch, read(claim), RecordState.WAITING)
    assert again.receipt == first
