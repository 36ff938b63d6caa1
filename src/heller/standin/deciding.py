"""Noting and deciding: each is one piece of work on the store, so each is one step.

A claim is decided by the book's own rules (heller.claims.decide), within its lease's stand-in pot;
the receipt says that it is the stand-in's.
"""

import sqlite3

from heller.book.body import Outcome
from heller.city.pots import STANDIN as STANDIN_SECONDS
from heller.city.register import TillState
from heller.claims.batch import Batch, RecordState
from heller.claims.decide import book_claim, rule
from heller.claims.kinds import REDEEM, SALE
from heller.claims.receipts import STANDIN, UPLOAD, Receipt
from heller.claims.records import Claim, Record, verify_proof
from heller.errors import BadProof, BadToken, Equivocation, Problem, TillRevoked, UnknownTill
from heller.standin import log
from heller.standin.copy import Copy
from heller.standin.errors import OnlyBook, PotUsed
from heller.standin.facts import facts, fill
from heller.standin.keys import StandinKeys
from heller.standin.presence import Clock, Presence


class Deciding:
    """What the stand-in does with a record; used by the store's thread alone."""

    def __init__(self, keys: StandinKeys, copy: Copy, presence: Presence, clock: Clock) -> None:
        """Decide with these keys on this copy."""
        self._keys, self._copy, self._presence, self._clock = keys, copy, presence, clock

    def note(self, connection: sqlite3.Connection, record: Record) -> bytes | Problem:
        """Keep a record; the same receipt for ever. A claim is reserved for, nothing is decided."""
        till, seq = record.body.till, record.body.seq
        own, book = log.known(connection, till, seq), log.booked(connection, till, seq)
        other = next((one for one in (own, book) if one and one.hash != record.hash), None)
        if other is not None:
            log.append(connection, record.message, b"")  # the book freezes the till
            return Equivocation()
        if book is not None and (own is None or own.outcome == Outcome.NOTED):
            return book.receipt
        if own is not None:
            return own.receipt
        return self._keep(connection, record)

    def _keep(self, connection: sqlite3.Connection, record: Record) -> bytes | Problem:
        if record.body.till not in self._copy.register.tills:
            return UnknownTill()
        receipt = self._signed(self._noted(record))
        log.keep(connection, self._copy.register, record, receipt)
        return receipt

    def _noted(self, record: Record) -> Receipt:
        body = record.body
        ref, amount = (body.ref, body.amount) if isinstance(body, Claim) else (bytes(10), 0)
        return Receipt(
            self._keys.scope.city, 0, STANDIN, UPLOAD, Outcome.NOTED, 0, record.claim_hash, ref,
            amount, 0, self._copy.head.generation, 0, int(self._clock.time()),
        )  # fmt: skip

    def _signed(self, receipt: Receipt) -> bytes:
        number, key = self._keys.standin
        own = receipt._replace(key=number, by=STANDIN, ledger_seq=0)
        return key.sealed(self._keys.scope, own.domain, own.pack())

    def concluded(self, connection: sqlite3.Connection, record: Record) -> bytes | None:
        """Give the outcome of a claim that has one: the own first, else the copy's.

        A claim that its till has decided by itself stays noted.
        """
        till, seq = record.body.till, record.body.seq
        own, book = log.known(connection, till, seq), log.booked(connection, till, seq)
        if own is not None and own.outcome != Outcome.NOTED:
            return own.receipt
        if book is not None:
            return book.receipt
        said = own is not None and log.verdict(connection, till, seq)
        return own.receipt if own is not None and said else None

    def decide(self, connection: sqlite3.Connection, record: Record) -> bytes:
        """Decide a noted claim, unless it has an outcome or the book has stopped the stand-in.

        "Not stopped" and the outcome are one step. Raises what keeps it from deciding.
        """
        found = self.concluded(connection, record)
        if found is not None:
            return found
        self._presence.require_deciding()
        claim = record.body
        assert isinstance(claim, Claim)
        now = int(self._clock.time())
        self._require_able(claim)
        batch = facts(self._copy, self._keys.scope, self._keys.standin[0], now)
        fill(connection, batch, record)
        self._require_proof(batch, record)
        ruling = rule(batch, claim, now)
        if ruling.outcome == Outcome.OK and claim.type == REDEEM:
            self._require_pot(connection, claim, now)
        paper = book_claim(batch, record, ruling, RecordState.UNRESOLVED, asked=True)
        receipt = self._signed(paper.receipt)
        log.conclude(connection, record, ruling.outcome, receipt, now)
        return receipt

    def _require_able(self, claim: Claim) -> None:
        """Leave to the book what needs more than a copy of the journal."""
        if self._copy.register.tills[claim.till].state == TillState.REVOKED and claim.type != SALE:
            raise TillRevoked
        if claim.typed:
            raise BadToken
        if claim.undoes:
            raise OnlyBook

    def _require_proof(self, batch: Batch, record: Record) -> None:
        claim = record.body
        assert isinstance(claim, Claim)
        card = batch.cards.get(claim.ref)
        if card is not None and not verify_proof(self._keys.scope, card.public, record):
            raise BadProof

    def _require_pot(self, connection: sqlite3.Connection, claim: Claim, now: int) -> None:
        """See that this lease's part of the merchant's pot covers the claim."""
        grant = self._copy.register.grants.get(claim.lease)
        if grant is None:  # closed
            raise PotUsed
        query = (
            "SELECT coalesce(sum(amount), 0) FROM known"
            " WHERE till = ? AND decided_at >= ? AND outcome = 1 AND kind = 16"
        )
        (used,) = connection.execute(query, (claim.till, grant.not_before)).fetchone()
        if used + claim.amount > grant.standin or now > grant.expires + STANDIN_SECONDS:
            raise PotUsed
