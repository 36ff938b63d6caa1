"""The facts of one claim, read from the copy, with all that the stand-in knows beside it.

    available = balance of the copy
                - every other claim that is not yet in that balance
                  except those dropped (DECISION 4)
                  and those declined without DECISION 1 to 3

Only loadings that the stand-in itself has receipted come on top.
"""

import sqlite3
from typing import Final

from heller.book.account_state import CardAccount
from heller.book.accounts import AccountKind, account
from heller.book.body import Outcome
from heller.book.lots import Lot, consume, german_day
from heller.claims.batch import Batch, RecordState
from heller.claims.decide import book_claim, rule
from heller.claims.kinds import REDEEM, SALE, VOID
from heller.claims.records import DROPPED, Claim, Record, parse_record
from heller.keys import Scope, SigningKey
from heller.standin.copy import Copy

_NO_LEASE_KEY: Final = (0, SigningKey(bytes(32), bytes(64)))  # a stand-in signs no lease

# What is known and not in the balance: neither booked, nor booked as declined and then advised.
_OTHERS: Final = """
    SELECT k.kind, k.amount, k.outcome, k.message, k.decided_at, b.outcome,
           coalesce(d.verdict, 0)
    FROM known k LEFT JOIN booked b ON b.till = k.till AND b.seq = k.seq
        LEFT JOIN decision d ON d.till = k.till AND d.claim_seq = k.seq
    WHERE k.ref = ? AND k.hash <> ? AND (b.outcome IS NULL OR (b.outcome = 2 AND NOT b.advised))
    ORDER BY k.decided_at, k.till, k.seq"""


def facts(copy: Copy, scope: Scope, key: int, now: int) -> Batch:
    """Give an empty running state behind the copy's head."""
    head = copy.head
    return Batch(
        scope, copy.register, now, german_day(now), head.generation, head.seq + 1,
        new_day=False, ack_key=key, lease_key=_NO_LEASE_KEY,
    )  # fmt: skip


def fill(connection: sqlite3.Connection, batch: Batch, record: Record) -> None:
    """Read card and sale point of a claim, and let every other claim count."""
    claim = record.body
    assert isinstance(claim, Claim)
    card = read_card(connection, claim.ref)
    if card is not None:
        batch.cards[claim.ref] = card
    if claim.type == SALE:
        _fill_point(connection, batch, batch.register.tills[claim.till].point, claim.ref)
    _count_others(connection, batch, record, claim)


def read_card(connection: sqlite3.Connection, ref: bytes) -> CardAccount | None:
    """Read a card with its lots."""
    query = "SELECT ref, no, state, public, face FROM card WHERE ref = ?"
    row = connection.execute(query, (ref,)).fetchone()
    if row is None:
        return None
    card = CardAccount(*row)
    lots = "SELECT no, kind, remaining, active_from, valid_until FROM lot WHERE card = ?"
    card.lots.extend(Lot(*lot) for lot in connection.execute(lots, (card.no,)))
    return card


def _fill_point(connection: sqlite3.Connection, batch: Batch, point: int, ref: bytes) -> None:
    """Read what a sale point owes and sold today, with its unbooked sales on other cards."""
    number = account(AccountKind.SALE_POINT, point)
    unbooked = _number(
        connection,
        "SELECT sum(amount) FROM known k WHERE outcome = 1 AND kind = 17 AND point = ?"
        " AND ref <> ?"
        " AND NOT EXISTS (SELECT 1 FROM booked b WHERE b.till = k.till AND b.seq = k.seq)",
        point,
        ref,
    )
    owed = -_number(connection, "SELECT cents FROM total WHERE account = ?", number)
    sold = _number(
        connection, "SELECT cents FROM sold WHERE point = ? AND day = ?", point, batch.day
    )
    batch.owed[point], batch.sold[point] = owed + unbooked, sold + unbooked


def _number(connection: sqlite3.Connection, query: str, *values: int | bytes) -> int:
    row = connection.execute(query, values).fetchone()
    return int(row[0] or 0) if row else 0


def _count_others(
    connection: sqlite3.Connection, batch: Batch, record: Record, claim: Claim
) -> None:
    taken = 0
    for kind, amount, outcome, message, decided_at, in_book, verdict in connection.execute(
        _OTHERS, (claim.ref, record.hash)
    ).fetchall():
        if verdict == DROPPED:
            continue
        declined = Outcome.DECLINED in (outcome, in_book)
        if kind in (REDEEM, VOID) and not (declined and not verdict):
            taken += amount
        elif kind == SALE and outcome == Outcome.OK:
            _load(batch, parse_record(message, batch.scope.city), decided_at)
    card = batch.cards.get(claim.ref)
    if card is not None:
        _take_out(card, taken, batch.now)


def _load(batch: Batch, sale: Record, at: int) -> None:
    """Put a loading on its card that the stand-in has receipted and the book has not yet."""
    body = sale.body
    assert isinstance(body, Claim)
    point = batch.register.tills[body.till].point
    batch.owed.setdefault(point, 0)
    batch.sold.setdefault(point, 0)
    ruling = rule(batch, body, at)
    if ruling.outcome == Outcome.OK:
        book_claim(batch, sale, ruling, RecordState.UNRESOLVED, asked=True)


def _take_out(card: CardAccount, cents: int, at: int) -> None:
    """Take out of the running state what others have claimed, as far as the card has it."""
    cents = min(cents, card.balance(at))
    if cents:
        for move in consume(card.ref, card.lots, cents, at):
            card.move(move)
