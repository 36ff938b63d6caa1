"""Taking a till's post: each record is known, refused, asked for, or only taken in.

A post is what a till sends at once: all records not yet receipted, oldest first. With `ask` its
last record is a claim to authorise; every other record is only taken, unless the stand-in's signed
yes comes with it: that becomes the book's authorisation.
"""

from collections.abc import Sequence

from heller.book.body import Body, EntryKind
from heller.city.register import TillState
from heller.claims.advising import advise
from heller.claims.batch import Answer, Batch, Known, Paper, RecordState
from heller.claims.closing import close_claim, take_decision
from heller.claims.decide import book_claim, rule
from heller.claims.honour import said_by_standin
from heller.claims.kinds import CLOSE, DECISION, SALE
from heller.claims.lease_close import take_close
from heller.claims.occurred import occurred_at
from heller.claims.paper import noted
from heller.claims.records import Claim, Decision, Record, genesis_prev, verify_proof
from heller.claims.till_change import till_change
from heller.errors import BadProof, BadToken, ChainMismatch, Equivocation, Problem, TillRevoked


def take_post(batch: Batch, records: Sequence[Record], *, ask: bool) -> list[Answer]:
    """Answer each record of a post, in order; a claim's answer is what its DECISION made of it."""
    first, last = len(batch.papers), len(records) - 1
    bodies = (record.body for record in records if record.kind == DECISION)
    batch.deciding = {(one.till, one.claim_seq) for one in bodies if isinstance(one, Decision)}
    answers = [
        _take(batch, record, asked=ask and place == last) for place, record in enumerate(records)
    ]
    latest = {paper.record.hash: paper for paper in batch.papers[first:] if paper.record}
    return [
        answer if isinstance(answer, Problem) else latest.get(record.hash, answer)
        for record, answer in zip(records, answers, strict=True)
    ]


def _take(batch: Batch, record: Record, *, asked: bool) -> Answer:
    key = (record.body.till, record.body.seq)
    known = batch.records.get(key)
    try:
        if known is not None and known.hash != record.hash:
            return _equivocate(batch, record)
        decision = batch.decisions.get(key)
        if known is not None and _reopens(batch, record, known):
            return _in_the_making(batch, record)
        decides = asked or decision is not None or _said_yes(batch, record)
        if known is not None and not _open(known, asked=decides):
            return known.receipt or _in_the_making(batch, record)
        _check_chain(batch, record)
        _check_fresh_card(batch, record)
        answer = _new(batch, record, decision, asked=asked)
    except Problem as problem:
        return problem
    _keep(batch, key, record, answer)
    advise(batch, record.body.till)
    return answer


def _open(known: Known, *, asked: bool) -> bool:
    """Say whether a known record can still be decided: a claim that was only noted."""
    return asked and not known.entry_seq and known.state == RecordState.NOTED


def _reopens(batch: Batch, record: Record, known: Known) -> bool:
    """Try again what waited: a CLOSE, or a DECISION whose claim's receipt has come now."""
    body = record.body
    if record.kind == CLOSE and known.state == RecordState.WAITING:
        return _tried(batch, body.till, record)
    if not isinstance(body, Decision) or known.state != RecordState.REVIEW or known.entry_seq:
        return False
    claim = batch.records.get((body.till, body.claim_seq))
    if claim is None or claim.hash[:16] not in batch.receipts:
        return False
    return _tried(batch, body.till, record)


def _tried(batch: Batch, till: int, record: Record) -> bool:
    """Book what waits of a till, this record among it; say whether it was."""
    batch.waiting.setdefault(till, set()).add(record.body.seq)
    before = len(batch.papers)
    advise(batch, till)
    papers = batch.papers[before:]
    return any(one.record is not None and one.record.hash == record.hash for one in papers)


def _in_the_making(batch: Batch, record: Record) -> Paper:
    """Find the unsigned receipt of a record that the same batch brought before."""
    return next(
        p for p in reversed(batch.papers) if p.record is not None and p.record.hash == record.hash
    )


def _new(batch: Batch, record: Record, decision: Known | None, *, asked: bool) -> Paper:
    body = record.body
    if isinstance(body, Decision):
        return take_decision(batch, record)
    if not isinstance(body, Claim):
        return take_close(batch, record)
    if decision is not None:
        return close_claim(batch, record, decision)
    if asked:
        return _ask(batch, record, body)
    if _said_yes(batch, record):
        return _take_over(batch, record, body)
    return noted(batch, record, RecordState.NOTED)


def _said_yes(batch: Batch, record: Record) -> bool:
    """Say whether the stand-in said yes, and the till has not said yet what came of it."""
    place = (record.body.till, record.body.seq)
    return place not in batch.deciding and said_by_standin(batch, record)


def _take_over(batch: Batch, record: Record, claim: Claim) -> Paper:
    """Let the stand-in's yes become the book's authorisation: ok as far as the card covers it."""
    ruling = rule(batch, claim, occurred_at(batch, claim))
    return book_claim(batch, record, ruling, RecordState.UNRESOLVED, asked=False)


def _ask(batch: Batch, record: Record, claim: Claim) -> Paper:
    till = batch.register.tills[claim.till]
    if till.state == TillState.REVOKED and claim.type != SALE:
        raise TillRevoked
    if claim.typed:
        _use_token(batch, record, claim)
    ruling = rule(batch, claim, batch.now)
    return book_claim(batch, record, ruling, RecordState.UNRESOLVED, asked=True)


def _use_token(batch: Batch, record: Record, claim: Claim) -> None:
    token = batch.tokens.pop(record.token, None)
    expected = (claim.till, claim.ref)
    if token is None or (token.till, token.ref) != expected or token.until < batch.now:
        raise BadToken
    batch.used_tokens.append(record.token)


def _check_chain(batch: Batch, record: Record) -> None:
    body = record.body
    before = batch.records.get((body.till, body.seq - 1))
    expected = before.hash[:16] if before else None
    if body.seq == 1:
        expected = genesis_prev(batch.scope, body.till)
    after = batch.records.get((body.till, body.seq + 1))
    if expected not in (None, body.prev) or (after and after.prev != record.claim_hash):
        raise ChainMismatch


def _check_fresh_card(batch: Batch, record: Record) -> None:
    """Check the proof of a card that the door could not know yet: this batch registers it."""
    body = record.body
    card = batch.cards.get(body.ref) if isinstance(body, Claim) and not body.undoes else None
    if card and card.fresh and not verify_proof(batch.scope, card.public, record):
        raise BadProof


def _keep(batch: Batch, key: tuple[int, int], record: Record, paper: Paper) -> None:
    body = record.body
    known = Known(
        record.hash,
        record.kind,
        body.prev,
        body.claim_seq if isinstance(body, Decision) else 0,
        paper.entry_seq,
        paper.state,
        paper.verdict,
        b"",
        record.message if paper.keep_message else b"",
    )
    batch.records[key] = known
    if record.kind == DECISION:
        batch.decisions.setdefault((body.till, known.claim_seq), known)


def _equivocate(batch: Batch, record: Record) -> Problem:
    """Keep the second version of a record and freeze its till."""
    body = record.body
    till = batch.register.tills[body.till]
    entry_id = f"c/{body.till}/{body.seq}/freeze"
    if entry_id not in batch.entries:
        freeze = (till_change(till, TillState.FROZEN),) if till.state == TillState.ACTIVE else ()
        entry = Body(
            EntryKind.FREEZE, entry_id, f"till:{body.till}", batch.now, batch.now,
            evidence=(record.message,), register=freeze,
        )  # fmt: skip
        draft = batch.enter(entry)
        draft.equivocation = (body.till, body.seq, record.hash, record.message)
        batch.entries[entry_id] = (draft.seq, b"")
    return Equivocation()
