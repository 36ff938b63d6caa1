"""Isolated: nothing answers, and the till decides by its lease, its snapshot and its own journal.

What it has accepted alone is added up from the journal each time, so a crash or a restart changes
nothing. Who is asked, in order: the book; a stand-in, where there is one; then this.
"""

from dataclasses import dataclass

from heller.book.decline import Reason
from heller.cards.derived import lkey
from heller.claims.isolated import NO_OUTAGE, Answer, Outage, Till, Used, at_most, may_accept
from heller.claims.lease import Lease
from heller.claims.records import DROPPED, ISOLATED, Claim, Decision
from heller.claims.signed_files import SnapshotManifest
from heller.claims.snapshot_open import Snapshot
from heller.handset.cards import Scanned
from heller.handset.clock import Clock
from heller.handset.journal import Entry, Journal, claim_of
from heller.handset.result import stored_receipt


@dataclass(frozen=True, slots=True)
class Alone:
    """The till without anybody to ask."""

    journal: Journal
    lease: Lease
    snapshot: Snapshot | None
    clock: Clock
    outage: Outage = NO_OUTAGE

    @property
    def snap_seq(self) -> int:
        """Give the number of the newest snapshot held, 0 for none; it stands in every claim."""
        return self.snapshot.newest.snap_seq if self.snapshot else 0

    def judge(self, card: Scanned, cents: int) -> Answer:
        """Say whether the till may accept this alone."""
        till = self._till()
        key, held = lkey(card.pay.card.cid), self.snapshot
        found = held.card(key, till.now) if held else None
        return may_accept(till, self.used(card.ref), cents, found)

    def up_to(self) -> int:
        """Give the cents that the till could accept at most from a card it has not seen yet."""
        return at_most(self._till(), self.used(b""))

    def used(self, ref: bytes) -> Used:
        """Add up what was accepted alone under this lease, and what this card gave since."""
        pot = operations = of_card = since = 0
        for entry, said in self.journal.redemptions():
            claim, verdict = claim_of(entry), _verdict(said)
            if verdict == ISOLATED and claim.lease == self.lease.number:
                pot, operations = pot + claim.amount, operations + 1
                of_card += claim.amount if claim.ref == ref else 0
            if verdict != DROPPED and claim.ref == ref and not self._is_in_snapshot(entry, said):
                since += claim.amount
        return Used(pot, operations, of_card, since)

    def _is_in_snapshot(self, entry: Entry, said: Entry) -> bool:
        """Say whether the snapshot was made when the book had both records, surely."""
        if self.snapshot is None:
            return False
        newest = self.snapshot.newest
        return _is_known(entry, newest) and (_verdict(said) != ISOLATED or _is_known(said, newest))

    def _till(self) -> Till:
        """Give the till now; its clock is never behind what the city has signed."""
        made = self.snapshot.newest.time if self.snapshot else None
        now = max(self.clock.now(), made or 0)
        return Till(now, self.lease, self.outage, made, frozen=self._is_frozen())

    def _is_frozen(self) -> bool:
        if self.journal.fact("must_enrol") or self.journal.fact("revoked"):
            return True
        if self.journal.fact("closed") == self.lease.number.to_bytes(4):
            return True  # a closed lease guarantees nothing
        receipts = (stored_receipt(entry) for entry in self.journal.claims(1))
        return any(found and found.reason == Reason.TILL_FROZEN for found in receipts)


def _verdict(said: Entry) -> int:
    assert isinstance(said.record.body, Decision)
    return said.record.body.verdict


def _is_known(entry: Entry, newest: SnapshotManifest) -> bool:
    receipt = stored_receipt(entry)
    if receipt is None or receipt.ledger_seq > newest.ledger_seq:
        return False
    if isinstance(entry.record.body, Claim):
        return receipt.ledger_seq > 0
    return receipt.time < newest.time
