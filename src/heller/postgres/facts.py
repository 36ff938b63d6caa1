"""Reading the facts of a batch: one call of `book.facts`, filled into the running state."""

from collections.abc import Iterable

from psycopg import AsyncConnection

from heller.book.account_state import CardAccount
from heller.book.advised import Advised
from heller.book.body import decode_body
from heller.book.lots import Lot
from heller.city.pots import Loss
from heller.claims.advice_row import POTS
from heller.claims.batch import Batch, Known, PotUse, RecordState, Token
from heller.claims.kinds import CLOSE, DECISION
from heller.claims.needs import Needs
from heller.claims.records import Claim, parse_record
from heller.claims.targets import target_of, undo
from heller.postgres.arrays import Bigints, Byteas, Texts
from heller.postgres.round_trip import Call, Row, Statement, Value, round_trip
from heller.postgres.store import Store

FACTS = Statement(
    "heller_facts",
    "SELECT what, k, a, b, c, d, e, f, g, h, x, y, z FROM book.facts({})",
    (*("bigint[]",) * 4, *("bytea[]",) * 2, *("bigint[]",) * 2, "text[]", "bytea[]", "integer"),
)
ADVICE_FACTS = Statement(
    "heller_advice_facts",
    "SELECT what, k, a, b, c, d, e, f, g, h, x, y, z FROM book.advice_facts({})",
    (*("bytea[]",) * 2, *("bigint[]",) * 3),
)


STANDIN_FACTS = Statement(
    "heller_standin_facts",
    "SELECT what, k, a, b, c, d, e, f, g, h, x, y, z FROM book.standin_facts({})",
    ("bigint[]",),
)
LOSSES = Statement(
    "heller_losses",
    "SELECT merchant, lease, verdict, cents FROM book.read_losses({})",
    ("integer",),
)


def facts_call(batch: Batch, needs: Needs) -> Call:
    """Ask for what a batch needs; locks the cards in order."""
    return Call(FACTS, _values(batch, needs))


def advice_call(needs: Needs) -> Call:
    """Ask for what only advices, their undoing and their settling need."""
    values = (
        Byteas(sorted(needs.shorts)),
        Byteas(sorted(needs.targets | needs.advised)),
        Bigints(sorted(needs.leases)),
        Bigints(),  # sums by merchant, of an earlier way of counting
        Bigints(sorted(needs.chains)),
    )
    return Call(ADVICE_FACTS, values)


async def read_facts(connection: AsyncConnection, batch: Batch, needs: Needs) -> None:
    """Read what a batch needs and put it into its state."""
    calls = [facts_call(batch, needs)]
    if needs.of_advices():
        calls.append(advice_call(needs))
    if needs.standins:
        calls.append(Call(STANDIN_FACTS, (Bigints(sorted(needs.standins)),)))
    for rows in await round_trip(connection, calls):
        fill(batch, rows)


async def read_losses(connection: AsyncConnection, batch: Batch) -> None:
    """Read what pots have cost in twelve months, for whoever grants a lease."""
    ((rows),) = await round_trip(connection, [Call(LOSSES, (year_before(batch.day),))])
    batch.losses += [loss_of(*row) for row in rows]


def year_before(day: int) -> int:
    """Give the day (yyyymmdd) one year before; the 29th of February compares well enough."""
    return day - 10_000


def loss_of(merchant: int, lease: int, verdict: int, cents: int) -> Loss:
    """Read what fell short under a lease."""
    return Loss(merchant, lease, POTS.get(verdict, ""), cents)


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
        elif what in "vV":
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
    if kind in (DECISION, CLOSE) and state == RecordState.WAITING:
        batch.waiting.setdefault(till, set()).add(seq)
    if claim_seq and state != RecordState.SECOND:  # a second DECISION never counts
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
    message = body.evidence[0]
    claim = parse_record(message, batch.scope.city).body
    assert isinstance(claim, Claim)
    batch.target_seqs[body.entry_id] = seq
    batch.targets[key] = target_of(batch, body, claim, message)


def _advised(batch: Batch, row: Row) -> None:
    """Put a claim's advice where the claim was."""
    _, key, seq, till, claim_seq, merchant, short, at = row[:8]
    target = batch.targets[key]
    claim = parse_record(target.claim, batch.scope.city).body
    assert isinstance(claim, Claim)
    body = decode_body(row[10])
    batch.target_seqs[body.entry_id] = seq
    advised = Advised(till, claim_seq, seq, at, merchant, row[11], short)
    batch.targets[key] = target_of(batch, body, claim, target.claim)
    batch.targets[key].advised = batch.advices.setdefault((till, claim_seq), advised)


def _reversal(batch: Batch, row: Row) -> None:
    again = [decode_body(row[11])] if row[11] is not None else []
    undo(batch.targets[row[1]], decode_body(row[10]), again)


def _short(batch: Batch, row: Row) -> None:
    _, ref, till, claim_seq, seq, at, merchant, short = row[:8]
    advised = Advised(till, claim_seq, seq, at, merchant, ref, short)
    batch.advices.setdefault((till, claim_seq), advised)


def _lease(batch: Batch, row: Row) -> None:
    _, ref, lease, cents, ops = row[:5]
    use = batch.pots.setdefault(lease, PotUse())
    use.cents, use.ops = use.cents + cents, use.ops + ops
    use.cards[ref] = cents


def _standin(batch: Batch, row: Row) -> None:
    batch.standin_used[row[2]] = row[3]


def _reach(batch: Batch, row: Row) -> None:
    batch.reach[row[2]] = row[3]


def _point(batch: Batch, row: Row) -> None:
    batch.owed[row[2]], batch.sold[row[2]] = row[3], row[4]


def _merchant(batch: Batch, row: Row) -> None:
    batch.payables[row[2]] = row[3]


def _entry(batch: Batch, row: Row) -> None:
    batch.entries[row[1].decode()] = (row[2], row[10])


def _token(batch: Batch, row: Row) -> None:
    batch.tokens[row[1]] = Token(row[2], row[10], row[3])


_OTHERS = {
    "A": _advised,
    "a": _short,
    "l": _lease,
    "w": _standin,
    "g": _reach,
    "t": _target,
    "p": _point,
    "m": _merchant,
    "o": _entry,
    "u": _token,
}
