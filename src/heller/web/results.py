"""How a receipt is shown in JSON beside its bytes."""

from typing import Any

from heller.book.decline import Reason
from heller.claims.receipts import OUTCOMES, Receipt
from heller.web.http import base64_text


def receipt_result(message: bytes, receipt: Receipt) -> dict[str, Any]:
    """Write a receipt's bytes with what they say."""
    return {
        "receipt": base64_text(message),
        "outcome": OUTCOMES[receipt.outcome],
        "reason": Reason(receipt.reason).name.lower() if receipt.reason else None,
        "balance_cents": receipt.balance,
        "seq": receipt.ledger_seq,
    }
