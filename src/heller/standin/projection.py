"""What adds up from the copied journal: cards, lots, register, sums. Nothing is decided here."""

import re
import sqlite3
from typing import Any, Final

import cbor2

from heller.book.accounts import AccountKind, account_id, account_kind
from heller.book.body import Body
from heller.book.lots import german_day
from heller.book.transfer import LotMove
from heller.city.register import Register, What, register_key
from heller.claims.records import Claim, parse_record

_CLAIM_ID: Final = re.compile(r"c/([0-9]+)/([0-9]+)(/[a-z]+)?(?:/[0-9]+)?")
_SUMMED: Final = (AccountKind.MERCHANT, AccountKind.SALE_POINT)


class Projection:
    """Adds entries to the tables; `register` is what they have made of the register so far."""

    def __init__(self, city: int) -> None:
        """Begin with an empty register."""
        self._city = city
        self.register = Register()

    def load(self, connection: sqlite3.Connection) -> None:
        """Read the register anew: at the start, and when entries were taken back."""
        self.register = Register()
        for (content,) in connection.execute("SELECT content FROM register"):
            self.register.apply(tuple(cbor2.loads(content)))

    def add(self, connection: sqlite3.Connection, body: Body) -> None:
        """Add one entry."""
        for change in body.register:
            self._change(connection, change)
        self._open_lots(connection, body)
        for move in body.moves:
            _move(connection, move)
        self._sum(connection, body)
        self._claim(connection, body)

    def _change(self, connection: sqlite3.Connection, change: tuple[Any, ...]) -> None:
        self.register.apply(change)
        if change[0] == What.CARD:
            _, ref, no, _batch, face, public, _lkey, _view, state = change
            row = (ref, no, state, public, face)
            connection.execute("INSERT INTO card VALUES (?, ?, ?, ?, ?)", row)
        elif change[0] == What.CARD_STATE:
            connection.execute("UPDATE card SET state = ? WHERE ref = ?", (change[2], change[1]))
        key = register_key(change)
        if key is not None:
            kept = (int(change[0]), key, cbor2.dumps(change))
            connection.execute("INSERT OR REPLACE INTO register VALUES (?, ?, ?)", kept)

    def _open_lots(self, connection: sqlite3.Connection, body: Body) -> None:
        for ref, lot, kind, active_from, valid_until in body.opened:
            connection.execute(
                "INSERT INTO lot SELECT no, ?, ?, 0, ?, ? FROM card WHERE ref = ?",
                (lot, kind, active_from, valid_until, ref),
            )

    def _sum(self, connection: sqlite3.Connection, body: Body) -> None:
        for number, cents in body.postings:
            kind = account_kind(number)
            if kind not in _SUMMED:
                continue
            connection.execute(
                "INSERT INTO total VALUES (?, ?) ON CONFLICT DO UPDATE SET cents = cents + ?",
                (number, cents, cents),
            )
            if kind == AccountKind.SALE_POINT and cents < 0:
                row = (account_id(number), german_day(body.recorded_at), -cents, -cents)
                connection.execute(
                    "INSERT INTO sold VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET cents = cents + ?",
                    row,
                )

    def _claim(self, connection: sqlite3.Connection, body: Body) -> None:
        found = _CLAIM_ID.fullmatch(body.entry_id)
        if found is None:
            return
        place = (int(found[1]), int(found[2]))
        if found[3] == "/advice":
            query = "UPDATE booked SET advised = 1 WHERE till = ? AND seq = ?"
            connection.execute(query, place)
        elif found[3] is None:
            record = parse_record(body.evidence[0], self._city)
            assert isinstance(record.body, Claim)
            row = (*place, record.hash, int(body.outcome), body.receipt)
            query = "INSERT INTO booked (till, seq, hash, outcome, receipt) VALUES (?, ?, ?, ?, ?)"
            connection.execute(query, row)


def _move(connection: sqlite3.Connection, move: LotMove) -> None:
    changed = connection.execute(
        "UPDATE lot SET remaining = remaining + ?"
        " WHERE no = ? AND card = (SELECT no FROM card WHERE ref = ?)",
        (move.cents, move.lot, move.ref),
    )
    assert changed.rowcount == 1
