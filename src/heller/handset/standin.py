"""The stand-in as a till knows it: noticed with every claim, asked when the book is silent.

docs/protocol.md, section 11. A city without a stand-in names no address, and nothing is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from heller.claims.receipts import BOOK, NOTED, STANDIN, Receipt
from heller.errors import Problem
from heller.handset.beside import Beside, Taken, Watch
from heller.handset.door import Door, records_body
from heller.handset.journal import Entry, Journal
from heller.handset.problems import NoAnswer
from heller.handset.trust import Trust
from heller.handset.upload import receipts_beside
from heller.keys import SIGNATURE_BYTES


@dataclass(frozen=True, slots=True)
class Standin:
    """One city's stand-in, at its addresses; `door` asks them, `beside` posts without waiting.

    `hear` gets its status after it has decided, in another thread.
    """

    addresses: Sequence[str]
    door: Door
    beside: Beside
    watch: Watch
    hear: Taken

    def notice(self, page: Sequence[Entry]) -> None:
        """Tell it of the newest claim and what goes before, so that it reserves for it."""
        self.beside.post(self.addresses, "/v1/notice", _body(page))

    def tell(self, doors: Sequence[str], page: Sequence[Entry]) -> None:
        """Tell book and stand-in at once what was decided without the book."""
        self.beside.post(self.addresses, "/v1/records", _body(page))
        body = records_body([entry.record for entry in page], receipts_beside(page))
        self.beside.post(doors, "/v1/decisions", body)

    def ask(
        self, journal: Journal, page: Sequence[Entry], trust: Trust, now: int, seconds: float
    ) -> None:
        """Have the last record of the page, a claim, decided in time, and keep what it says.

        Raises the problem that stands in the way; NoAnswer when the claim was only noted.
        """
        results = self.door.decide([entry.record for entry in page], trust, seconds)
        answer = results[-1]
        if isinstance(answer, Problem):
            raise answer
        claim = page[-1]
        receipt = Receipt.parse(answer[:-SIGNATURE_BYTES], claim.record.body.city)
        if receipt.outcome == NOTED:
            raise NoAnswer
        if receipt.by == STANDIN:
            journal.said_by_standin(claim.seq, answer)
            self.beside.ask(self.addresses, "/v1/status", self.hear)
        elif receipt.by == BOOK:
            journal.receipted({claim.seq: answer}, {}, now)


def _body(page: Sequence[Entry]) -> dict[str, object]:
    return records_body([entry.record for entry in page])
