"""Issue: bring a card into the world, without money.

    debit   nothing
    credit  nothing

No: a card of the order is registered already. A card begins sealed: it is worth nothing until it is
sold, so a stolen box of cards is paper.
"""

from dataclasses import dataclass

from heller.book.account_state import CardState
from heller.book.transfer import Transfer


@dataclass(frozen=True, slots=True)
class Issue:
    """A card to register: what its journal entry holds, and no secret (I16)."""

    ref: bytes
    card_no: int
    batch: int
    face: int
    public: bytes
    lkey: bytes
    view_hash: bytes

    def row(self) -> tuple[object, ...]:
        """Give the register change of docs/journal.md (what 10)."""
        return (
            10,
            self.ref,
            self.card_no,
            self.batch,
            self.face,
            self.public,
            self.lkey,
            self.view_hash,
            int(CardState.SEALED),
        )


def issue(_request: Issue) -> Transfer:
    """Post nothing: a card without money has no posting."""
    return Transfer(())
