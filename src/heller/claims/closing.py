"""What a DECISION does: the till's word on what happened at the counter (claims.md, Two acts).

    authorisation   DECISION   booked
    ok              1, 2, 3    nothing more
    ok              4          /drop reverses it
    declined        4          /drop, journaled only
    none            4          declined(closed), then /drop, journaled only
    none            1, 2, 3    SALE, VOID, REFUND: applied as far as they can be
    declined, none  1, 2, 3    REDEEM: kept, waiting for its advice
"""

from typing import Final

from heller.book.body import Body, EntryKind, Outcome
from heller.book.decline import Reason
from heller.book.transfer import Transfer
from heller.claims.batch import Batch, Known, Paper, RecordState
from heller.claims.decide import NOTHING, Ruling, book_claim, claim_id, rule
from heller.claims.kinds import REDEEM, REFUND, SALE, VOID
from heller.claims.paper import noted
from heller.claims.records import DROPPED, Claim, Decision, Record, parse_record
from heller.errors import Malformed, SaleStands
from heller.movements.drop import Drop, drop

_CLAIMS: Final = (REDEEM, SALE, VOID, REFUND)
_CLOSED: Final = Ruling(Outcome.DECLINED, Reason.CLOSED, NOTHING)


def close_claim(batch: Batch, claim: Record, decision: Record | Known) -> Paper:
    """Take a claim that its till has already decided; it is never authorised anew."""
    body = claim.body
    assert isinstance(body, Claim)
    verdict = _verdict(decision)
    if verdict == DROPPED and body.type != SALE:
        paper = book_claim(batch, claim, _CLOSED, RecordState.RESOLVED, asked=False)
        _drop(batch, body, decision.message)
        return paper
    if verdict == DROPPED or body.type == REDEEM:
        return noted(batch, claim, RecordState.WAITING)
    at = min(body.time, batch.now) if body.type == SALE else batch.now
    return book_claim(batch, claim, rule(batch, body, at), RecordState.RESOLVED, asked=False)


def _verdict(decision: Record | Known) -> int:
    if isinstance(decision, Known):
        return decision.verdict
    assert isinstance(decision.body, Decision)
    return decision.body.verdict


def take_decision(batch: Batch, record: Record) -> Paper:
    """Take a DECISION: keep it, and drop its claim when it says so."""
    decision = record.body
    assert isinstance(decision, Decision)
    claim = batch.records.get((decision.till, decision.claim_seq))
    earlier = batch.decisions.get((decision.till, decision.claim_seq))
    if earlier is not None and earlier.hash != record.hash:
        return noted(batch, record, RecordState.REVIEW)
    if claim is None:
        return noted(batch, record, RecordState.WAITING)
    if claim.kind not in _CLAIMS:
        raise Malformed("The DECISION names a record that is no claim.")
    if decision.verdict == DROPPED and claim.kind == SALE:
        raise SaleStands
    return noted(batch, record, _decided(batch, record, decision, claim))


def _decided(batch: Batch, record: Record, decision: Decision, claim: Known) -> RecordState:
    if not claim.entry_seq and claim.message:
        kept = parse_record(claim.message, batch.scope.city)
        paper = close_claim(batch, kept, record)
        known = claim._replace(entry_seq=paper.entry_seq, state=paper.state)
        batch.records[(decision.till, decision.claim_seq)] = known
        return RecordState.RESOLVED if paper.entry_seq else RecordState.WAITING
    if decision.verdict == DROPPED:
        _drop_entered(batch, record, decision, claim)
    return RecordState.RESOLVED


def _drop_entered(batch: Batch, record: Record, decision: Decision, claim: Known) -> None:
    target = batch.targets[claim.hash[:16]]
    if f"{target.entry_id}/drop" in batch.entries:
        return
    card = batch.cards.get(target.ref)
    transfer = drop(Drop(target, card, batch.now))
    cents = target.left
    _enter_drop(batch, target.entry_id, decision.till, record.message, transfer)
    if transfer.postings:
        target.reversed_cents += cents


def _drop(batch: Batch, claim: Claim, message: bytes) -> None:
    if f"{claim_id(claim)}/drop" not in batch.entries:
        _enter_drop(batch, claim_id(claim), claim.till, message, NOTHING)


def _enter_drop(
    batch: Batch, entry_id: str, till: int, message: bytes, transfer: Transfer
) -> None:
    body = Body(
        EntryKind.DROP,
        f"{entry_id}/drop",
        f"till:{till}",
        batch.now,
        batch.now,
        evidence=(message,) if message else (),
    )
    target = next(t for t in batch.targets.values() if t.entry_id == entry_id)
    draft = batch.enter(batch.transfer(body, transfer), target)
    batch.entries[body.entry_id] = (draft.seq, b"")

