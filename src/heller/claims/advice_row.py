"""What the book keeps of an advice beside its entry, read out of the entry itself."""

from typing import Final, NamedTuple

from heller.book.accounts import AccountKind, account
from heller.book.body import Body
from heller.claims.kinds import DECISION
from heller.claims.receipts import STANDIN, Receipt
from heller.claims.records import BY_STANDIN, ISOLATED, Claim, Decision, parse_record
from heller.keys import SIGNATURE_BYTES

BY_PEOPLE = 0  # two people said that the goods were handed over, no till did
POTS: Final = {ISOLATED: "isolated", BY_STANDIN: "standin"}  # which pot bears what falls short


class AdviceRow(NamedTuple):
    """Whose pot an advice used, and how much; cents, times in seconds UTC.

    `verdict` is the DECISION's (1 to 3), or 0 when an order said it; 2 without the stand-in's
    receipt counts as 3.
    """

    till: int
    claim_seq: int
    lease: int
    merchant: int
    ref: bytes
    verdict: int
    cents: int
    occurred_at: int


def advice_row(body: Body, city: int) -> AdviceRow:
    """Read an ADVICE entry: its evidence is the claim, then the DECISION or the order."""
    claim = parse_record(body.evidence[0], city).body
    assert isinstance(claim, Claim)
    payable = account(AccountKind.MERCHANT, body.merchant)
    cents = sum(p.cents for p in body.postings if p.account == payable)
    return AdviceRow(
        claim.till,
        claim.seq,
        claim.lease,
        body.merchant,
        claim.ref,
        _verdict(body.evidence[1:], city),
        cents,
        body.occurred_at,
    )


def _verdict(evidence: tuple[bytes, ...], city: int) -> int:
    said, *receipts = evidence
    if said[0] != DECISION:
        return BY_PEOPLE
    decision = parse_record(said, city).body
    assert isinstance(decision, Decision)
    if decision.verdict != BY_STANDIN:
        return decision.verdict
    signers = [Receipt.parse(one[:-SIGNATURE_BYTES], city).by for one in receipts]
    return BY_STANDIN if STANDIN in signers else ISOLATED
