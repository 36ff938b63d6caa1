"""Taking entries back from the witness, byte for byte: what a lost server had acknowledged."""

from collections.abc import Sequence

from heller.book.accounts import is_shortfall
from heller.book.body import Body, EntryKind, decode_body
from heller.book.lots import german_day
from heller.claims.batch import Batch, Draft, Paper, RecordState
from heller.claims.needs import Needs
from heller.claims.receipts import Receipt
from heller.claims.records import Claim, parse_record
from heller.claims.witnessed import Stored
from heller.keys import SIGNATURE_BYTES, SigningKey
from heller.postgres.append import Links, append_call, grow, record_calls
from heller.postgres.facts import read_facts
from heller.postgres.round_trip import BEGIN, COMMIT, Call, Statement, round_trip
from heller.postgres.session import Session

ADOPTED = Statement("heller_adopted", "SELECT book.adopted({})", ("bigint", "bigint"))
_NO_KEY = (0, SigningKey(bytes(32), bytes(64)))  # nothing is decided, so nothing is signed


async def adopt(session: Session, entries: Sequence[Stored]) -> None:
    """Append entries that continue the session's head; each in a commit of its own.

    The caller has checked the chain. The projections get what each body says; nothing is decided.
    """
    await session.connection.execute(ADOPTED.preparing())
    try:
        for entry in entries:
            await _adopt(session, entry)
    finally:
        await session.connection.execute(f"DEALLOCATE {ADOPTED.name}".encode())


async def _adopt(session: Session, entry: Stored) -> None:
    head, body = session.head, decode_body(entry.body)
    day = german_day(body.recorded_at)
    batch = Batch(
        session.scope, session.register, body.recorded_at, day, entry.generation, entry.seq,
        new_day=day > session.last_day, ack_key=0, lease_key=_NO_KEY,
    )  # fmt: skip
    await round_trip(session.connection, [BEGIN])
    await read_facts(session.connection, batch, _needs(body))
    batch.advices.clear()  # what was settled stands in entries of its own
    draft = _enter(batch, body)
    draft.short = await _short(session, batch, body, entry.seq)
    links = Links(
        [body.entry_id], [entry.salt], [entry.body], [entry.digest], [entry.prev], [entry.hash]
    )
    calls = [append_call(batch, head, links, grow(head, links.hashes))]
    calls += [*record_calls(batch), Call(ADOPTED, (entry.seq, entry.epoch)), COMMIT]
    await round_trip(session.connection, calls)
    assert draft.seq == entry.seq
    head.seq = head.committed = entry.seq
    head.hash, session.last_day = entry.hash, max(session.last_day, day)


async def _short(session: Session, batch: Batch, body: Body, seq: int) -> tuple[int, int]:
    """Follow a shortfall to the advice that made it; give its seq, and the change in cents."""
    cents = -sum(p.cents for p in body.postings if is_shortfall(p.account))
    while cents and body.kind != EntryKind.ADVICE:
        if body.target not in batch.entries:
            await read_facts(session.connection, batch, Needs(ids={body.target}))
        seq, stored = batch.entries[body.target]
        body = decode_body(stored)
    return seq, cents


def _needs(body: Body) -> Needs:
    needs = Needs(refs={move.ref for move in body.moves})
    if body.target:
        needs.ids.add(body.target)
    return needs


def _enter(batch: Batch, body: Body) -> Draft:
    draft = batch.enter(body)
    if body.target:
        draft.target_seq = batch.entries[body.target][0]
    if body.evidence and body.kind in _CLAIMS:
        batch.papers.append(_paper(batch, body, draft.seq))
    if body.kind == EntryKind.FREEZE:
        record = parse_record(body.evidence[0], batch.scope.city)
        draft.equivocation = (record.body.till, record.body.seq, record.hash, record.message)
    return draft


_CLAIMS = frozenset({EntryKind.REDEEM, EntryKind.SALE, EntryKind.VOID, EntryKind.REFUND})


def _paper(batch: Batch, body: Body, seq: int) -> Paper:
    record = parse_record(body.evidence[0], batch.scope.city)
    assert isinstance(record.body, Claim)
    receipt = Receipt.parse(body.receipt[:-SIGNATURE_BYTES], batch.scope.city)
    return Paper(receipt, record, seq, RecordState.UNRESOLVED, signed=body.receipt)
