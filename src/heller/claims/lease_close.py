"""CLOSE: a lease ends when the book has its till's chain without gap up to it.

With a gap before it, it waits like a DECISION. From the entry on nothing of the lease is
guaranteed. What the till says it has used is information; the book's own sum counts.
"""

from heller.book.body import Body, EntryKind
from heller.city.register import What
from heller.claims.batch import Batch, Paper, RecordState
from heller.claims.decide import NO_REF
from heller.claims.paper import noted
from heller.claims.receipts import BOOK, OK, UPLOAD, Receipt
from heller.claims.records import Close, Record


def take_close(batch: Batch, record: Record) -> Paper:
    """Keep a CLOSE until its chain is whole; one of a lease that is not open closes nothing."""
    close = record.body
    assert isinstance(close, Close)
    grant = batch.register.grants.get(close.lease)
    if grant is None or grant.till != close.till:
        return noted(batch, record, RecordState.RESOLVED)
    batch.waiting.setdefault(close.till, set()).add(close.seq)
    return noted(batch, record, RecordState.WAITING)


def close_lease(batch: Batch, record: Record) -> None:
    """Enter the end of a lease, once, and answer the CLOSE with the entry's number."""
    close = record.body
    assert isinstance(close, Close)
    if close.lease in batch.register.closed:
        batch.became((close.till, close.seq), noted(batch, record, RecordState.RESOLVED))
        return
    body = Body(
        EntryKind.CLOSE,
        f"c/{close.till}/{close.seq}/close",
        f"till:{close.till}",
        batch.now,
        batch.now,
        evidence=(record.message,),
        register=((int(What.CLOSED), close.lease, close.seq),),
    )
    draft = batch.enter(body)
    receipt = _receipt(batch, record, draft.seq)
    draft.paper = Paper(receipt, record, keep_message=True)  # no entry: nobody may undo it
    batch.papers.append(draft.paper)
    batch.became((close.till, close.seq), draft.paper)


def _receipt(batch: Batch, record: Record, seq: int) -> Receipt:
    """Write a CLOSE's receipt: ok, and the entry; like a DECISION's it names no card and no sum."""
    return Receipt(
        batch.scope.city,
        batch.ack_key,
        BOOK,
        UPLOAD,
        OK,
        0,
        record.claim_hash,
        NO_REF,
        0,
        0,
        batch.generation,
        seq,
        batch.now,
    )
