"""RECEIPT: the city's signed answer to a record. The same record gets the same bytes for ever."""

from typing import Final, NamedTuple, Self

from heller.book.decline import Reason
from heller.claims.kinds import RECEIPT
from heller.claims.wire import Layout, demand

BOOK: Final = 1
STANDIN: Final = 2

TYPED: Final = 0b001
ADVICE: Final = 0b010
UPLOAD: Final = 0b100

OK: Final = 1
DECLINED: Final = 2
DUPLICATE: Final = 3
DISPUTED: Final = 4
NOTED: Final = 5
HELD: Final = 6

OUTCOMES: Final = {
    OK: "ok",
    DECLINED: "declined",
    DUPLICATE: "duplicate",
    DISPUTED: "disputed",
    NOTED: "noted",
    HELD: "held",
}

_NONE = frozenset({0})
_CODES = frozenset(int(reason) for reason in Reason)
_REASONS: Final = {
    OK: _NONE,
    DECLINED: _CODES,
    DUPLICATE: _CODES | _NONE,
    DISPUTED: _CODES | _NONE,
    NOTED: _NONE,
    HELD: _CODES,
}
_LAYOUT = Layout(RECEIPT, "B B B B H 16s 10s I I H Q I")


class Receipt(NamedTuple):
    """What became of a record, said by the book (`by` 1) or the stand-in (2).

    `amount` and `balance` (payable now, after this record) are cents, `time` is UTC seconds,
    `claim_hash` the first 16 bytes of the record's hash, `ledger_seq` the journal entry or 0.
    """

    city: int
    key: int
    by: int
    flags: int
    outcome: int
    reason: int
    claim_hash: bytes
    ref: bytes
    amount: int
    balance: int
    generation: int
    ledger_seq: int
    time: int

    @property
    def domain(self) -> str:
        """Give the name under which it is signed."""
        return "receipt"

    def pack(self) -> bytes:
        """Give the payload: 59 bytes."""
        return _LAYOUT.pack(*self)

    @classmethod
    def parse(cls, payload: bytes, city: int) -> Self:
        """Read a RECEIPT's payload; raises Malformed or WrongCity."""
        receipt = cls._make(_LAYOUT.unpack(payload, city))
        demand(receipt.by in (BOOK, STANDIN), "The receipt is by nobody known.")
        demand(not receipt.flags & ~(TYPED | ADVICE | UPLOAD), "The receipt has an unknown flag.")
        demand(receipt.reason in _REASONS.get(receipt.outcome, ()), "Outcome or reason is unknown.")
        return receipt
