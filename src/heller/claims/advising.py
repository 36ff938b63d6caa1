"""Advices: what was handed over without the book's yes is booked when its till's chain is whole.

A DECISION closes its claim at once. What is paid for it waits until every record before it is
there, for limits and pots are counted along the chain: so the order of delivery changes nothing.
"""

from heller.book.advised import Advised
from heller.book.body import Body, EntryKind, Outcome
from heller.book.target import Target
from heller.city.pots import Loss
from heller.claims.advice_row import POTS, AdviceRow, advice_row
from heller.claims.batch import Batch, Known, Paper, PotUse, RecordState
from heller.claims.closing import needs_advice
from heller.claims.decide import book_claim, receipt_for_advice, rule
from heller.claims.honour import Honour, honour
from heller.claims.kinds import CLOSE, REDEEM
from heller.claims.lease_close import close_lease
from heller.claims.occurred import occurred_at
from heller.claims.paper import noted
from heller.claims.records import (
    BY_STANDIN,
    ISOLATED,
    Claim,
    Decision,
    Record,
    parse_record,
)
from heller.movements.advice import Advice, advice


def advise(batch: Batch, till: int) -> None:
    """Book what waits of a till up to the first gap of its chain, oldest first.

    A lease is closed only when all that waited before its CLOSE is there to be booked.
    """
    waiting = batch.waiting.get(till)
    if not waiting or till not in batch.reach:
        return
    reach = _reach(batch, till)
    for seq in sorted(seq for seq in waiting if seq <= reach):
        waiting.discard(seq)
        record = parse_record(batch.records[till, seq].message, batch.scope.city)
        if record.kind == CLOSE:
            close_lease(batch, record)
        else:
            _advise(batch, record)


def _reach(batch: Batch, till: int) -> int:
    """Give the last record of a till before the first gap."""
    reach = batch.reach[till]
    while (till, reach + 1) in batch.records:
        reach += 1
    batch.reach[till] = reach
    return reach


def _advise(batch: Batch, said: Record) -> None:
    decision = said.body
    assert isinstance(decision, Decision)
    known = batch.records[decision.till, decision.claim_seq]
    if not needs_advice(batch, decision, known):
        batch.became((said.body.till, said.body.seq), noted(batch, said, RecordState.RESOLVED))
        return
    if known.kind == REDEEM:
        _pay(batch, said, decision, claim_of(batch, known))
        return
    claim = parse_record(known.message, batch.scope.city)
    assert isinstance(claim.body, Claim)
    ruling = rule(batch, claim.body, occurred_at(batch, claim.body))
    refused = ruling.outcome == Outcome.DECLINED
    state = RecordState.REVIEW if refused else RecordState.RESOLVED
    paper = book_claim(batch, claim, ruling, state, asked=False)
    batch.became((claim.body.till, claim.body.seq), paper)
    batch.became((said.body.till, said.body.seq), noted(batch, said, RecordState.RESOLVED))


def claim_of(batch: Batch, known: Known) -> Record:
    """Give the bytes of a claim that was authorised or closed, from the entry that did so."""
    target = batch.targets[known.hash[:16]]
    return parse_record(target.claim, batch.scope.city)


def _pay(batch: Batch, said: Record, decision: Decision, claim: Record) -> None:
    covered = honour(batch, claim, decision)
    if not covered.full:
        covered = _as_far_as_the_card(batch, claim, covered)
    paper = _paper(batch, said, covered)
    if covered.cents:
        evidence = (claim.message, said.message, *_receipt_of(batch, claim))
        book_advice(batch, claim, covered.cents, evidence, paper)
    batch.became((said.body.till, said.body.seq), paper)


def _as_far_as_the_card(batch: Batch, claim: Record, covered: Honour) -> Honour:
    body = claim.body
    assert isinstance(body, Claim)
    card = batch.cards.get(body.ref)
    has = card.balance(occurred_at(batch, body)) if card else 0
    return covered._replace(cents=min(covered.cents, has))


def _paper(batch: Batch, said: Record, covered: Honour) -> Paper:
    """Answer the DECISION: its receipt says what became of the payment."""
    state = RecordState.RESOLVED if covered.full else RecordState.REVIEW
    receipt = receipt_for_advice(batch, said, covered.reason or 0)
    decision = said.body
    assert isinstance(decision, Decision)
    paper = Paper(receipt, said, state=state, verdict=decision.verdict, keep_message=True)
    batch.papers.append(paper)
    return paper


def _receipt_of(batch: Batch, claim: Record) -> tuple[bytes, ...]:
    proven = batch.receipts.get(claim.claim_hash)
    return (proven.message,) if proven else ()


def book_advice(
    batch: Batch, claim: Record, cents: int, evidence: tuple[bytes, ...], paper: Paper | None
) -> Advised:
    """Enter an advice: `evidence` is the claim, what says that it was handed over, and receipts."""
    body = claim.body
    assert isinstance(body, Claim)
    target = batch.targets[claim.claim_hash]
    at = occurred_at(batch, body)
    entry = Body(
        EntryKind.ADVICE, f"{target.entry_id}/advice", f"till:{body.till}", at, batch.now,
        evidence=evidence, merchant=batch.register.tills[body.till].merchant,
    )  # fmt: skip
    transfer = advice(Advice(batch.cards.get(body.ref), entry.merchant, cents, at))
    one = Advised(body.till, body.seq, batch.next_seq, at, entry.merchant, body.ref, 0)
    draft = batch.enter(batch.transfer(entry, transfer), advised=one)
    batch.advices[body.till, body.seq] = one
    _take_over(batch, target, entry, one)
    _count(batch, advice_row(entry, batch.scope.city), one.short)
    if paper is not None:
        draft.paper, paper.entry_seq = paper, draft.seq
        paper.receipt = paper.receipt._replace(ledger_seq=draft.seq)
    return one


def _take_over(batch: Batch, target: Target, entry: Body, one: Advised) -> None:
    """Let voids, refunds and drops find the advice where the claim was."""
    target.entry_id, target.kind, target.outcome = entry.entry_id, EntryKind.REDEEM, Outcome.OK
    target.amount = sum(p.cents for p in entry.postings if p.cents > 0)
    target.moves, target.advised, target.merchant = entry.moves, one, entry.merchant
    target.recorded_at, target.reversed_cents, target.short_back = entry.occurred_at, 0, 0
    batch.target_seqs[entry.entry_id] = one.entry_seq


def _count(batch: Batch, row: AdviceRow, short: int) -> None:
    """Count an advice against the pot that it used, and what it has cost."""
    batch.losses.append(Loss(row.merchant, row.lease, POTS.get(row.verdict, ""), short))
    if row.verdict == ISOLATED:
        use = batch.pots.setdefault(row.lease, PotUse())
        use.cents, use.ops = use.cents + row.cents, use.ops + 1
        use.cards[row.ref] = use.cards.get(row.ref, 0) + row.cents
    elif row.verdict == BY_STANDIN:
        batch.standin_used[row.lease] = batch.standin_used.get(row.lease, 0) + row.cents
