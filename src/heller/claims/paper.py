"""Receipts for what is kept and not decided."""

from heller.claims.batch import Batch, Paper, RecordState
from heller.claims.receipts import BOOK, NOTED, UPLOAD, Receipt
from heller.claims.records import Claim, Decision, Record
from heller.keys import SIGNATURE_BYTES


def noted(batch: Batch, record: Record, state: RecordState) -> Paper:
    """Keep a record without deciding anything; its receipt says so, each time in the same bytes."""
    body = record.body
    known = batch.records.get((body.till, body.seq))
    generation, time = batch.generation, batch.now
    if known is not None and known.receipt:
        first = Receipt.parse(known.receipt[:-SIGNATURE_BYTES], batch.scope.city)
        generation, time = first.generation, first.time
    ref, amount = (body.ref, body.amount) if isinstance(body, Claim) else (bytes(10), 0)
    receipt = Receipt(
        batch.scope.city,
        batch.ack_key,
        BOOK,
        UPLOAD,
        NOTED,
        0,
        record.claim_hash,
        ref,
        amount,
        0,
        generation,
        0,
        time,
    )
    verdict = body.verdict if isinstance(body, Decision) else 0
    paper = Paper(receipt, record, state=state, verdict=verdict, keep_message=True)
    batch.papers.append(paper)
    return paper
