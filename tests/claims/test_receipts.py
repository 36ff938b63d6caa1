"""A receipt says nothing that has no meaning."""

import pytest
from tests.claims.samples import RECEIPT, UNNA

from heller.book.decline import Reason
from heller.claims.receipts import Receipt
from heller.errors import Malformed


@pytest.mark.parametrize("outcome", [2, 3, 4, 6])
@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_read(outcome: int, reason: Reason) -> None:
    receipt = RECEIPT._replace(outcome=outcome, reason=reason)
    assert Receipt.parse(receipt.pack(), UNNA) == receipt


@pytest.mark.parametrize("outcome", [1, 3, 4, 5])
def test_some_outcomes_need_no_reason(outcome: int) -> None:
    receipt = RECEIPT._replace(outcome=outcome)
    assert Receipt.parse(receipt.pack(), UNNA) == receipt


@pytest.mark.parametrize(
    "receipt",
    [
        RECEIPT._replace(by=0),
        RECEIPT._replace(by=3),
        RECEIPT._replace(flags=8),
        RECEIPT._replace(outcome=0),
        RECEIPT._replace(outcome=7),
        RECEIPT._replace(outcome=1, reason=35),
        RECEIPT._replace(outcome=5, reason=35),
        RECEIPT._replace(outcome=2),
        RECEIPT._replace(outcome=6),
        RECEIPT._replace(outcome=2, reason=12),
    ],
)
def test_everything_else_is_refused(receipt: Receipt) -> None:
    with pytest.raises(Malformed):
        Receipt.parse(receipt.pack(), UNNA)
