"""Handing in: every record without a receipt goes to the city, oldest first, until it has one.

Handing in never asks for anything to be authorised. What the city refuses stays in the journal,
with the reason; only a signed receipt lets a record age out, 90 days later.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from heller.errors import Equivocation, Problem, TillRevoked
from heller.handset.clock import Clock
from heller.handset.door import MAX_RECORDS, Door
from heller.handset.journal import Entry, Journal
from heller.handset.trust import Trust


@dataclass(frozen=True, slots=True)
class Uploaded:
    """How many records now have a receipt, how many were refused, how many are still to go."""

    receipted: int
    refused: int
    left: int


@dataclass(slots=True)
class Uploader:
    """Hands a journal's records in at a door."""

    journal: Journal
    door: Door
    clock: Clock

    def upload(self, trust: Trust, told: Callable[[int], None] = lambda _count: None) -> Uploaded:
        """Hand in every record once, at most 256 at a time; `told` hears of each page's size.

        Raises NoAnswer when the city is silent; what was receipted until then is kept.
        """
        after, receipted, refused = 0, 0, 0
        while page := self.journal.unreceipted(after, MAX_RECORDS):
            records, said = [entry.record for entry in page], receipts_beside(page)
            good = self.keep(page, self.door.hand_in(records, trust, said))
            receipted, refused = receipted + good, refused + len(page) - good
            after = page[-1].seq
            told(len(page))
        self.journal.age_out(self.clock.now())
        return Uploaded(receipted, refused, self.journal.count_unreceipted())

    def keep(self, page: Sequence[Entry], results: Sequence[bytes | Problem]) -> int:
        """Keep the receipts and refusals that answer these records; gives how many receipts."""
        answers = list(zip((entry.seq for entry in page), results, strict=True))
        receipts = {seq: found for seq, found in answers if isinstance(found, bytes)}
        refused = {seq: found.code for seq, found in answers if isinstance(found, Problem)}
        self.journal.receipted(receipts, refused, self.clock.now())
        if Equivocation.code in refused.values():
            self.journal.keep(must_enrol=b"\1")
        if TillRevoked.code in refused.values():
            self.journal.keep(revoked=b"\1")
        return len(receipts)


def receipts_beside(page: Sequence[Entry]) -> list[bytes]:
    """Give the stand-in's receipts that go along with these records."""
    return [entry.standin for entry in page if entry.standin is not None]
