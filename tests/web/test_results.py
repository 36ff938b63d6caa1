"""A receipt in JSON says what its bytes say."""

from base64 import b64encode

from heller.claims.receipts import DECLINED, STANDIN, Receipt
from heller.web.results import receipt_result


def test_receipt_is_shown_with_its_bytes() -> None:
    receipt = Receipt(1, 5, STANDIN, 0, DECLINED, 35, bytes(16), bytes(10), 100, 42, 1, 7, 9)
    assert receipt_result(b"bytes", receipt) == {
        "receipt": b64encode(b"bytes").decode(),
        "outcome": "declined",
        "reason": "insufficient",
        "balance_cents": 42,
        "seq": 7,
    }
