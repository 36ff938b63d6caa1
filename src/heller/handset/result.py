"""What became of a claim at the counter: the till's DECISION beside the city's receipt."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from heller.book.decline import Reason
from heller.claims.codes import Code, write_code
from heller.claims.isolated import Answer
from heller.claims.kinds import REDEEM, REFUND, SALE, VOID
from heller.claims.receipts import DECLINED, DUPLICATE, HELD, OK, STANDIN, Receipt
from heller.claims.records import BY_BOOK, BY_STANDIN, DROPPED, ISOLATED, Claim
from heller.errors import Problem
from heller.handset.journal import Entry, claim_of
from heller.keys import SIGNATURE_BYTES

KINDS: Final = {REDEEM: "redeem", SALE: "sale", VOID: "void", REFUND: "refund"}


class State(StrEnum):
    """What the person at the till needs to know."""

    ACCEPTED = "accepted"  # done: the goods may go, the money is on the card
    HELD = "held"  # the city keeps it, a person decides
    DECLINED = "declined"  # no, and the city said why
    DROPPED = "dropped"  # no certain answer: nothing was handed over, the till takes it back
    RECORDED = "recorded"  # without an answer: it stands, and is handed in later


@dataclass(frozen=True, slots=True)
class Result:
    """A claim and its end; `message` is the signed receipt, `problem` why there was none.

    `alone` is what the till said to itself when nothing answered.
    """

    state: State
    claim: Claim
    claim_hash: bytes
    receipt: Receipt | None
    message: bytes | None
    problem: Problem | None = None
    alone: Answer | None = None

    @property
    def kind(self) -> str:
        """Name what was claimed."""
        return KINDS[self.claim.type]

    @property
    def reason(self) -> Reason | None:
        """Give the reason of a no or of a hold."""
        return Reason(self.receipt.reason) if self.receipt and self.receipt.reason else None

    @property
    def by_standin(self) -> bool:
        """Say whether the stand-in decided, and the book has not said anything yet."""
        return self.receipt is not None and self.receipt.by == STANDIN

    @property
    def receipt_text(self) -> str | None:
        """Give the receipt as text (HR1: ...), for whoever wants to check it."""
        return write_code(Code.RECEIPT, self.message) if self.message else None


def verdict_on(claim: Claim, receipt: Receipt | None) -> int:
    """Say what the till decides: handed over by the receipt, or dropped.

    A sale cannot be dropped, for the money was taken: without a receipt the till answers for it.
    """
    taken = {OK, HELD} | ({DUPLICATE} if claim.type == SALE else set())
    if receipt is not None and receipt.outcome in taken:
        return BY_STANDIN if receipt.by == STANDIN else BY_BOOK
    return ISOLATED if claim.type == SALE else DROPPED


def result_of(
    entry: Entry, verdict: int, problem: Problem | None = None, alone: Answer | None = None
) -> Result:
    """Put together what the journal holds of a decided claim."""
    claim = claim_of(entry)
    receipt = stored_receipt(entry)
    state = _state(verdict, receipt)
    message = entry.receipt or entry.standin
    return Result(state, claim, entry.record.claim_hash, receipt, message, problem, alone)


def stored_receipt(entry: Entry) -> Receipt | None:
    """Read a receipt of the journal, the book's before the stand-in's; it was checked then."""
    message = entry.receipt or entry.standin
    if message is None:
        return None
    return Receipt.parse(message[:-SIGNATURE_BYTES], entry.record.body.city)


def _state(verdict: int, receipt: Receipt | None) -> State:
    outcome = receipt.outcome if receipt else None
    if verdict == BY_STANDIN and outcome != HELD:
        return State.ACCEPTED  # whatever the book's own receipt says, the shop is paid
    if verdict == DROPPED:
        answered = receipt is not None and receipt.reason != Reason.CLOSED
        return State.DECLINED if answered and outcome == DECLINED else State.DROPPED
    if outcome == HELD:
        return State.HELD
    return State.ACCEPTED if outcome in (OK, DUPLICATE) else State.RECORDED
