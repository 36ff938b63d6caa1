"""What a DECISION does: the till's word on what happened at the counter.

    authorisation   DECISION   booked
    ok, held        1, 2, 3    nothing more
    ok              4          /drop reverses it
    declined, held  4          /drop, journaled only
    none            4          declined(closed), then /drop, journaled only
    none            1, 2, 3    SALE, VOID, REFUND: applied if they can be, else a person looks
    declined        1, 2, 3    VOID, REFUND: the DECISION waits for a person
    declined, none  1, 2, 3    REDEEM: kept, waiting for its advice

A SALE stands whatever is said: DECISION 4 is refused, and one that came before its SALE does
nothing. Of two DECISIONs for one claim the first counts; the other one's state is REVIEW.
"""

from typing import Final

from heller.book.body import Body, EntryKind, Outcome
from heller.book.decline import Reason
from heller.book.target import Target
from heller.book.transfer import Transfer
from heller.claims.batch import Batch, Known, Paper, RecordState
from heller.claims.decide import NOTHING, Ruling, book_claim, rule
from heller.claims.kinds import REDEEM, REFUND, SALE, VOID
from heller.claims.paper import noted
from heller.claims.receipts import Receipt
from heller.claims.records import DROPPED, Claim, Decision, Record, parse_record
from heller.errors import Malformed, SaleStands
from heller.keys import SIGNATURE_BYTES
from heller.movements.drop import Drop, drop

_CLAIMS: Final = (REDEEM, SALE, VOID, REFUND)
_CLOSED: Final = Ruling(Outcome.DECLINED, Reason.CLOSED, NOTHING)


def close_claim(batch: Batch, claim: Record, decision: Record | Known) -> Paper:
    """Take a claim that its till has already decided; it is never authorised anew."""
    body = claim.body
    assert isinstance(body, Claim)
    if body.type != SALE and _verdict(decision) == DROPPED:
        paper = book_claim(batch, claim, _CLOSED, RecordState.RESOLVED, asked=False)
        _enter_drop(batch, batch.targets[claim.claim_hash], decision.message, NOTHING)
        return paper
    if body.type == REDEEM:
        return noted(batch, claim, RecordState.WAITING)
    ruling = rule(batch, body, min(body.time, batch.now) if body.type == SALE else batch.now)
    refused = ruling.outcome == Outcome.DECLINED
    state = RecordState.REVIEW if refused else RecordState.RESOLVED
    return book_claim(batch, claim, ruling, state, asked=False)


def _verdict(decision: Record | Known) -> int:
    if isinstance(decision, Known):
        return decision.verdict
    assert isinstance(decision.body, Decision)
    return decision.body.verdict


def take_decision(batch: Batch, record: Record) -> Paper:
    """Take a DECISION: keep it, and drop its claim when it says so."""
    decision = record.body
    assert isinstance(decision, Decision)
    place = (decision.till, decision.claim_seq)
    claim = batch.records.get(place)
    if place in batch.decisions:
        return noted(batch, record, RecordState.REVIEW)
    if claim is None:
        return noted(batch, record, RecordState.WAITING)
    if claim.kind not in _CLAIMS:
        raise Malformed("The DECISION names a record that is no claim.")
    if decision.verdict == DROPPED and claim.kind == SALE:
        raise SaleStands
    return noted(batch, record, _decided(batch, record, decision, claim))


def _decided(batch: Batch, record: Record, decision: Decision, claim: Known) -> RecordState:
    if not claim.entry_seq:
        return _close_noted(batch, record, decision, claim)
    if decision.verdict == DROPPED:
        _drop_entered(batch, record, claim)
    elif _outcome(batch, claim) == Outcome.DECLINED:
        return RecordState.WAITING
    return RecordState.RESOLVED


def _close_noted(batch: Batch, record: Record, decision: Decision, claim: Known) -> RecordState:
    paper = close_claim(batch, parse_record(claim.message, batch.scope.city), record)
    known = claim._replace(entry_seq=paper.entry_seq, state=paper.state, receipt=b"")
    batch.records[decision.till, decision.claim_seq] = known
    return RecordState.RESOLVED if paper.entry_seq else RecordState.WAITING


def _outcome(batch: Batch, claim: Known) -> int:
    if claim.receipt:
        return Receipt.parse(claim.receipt[:-SIGNATURE_BYTES], batch.scope.city).outcome
    return batch.targets[claim.hash[:16]].outcome


def _drop_entered(batch: Batch, record: Record, claim: Known) -> None:
    target = batch.targets[claim.hash[:16]]
    if f"{target.entry_id}/drop" in batch.entries:
        return
    transfer = drop(Drop(target, batch.cards.get(target.ref), batch.now))
    _enter_drop(batch, target, record.message, transfer)
    if not transfer.postings:
        return
    target.reversed_cents = target.amount
    undone = batch.targets.get(target.undoes)
    if undone is not None:
        undone.reversed_cents -= sum(p.cents for p in transfer.postings if p.cents > 0)


def _enter_drop(batch: Batch, target: Target, message: bytes, transfer: Transfer) -> None:
    body = Body(
        EntryKind.DROP,
        f"{target.entry_id}/drop",
        f"till:{target.till}",
        batch.now,
        batch.now,
        evidence=(message,),
    )
    draft = batch.enter(batch.transfer(body, transfer), target)
    batch.entries[body.entry_id] = (draft.seq, b"")
