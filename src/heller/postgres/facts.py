"""Reading the facts of a batch: one call of `book.facts`, filled into the running state."""

from collections.abc import Iterable

from psycopg import AsyncConnection

from heller.book.account_state import CardAccount
from heller.book.body import Body, EntryKind, decode_body
from heller.book.lots import Lot
from heller.book.target import Target
from heller.claims.batch import Batch, Known, RecordState, Token
from heller.claims.needs import Needs
from heller.claims.records import Claim, parse_record
from heller.postgres.arrays import Bigints, Byteas, Texts
from heller.postgres.round_trip import Call, Row, Statement, Value, round_trip
from heller.postgres.store import Store

FACTS = Statement(
    "heller_facts",
    "SELECT what, k, a, b, c, d, e, f, g, h, x, y, z FROM book.facts({})",
    (*("bigint[]",) * 4, *("bytea[]",) * 2, *("bigint[]",) * 2, "text[]", "bytea[]", "integer"),
)


def facts_call(batch: Batch, needs: Needs) -> Call:
    """Ask for what a batch needs; locks the cards in order."""
    return Call(FACTS, _values(batch, needs))


async def read_facts(connection: AsyncConnection, batch: Batch, needs: Needs) -> None:
    """Read what a batch needs and put it into its state."""
    (rows,) = await round_trip(connection, [facts_call(batch, needs)])
    fill(batch, rows)


async def fill_sale(store: Store, batch: Batch, ref: bytes, point: int) -> None:
    """Read a card and a sale point for a question; nothing is decided by it."""
    needs = Needs(refs={ref}, points={point})
    fill(batch, await store.run(FACTS.query(), _values(batch, needs), binary=True))


def _values(batch: Batch, needs: Needs) -> tuple[Value, ...]:
    records, decisions = sorted(needs.records), sorted(needs.decisions)
    return (
        Bigints(till for till, _ in records),
        Bigints(seq for _, seq in records),
        Bigints(till for till, _ in decisions),
        Bigints(seq for _, seq in decisions),
        Byteas(sorted(needs.refs)),
        Byteas(sorted(needs.targets)),
        Bigints(sorted(needs.points)),
        Bigints(sorted(needs.merchants)),
        Texts(sorted(needs.ids)),
        Byteas(sorted(needs.tokens)),
        batch.day,
    )


def fill(batch: Batch, rows: Iterable[Row]) -> None:
    """Sort the facts' rows into the running state."""
    later: list[Row] = []
    for row in rows:
        what = row[0]
        if what == "r":
            _record(batch, row)
        elif what == "c":
            _card(batch, row)
        elif what == "v":
            later.append(row)
        else:
            _OTHERS[what](batch, row)
    for row in later:
        _reversal(batch, row)


def _record(batch: Batch, row: Row) -> None:
    key, till, seq, kind, claim_seq, entry_seq, state, verdict, _lease = row[1:10]
    receipt, prev, message = row[10:]
    numbers = (claim_seq or 0, entry_seq or 0, state, verdict or 0)
    known = Known(key, kind, prev, *numbers, receipt, message or b"")
    batch.records[(till, seq)] = known
    if claim_seq and state != RecordState.REVIEW:  # a second DECISION never counts
        batch.decisions.setdefault((till, claim_seq), known)


def _card(batch: Batch, row: Row) -> None:
    _, ref, no, state, face, lot, kind, remaining, active_from, valid_until, public, _y, _z = row
    card = batch.cards.get(ref)
    if card is None:
        card = batch.cards[ref] = CardAccount(ref, no, state, public, face)
    if lot is not None:
        card.lots.append(Lot(lot, kind, remaining, active_from, valid_until))


def _target(batch: Batch, row: Row) -> None:
    _, key, seq = row[:3]
    body = decode_body(row[10])
    claim = parse_record(body.evidence[0], batch.scope.city).body
    assert isinstance(claim, Claim)
    till = batch.register.tills[claim.till]
    batch.target_seqs[body.entry_id] = seq
    batch.targets[key] = Target(
        body.entry_id,
        body.kind,
        body.outcome,
        claim.till,
        body.merchant,
        till.point,
        claim.ref,
        claim.amount,
        body.recorded_at,
        body.moves,
        undoes=claim.target,
    )


def _reversal(batch: Batch, row: Row) -> None:
    """Count what an entry took back of its target, less what its own drop gave again (I9)."""
    target = batch.targets[row[1]]
    body = decode_body(row[10])
    if body.kind == EntryKind.RELEASE:
        target.settled = True
    target.reversed_cents += _moved(body)
    if row[11] is not None:
        target.reversed_cents -= _moved(decode_body(row[11]))


def _moved(body: Body) -> int:
    return sum(posting.cents for posting in body.postings if posting.cents > 0)


def _point(batch: Batch, row: Row) -> None:
    batch.owed[row[2]], batch.sold[row[2]] = row[3], row[4]


def _merchant(batch: Batch, row: Row) -> None:
    batch.payables[row[2]] = row[3]


def _entry(batch: Batch, row: Row) -> None:
    batch.entries[row[1].decode()] = (row[2], row[10])


def _token(batch: Batch, row: Row) -> None:
    batch.tokens[row[1]] = Token(row[2], row[10], row[3])


_OTHERS = {"t": _target, "p": _point, "m": _merchant, "o": _entry, "u": _token}
