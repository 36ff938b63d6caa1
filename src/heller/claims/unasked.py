"""Housekeeping: a claim that was only noted, and for a day neither asked nor decided, is closed.

It frees what the stand-in has reserved for it. The till's word still counts when it comes: goods
that were handed over are advised, and a sale stands, for its money was taken before it was signed.
"""

from collections.abc import Iterable
from typing import Final

from heller.book.body import Outcome
from heller.book.decline import Reason
from heller.claims.batch import Batch, RecordState
from heller.claims.decide import NOTHING, Ruling, book_claim, rule
from heller.claims.kinds import SALE
from heller.claims.occurred import occurred_at
from heller.claims.records import Claim, Record

UNASKED_SECONDS: Final = 86_400
_UNASKED: Final = Ruling(Outcome.DECLINED, Reason.UNASKED, NOTHING)


def close_unasked(batch: Batch, records: Iterable[Record]) -> int:
    """Close those of these claims that are still only noted; give how many."""
    return sum(_close(batch, record) for record in records)


def _close(batch: Batch, record: Record) -> bool:
    claim = record.body
    assert isinstance(claim, Claim)
    place = (claim.till, claim.seq)
    known = batch.records.get(place)
    if known is None or known.state != RecordState.NOTED or place in batch.decisions:
        return False
    ruling = rule(batch, claim, occurred_at(batch, claim)) if claim.type == SALE else _UNASKED
    paper = book_claim(batch, record, ruling, RecordState.UNRESOLVED, asked=False)
    batch.became(place, paper)
    return True
