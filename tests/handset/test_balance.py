"""A balance is read whole, or not at all."""

from typing import Any

import pytest

from heller.handset.balance import Balance, Move, Part, read_balance
from heller.handset.problems import Unreadable

PART = {"kind": "paid", "cents": 2_520, "active_from": 1, "valid_until": 9}
MOVE = {"at": 1, "kind": "sale", "cents": 2_520, "place": "i-Punkt", "seq": 4}
BODY = {
    "balance_cents": 2_520,
    "state": "active",
    "as_of": 5,
    "valid_until": 9,
    "parts": [PART],
    "history": [MOVE, MOVE | {"cents": -5, "place": None}],
}


def test_a_balance_is_read() -> None:
    moves = (Move(1, "sale", 2_520, "i-Punkt"), Move(1, "sale", -5, None))
    assert read_balance(BODY) == Balance(2_520, "active", 5, 9, (Part("paid", 2_520, 1, 9),), moves)
    empty = BODY | {"valid_until": None, "parts": [], "history": []}
    assert read_balance(empty) == Balance(2_520, "active", 5, None, (), ())


@pytest.mark.parametrize(
    "change",
    [
        {"balance_cents": "25"},
        {"state": None},
        {"valid_until": "never"},
        {"parts": [1]},
        {"parts": [PART | {"cents": None}]},
        {"history": {}},
        {"history": [MOVE | {"place": 7}]},
    ],
)
def test_a_spoilt_balance_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        read_balance(BODY | change)
