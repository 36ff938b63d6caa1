"""The running state of one batch: facts read at its start, changed by each decision in turn.

A later record of the same batch sees what an earlier one did, so that no batch decides otherwise
than its records one by one would have been.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple, TypeAlias

from heller.book.account_state import CardAccount
from heller.book.accounts import AccountKind, account_id, account_kind, is_shortfall
from heller.book.advised import Advised, open_shortfalls
from heller.book.body import Body, EntryKind
from heller.book.target import Target
from heller.book.transfer import Transfer
from heller.city.pots import Loss
from heller.city.register import Register, What
from heller.claims.receipts import Receipt
from heller.claims.records import Record
from heller.errors import Problem
from heller.keys import Scope, SigningKey
from heller.movements.settle import Settle, settle


class RecordState(IntEnum):
    """What the book did with a till's record; outside the projections (it is no money)."""

    NOTED = 1  # kept, neither asked nor decided
    UNRESOLVED = 2  # authorised, the till has not said what happened
    RESOLVED = 3  # authorised or closed, and the till has said
    WAITING = 4  # kept until what it needs is there (a claim's bytes, an advice)
    REVIEW = 5  # a person must look
    SECOND = 6  # another DECISION for the same claim, which does not count; a person must look


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
    short: tuple[int, int] = (0, 0)  # seq of the advice, and by how much its shortfall changes
    equivocation: tuple[int, int, bytes, bytes] | None = None


class ProvenReceipt(NamedTuple):
    """A receipt that a till brought with its records; its signature has been checked."""

    message: bytes
    receipt: Receipt


@dataclass(slots=True)
class PotUse:
    """What has been used of a lease's isolated pot: cents, operations, and cents by card."""

    cents: int = 0
    ops: int = 0
    cards: dict[bytes, int] = field(default_factory=dict)


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
    advices: dict[tuple[int, int], Advised] = field(default_factory=dict)
    pots: dict[int, PotUse] = field(default_factory=dict)
    standin_used: dict[int, int] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    reach: dict[int, int] = field(default_factory=dict)
    waiting: dict[int, set[int]] = field(default_factory=dict)
    receipts: dict[bytes, ProvenReceipt] = field(default_factory=dict)
    resolved: set[tuple[int, int]] = field(default_factory=set)
    deciding: set[tuple[int, int]] = field(default_factory=set)

    def enter(
        self, body: Body, target: Target | None = None, advised: Advised | None = None
    ) -> Draft:
        """Give an entry its place and let its transfer change the running state.

        `advised` is the advice whose shortfall the entry pays, reopens or makes. Money that comes
        into a card's lots settles what fell short before, in the same commit.
        """
        draft = Draft(self.next_seq, body)
        self.next_seq += 1
        if target is not None:
            body.target = target.entry_id
            draft.target_seq = self.target_seqs[target.entry_id]
        self.drafts.append(draft)
        self._apply(body)
        if advised is not None:
            self._change_short(draft, advised)
        if self.advices:
            for ref in {move.ref for move in body.moves if move.cents > 0}:
                self._settle(ref, draft.seq)
        return draft

    def _change_short(self, draft: Draft, advised: Advised) -> None:
        short = -sum(p.cents for p in draft.body.postings if is_shortfall(p.account))
        advised.short += short
        assert advised.short >= 0
        draft.short = (advised.entry_seq, short)

    def _settle(self, ref: bytes, cause: int) -> None:
        for one in open_shortfalls(self.advices.values(), ref):
            transfer = settle(Settle(self.cards[ref], one))
            if transfer.postings:
                claim = f"c/{one.till}/{one.seq}"
                body = Body(
                    EntryKind.SETTLE, f"{claim}/settle/{cause}", "book", self.now, self.now,
                    target=f"{claim}/advice",
                )  # fmt: skip
                draft = self.enter(self.transfer(body, transfer), advised=one)
                draft.target_seq = one.entry_seq
                self._settled(one, transfer)

    def _settled(self, one: Advised, transfer: Transfer) -> None:
        """Let a later refund of the same batch find where this money came from."""
        for target in self.targets.values():
            if target.advised is one:
                target.moves += transfer.moves

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

    def became(self, place: tuple[int, int], paper: Paper) -> None:
        """Let later records of the batch see what became of one that the book had kept."""
        self.records[place] = self.records[place]._replace(
            entry_seq=paper.entry_seq, state=paper.state, receipt=b""
        )

    def transfer(self, body: Body, transfer: Transfer) -> Body:
        """Put a transfer into a body."""
        body.postings, body.moves, body.opened = transfer.postings, transfer.moves, transfer.opened
        return body
