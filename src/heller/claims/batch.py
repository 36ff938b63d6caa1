"""The running state of one batch: facts read at its start, changed by each decision in turn.

A later record of the same batch sees what an earlier one did, so that no batch decides otherwise
than its records one by one would have been.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple, TypeAlias

from heller.book.account_state import CardAccount
from heller.book.accounts import AccountKind, account_id, account_kind
from heller.book.body import Body
from heller.book.target import Target
from heller.book.transfer import Transfer
from heller.city.register import Register, What
from heller.claims.receipts import Receipt
from heller.claims.records import Record
from heller.errors import Problem
from heller.keys import Scope, SigningKey


class RecordState(IntEnum):
    """What the book did with a till's record; outside the projections (it is no money)."""

    NOTED = 1  # kept, neither asked nor decided
    UNRESOLVED = 2  # authorised, the till has not said what happened
    RESOLVED = 3  # authorised or closed, and the till has said
    WAITING = 4  # kept until what it needs is there (a claim's bytes, an advice)
    REVIEW = 5  # a person must look


class Known(NamedTuple):
    """A record that the book has: its hash, what became of it, and its stored receipt."""

    hash: bytes
    kind: int
    prev: bytes
    claim_seq: int
    entry_seq: int
    state: int
    verdict: int
    receipt: bytes
    message: bytes


class Token(NamedTuple):
    """A one-time token for number and PIN: bound to a till and a card, good until `until` (UTC)."""

    till: int
    ref: bytes
    until: int


@dataclass(slots=True)
class Paper:
    """A receipt in the making and the record it answers; `signed` is filled before the commit."""

    receipt: Receipt
    record: Record | None = None
    entry_seq: int = 0
    state: int = RecordState.RESOLVED
    verdict: int = 0
    keep_message: bool = False
    signed: bytes = b""


@dataclass(slots=True)
class Draft:
    """An entry in the making: its body, its place, and what it touches beside the postings."""

    seq: int
    body: Body
    paper: Paper | None = None
    target_seq: int = 0
    equivocation: tuple[int, int, bytes, bytes] | None = None


Answer: TypeAlias = Paper | bytes | Problem


@dataclass(slots=True)
class Batch:
    """Facts and running state of one batch; `now` in seconds UTC, `day` as yyyymmdd in Germany."""

    scope: Scope
    register: Register
    now: int
    day: int
    generation: int
    next_seq: int
    new_day: bool
    ack_key: int
    lease_key: tuple[int, SigningKey]
    cards: dict[bytes, CardAccount] = field(default_factory=dict)
    records: dict[tuple[int, int], Known] = field(default_factory=dict)
    decisions: dict[tuple[int, int], Known] = field(default_factory=dict)
    targets: dict[bytes, Target] = field(default_factory=dict)
    target_seqs: dict[str, int] = field(default_factory=dict)
    payables: dict[int, int] = field(default_factory=dict)
    owed: dict[int, int] = field(default_factory=dict)
    sold: dict[int, int] = field(default_factory=dict)
    tokens: dict[bytes, Token] = field(default_factory=dict)
    used_tokens: list[bytes] = field(default_factory=list)
    entries: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    changes: list[tuple[Any, ...]] = field(default_factory=list)

    def enter(self, body: Body, target: Target | None = None) -> Draft:
        """Give an entry its place and let its transfer change the running state."""
        draft = Draft(self.next_seq, body)
        self.next_seq += 1
        if target is not None:
            body.target = target.entry_id
            draft.target_seq = self.target_seqs[target.entry_id]
        self.drafts.append(draft)
        self._apply(body)
        return draft

    def _apply(self, body: Body) -> None:
        for opening in body.opened:
            self.cards[opening.ref].open_lot(opening)
        for move in body.moves:
            self.cards[move.ref].move(move)
        self._apply_sums(body)
        for change in body.register:
            self.register.apply(change)
            self.changes.append(change)
            if change[0] == What.CARD:
                _, ref, no, _, face, public, _, _, state = change
                self.cards[ref] = CardAccount(ref, no, state, public, face, fresh=True)

    def _apply_sums(self, body: Body) -> None:
        for number, cents in body.postings:
            kind, ident = account_kind(number), account_id(number)
            if kind == AccountKind.MERCHANT and ident in self.payables:
                self.payables[ident] += cents
            elif kind == AccountKind.SALE_POINT and ident in self.owed:
                self.owed[ident] -= cents
                self.sold[ident] += max(-cents, 0)

    def transfer(self, body: Body, transfer: Transfer) -> Body:
        """Put a transfer into a body."""
        body.postings, body.moves, body.opened = transfer.postings, transfer.moves, transfer.opened
        return body
