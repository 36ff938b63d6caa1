"""What a DECISION does: the till's word on what happened at the counter.

    authorisation   DECISION   booked
    ok, held        1, 2, 3    nothing more
    ok              4          /drop reverses it
    declined, held  4          /drop, journaled only
    none            4          declined(closed), then /drop, journaled only
    declined        2, 3       REDEEM: /advice in full within the pots; VOID, REFUND: a person looks
    none            2, 3       declined(closed), then /advice; VOID, REFUND: applied if they can be
    declined, none  1          REDEEM: /advice as the book's own ok receipt says, else for a person

A SALE stands whatever is said: DECISION 4 is refused, and one that came before its SALE does
nothing. Of two DECISIONs for one claim the lower seq counts where nothing is booked yet, the other
one's state is SECOND. What waits for a chain without gap is in advising.py.
"""

from typing import Final

from heller.book.body import Body, EntryKind, Outcome
from heller.book.decline import Reason
from heller.book.target import Target
from heller.book.transfer import Transfer
from heller.claims.batch import Batch, Known, Paper, RecordState
from heller.claims.decide import NOTHING, Ruling, book_claim, rule, to_short
from heller.claims.kinds import REDEEM, REFUND, SALE, VOID
from heller.claims.occurred import occurred_at
from heller.claims.paper import noted
from heller.claims.receipts import Receipt
from heller.claims.records import BY_BOOK, DROPPED, Claim, Decision, Record, parse_record
from heller.errors import Malformed, SaleStands
from heller.keys import SIGNATURE_BYTES
from heller.movements.drop import Drop, drop

_CLAIMS: Final = (REDEEM, SALE, VOID, REFUND)
_CLOSED: Final = Ruling(Outcome.DECLINED, Reason.CLOSED, NOTHING)


def close_claim(batch: Batch, claim: Record, decision: Record | Known) -> Paper:
    """Take a claim that its till has already decided; it is never authorised anew."""
    body = claim.body
    assert isinstance(body, Claim)
    if body.type == SALE:
        ruling = rule(batch, body, occurred_at(batch, body))
        return book_claim(batch, claim, ruling, RecordState.RESOLVED, asked=False)
    if _verdict(decision) == DROPPED:
        paper = book_claim(batch, claim, _CLOSED, RecordState.RESOLVED, asked=False)
        _enter_drop(batch, batch.targets[claim.claim_hash], (decision.message,), NOTHING)
        return paper
    if body.type == REDEEM:
        return book_claim(batch, claim, _CLOSED, RecordState.RESOLVED, asked=False)
    return noted(batch, claim, RecordState.WAITING)


def _verdict(decision: Record | Known) -> int:
    if isinstance(decision, Known):
        return decision.verdict
    assert isinstance(decision.body, Decision)
    return decision.body.verdict


def take_decision(batch: Batch, record: Record) -> Paper:
    """Take a DECISION: keep it, close its claim, and drop it when it says so."""
    decision = record.body
    assert isinstance(decision, Decision)
    place = (decision.till, decision.claim_seq)
    claim = batch.records.get(place)
    if place in batch.decisions and not _counts_instead(batch, record, place):
        return noted(batch, record, RecordState.SECOND)
    if claim is None:
        return _wait(batch, record)
    if claim.kind not in _CLAIMS:
        raise Malformed("The DECISION names a record that is no claim.")
    if decision.verdict == DROPPED and claim.kind == SALE:
        raise SaleStands
    if not claim.entry_seq:
        _close_noted(batch, record, claim)
    if needs_advice(batch, decision, batch.records[place]):
        if decision.verdict == BY_BOOK and not _as_said(batch, claim):
            return noted(batch, record, RecordState.REVIEW)
        return _wait(batch, record)
    return noted(batch, record, _said(batch, record, decision, claim))


def _as_said(batch: Batch, claim: Known) -> bool:
    """Say whether the book itself said yes once: its receipt is there, or only people undid it."""
    return claim.hash[:16] in batch.receipts or was_dropped(batch, claim)


def _said(batch: Batch, record: Record, decision: Decision, claim: Known) -> RecordState:
    if claim.entry_seq and decision.verdict == DROPPED:
        drop_target(batch, batch.targets[claim.hash[:16]], (record.message,))
    elif claim.entry_seq and outcome_of(batch, claim) == Outcome.DECLINED:
        return RecordState.REVIEW  # a refund that the book declined, and the till gave all the same
    return RecordState.RESOLVED


def _counts_instead(batch: Batch, record: Record, place: tuple[int, int]) -> bool:
    """Let the lower one of two DECISIONs count, as long as the other one still waits."""
    first = batch.decisions[place]
    if first.state != RecordState.WAITING:
        return False
    till, later = next(key for key, known in batch.records.items() if known.hash == first.hash)
    if later < record.body.seq:
        return False
    noted(batch, parse_record(first.message, batch.scope.city), RecordState.SECOND)
    batch.records[till, later] = first._replace(state=RecordState.SECOND, receipt=b"")
    batch.waiting.get(till, set()).discard(later)
    del batch.decisions[place]
    return True


def _wait(batch: Batch, record: Record) -> Paper:
    """Keep a DECISION until its claim is there, or its chain is whole."""
    batch.waiting.setdefault(record.body.till, set()).add(record.body.seq)
    return noted(batch, record, RecordState.WAITING)


def needs_advice(batch: Batch, decision: Decision, claim: Known) -> bool:
    """Say whether goods were handed over and the book has not said yes."""
    if decision.verdict == DROPPED or claim.kind not in (REDEEM, VOID, REFUND):
        return False
    if claim.kind != REDEEM:
        return not claim.entry_seq
    if not claim.entry_seq or outcome_of(batch, claim) == Outcome.DECLINED:
        return (decision.till, decision.claim_seq) not in batch.advices
    return was_dropped(batch, claim)


def was_dropped(batch: Batch, claim: Known) -> bool:
    """Say whether people dropped a claim that the book had booked; its till may know better."""
    target = batch.targets.get(claim.hash[:16])
    return target is not None and f"{target.entry_id}/drop" in batch.entries


def _close_noted(batch: Batch, record: Record, claim: Known) -> None:
    paper = close_claim(batch, parse_record(claim.message, batch.scope.city), record)
    assert isinstance(record.body, Decision)
    batch.became((record.body.till, record.body.claim_seq), paper)


def outcome_of(batch: Batch, claim: Known) -> int:
    """Give what the book said to a claim that it entered."""
    if claim.receipt:
        return Receipt.parse(claim.receipt[:-SIGNATURE_BYTES], batch.scope.city).outcome
    return batch.targets[claim.hash[:16]].outcome


def drop_target(batch: Batch, target: Target, evidence: tuple[bytes, ...]) -> None:
    """Undo what is left of a booking, once: nothing was handed over."""
    if f"{target.entry_id}/drop" in batch.entries:
        return
    transfer = drop(Drop(target, batch.cards.get(target.ref), batch.now))
    _enter_drop(batch, target, evidence, transfer)


def _enter_drop(
    batch: Batch, target: Target, evidence: tuple[bytes, ...], transfer: Transfer
) -> None:
    body = Body(
        EntryKind.DROP,
        f"{target.entry_id}/drop",
        f"till:{target.till}",
        batch.now,
        batch.now,
        evidence=evidence,
    )
    enter_undoing(batch, body, target, transfer)


def enter_undoing(batch: Batch, body: Body, target: Target, transfer: Transfer) -> None:
    """Enter what undoes all that is left of an earlier entry; its own undoing ends with it."""
    undone = batch.targets.get(target.undoes)
    advised = undone.advised if undone else target.advised
    draft = batch.enter(batch.transfer(body, transfer), target, advised)
    batch.entries[body.entry_id] = (draft.seq, b"")
    if not transfer.postings:
        return
    target.reversed_cents = target.amount
    target.short_back += to_short(body)
    if undone is not None:
        undone.reversed_cents -= sum(p.cents for p in transfer.postings if p.cents > 0)
        undone.short_back -= target.to_short
