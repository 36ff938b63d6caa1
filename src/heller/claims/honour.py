"""What the city guarantees of a claim that was handed over without the book (claims.md, pots).

A lease is judged by its outage values, for the fund figure counts them: what a till does less with
no outage declared is its own caution, no bound.
"""

from typing import NamedTuple

from heller.book.body import Outcome
from heller.book.decline import Reason
from heller.city.pots import STANDIN as STANDIN_SECONDS
from heller.city.pots import UPLOAD as UPLOAD_SECONDS
from heller.city.register import TillState
from heller.claims.batch import Batch, PotUse
from heller.claims.lease import Lease
from heller.claims.occurred import lease_of
from heller.claims.receipts import OK, STANDIN
from heller.claims.records import BY_BOOK, BY_STANDIN, Claim, Decision, Record


class Honour(NamedTuple):
    """How much of a claim is paid (cents), whether the city fills up, and why not in full."""

    cents: int
    full: bool
    reason: Reason | None = None


def refused(reason: Reason) -> Honour:
    """Pay nothing: a person must look."""
    return Honour(0, full=False, reason=reason)


def honour(batch: Batch, record: Record, decision: Decision) -> Honour:
    """Say what the guarantee covers of a payment with DECISION 1, 2 or 3."""
    claim = record.body
    assert isinstance(claim, Claim)
    if batch.targets[record.claim_hash].outcome == Outcome.OK:
        return Honour(claim.amount, full=True)  # the book had said yes, and people dropped it
    if decision.verdict == BY_BOOK:
        return _as_said(batch, record)
    lease = lease_of(batch, claim)
    if lease is None:
        return refused(Reason.LEASE_UNKNOWN)
    if batch.register.tills[claim.till].state != TillState.ACTIVE:
        return refused(Reason.TILL_FROZEN)
    if lease.number in batch.register.closed:
        return refused(Reason.LEASE_OVER)  # closed: nothing of it is guaranteed any more
    if decision.verdict == BY_STANDIN and said_by_standin(batch, record):
        return _standin(batch, record, lease)
    return _isolated(claim, lease, batch.pots.get(claim.lease, PotUse()), batch.now)


def _as_said(batch: Batch, record: Record) -> Honour:
    """Pay as the book's own receipt of an earlier generation says; the book must not unsay it."""
    proven = batch.receipts.get(record.claim_hash)
    if proven is None or proven.receipt.by == STANDIN or proven.receipt.outcome != OK:
        return refused(Reason.RECEIPT_MISSING)
    return Honour(proven.receipt.amount, full=True)


def said_by_standin(batch: Batch, record: Record) -> bool:
    """Say whether the stand-in's signed ok for this claim is there."""
    proven = batch.receipts.get(record.claim_hash)
    return proven is not None and (proven.receipt.by, proven.receipt.outcome) == (STANDIN, OK)


def _standin(batch: Batch, record: Record, lease: Lease) -> Honour:
    """Pay within the lease's stand-in pot in full, beyond it as far as the card covers."""
    claim, said = record.body, batch.receipts[record.claim_hash].receipt.time
    assert isinstance(claim, Claim)
    if claim.time > lease.expires + STANDIN_SECONDS:
        return refused(Reason.LEASE_OVER)
    if batch.now > min(said, lease.expires + STANDIN_SECONDS) + UPLOAD_SECONDS:
        return Honour(claim.amount, full=False, reason=Reason.TOO_LATE_UPLOADED)
    within = batch.standin_used.get(lease.number, 0) + claim.amount <= lease.standin
    return Honour(claim.amount, within, None if within else Reason.POT_EXCEEDED)


def _isolated(claim: Claim, lease: Lease, use: PotUse, now: int) -> Honour:
    """Pay within the lease's isolated pot; what is beyond it waits for people."""
    if claim.time > lease.expires:
        return refused(Reason.LEASE_OVER)
    if now > lease.expires + UPLOAD_SECONDS:
        return refused(Reason.TOO_LATE_UPLOADED)
    if use.cards.get(claim.ref, 0) + claim.amount > lease.limit_outage:
        return refused(Reason.ABOVE_LEASE_LIMIT)
    if use.cents + claim.amount > lease.isolated_outage:
        return refused(Reason.POT_EXCEEDED)
    if use.ops + 1 > lease.ops_outage:
        return refused(Reason.OPERATIONS_EXCEEDED)
    return Honour(claim.amount, full=True)
