"""A small city in memory: tills that sign, cards that prove, a book that keeps what was decided.

MemoryBook plays the part of PostgreSQL for `Batch`: it hands out only the facts that were asked
for, keeps only what a batch wrote, and reads it back out of the entries' bytes, as the real one.
"""
# ruff: noqa: ANN401 - a test names the fields that it changes

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeAlias

import pytest
from tests.claims.samples import SATURDAY, SCOPE, UNNA, digest, key

from heller.book.account_state import CardAccount
from heller.book.accounts import AccountKind, account
from heller.book.advised import Advised
from heller.book.body import Body, EntryKind, decode_body, encode_body
from heller.book.lots import GERMANY
from heller.book.transfer import Posting
from heller.city.pots import Loss
from heller.city.register import Register, State, Till, TillState, What
from heller.city.shares import Figure, Split
from heller.claims.advice_row import POTS, AdviceRow, advice_row
from heller.claims.batch import (
    Batch,
    Draft,
    Known,
    Paper,
    PotUse,
    ProvenReceipt,
    RecordState,
    Token,
)
from heller.claims.granting import grant
from heller.claims.kinds import CLOSE, DECISION, REDEEM, REFUND, SALE, VOID
from heller.claims.needs import ROUNDS, Needs, first_needs, further_needs
from heller.claims.office import APPROVE, Approval, OfficeOrder, order_hash
from heller.claims.orders import OrderAnswer, OrderPost, parse_order, take_order
from heller.claims.questions import Renew
from heller.claims.receipts import Receipt
from heller.claims.records import (
    BY_STANDIN,
    ISOLATED,
    TYPED,
    Claim,
    Close,
    Decision,
    Record,
    genesis_prev,
    parse_record,
    prove,
    seal_record,
    typed_proof,
)
from heller.claims.records import (
    Body as RecordBody,
)
from heller.claims.renewing import renew
from heller.claims.take import take_post
from heller.claims.targets import target_of, undo
from heller.claims.till_change import till_change
from heller.errors import Problem
from heller.keys import SIGNATURE_BYTES, SigningKey, payload_hash
from heller.movements.issue import Issue

NOW: Final = SATURDAY
FUND: Final = 100_000_000
ACK: Final = (3, key("ACK"))
LEASE_KEY: Final = (2, key("LEASE"))
one_batch_or_more = pytest.mark.parametrize(
    "in_one_batch", [True, False], ids=["one batch", "batch by batch"]
)

EntryRow: TypeAlias = tuple[int, bytes]  # seq and body


@dataclass(frozen=True)
class Card:
    """A card with its own key."""

    name: str

    @property
    def key(self) -> SigningKey:
        """Give the key whose signature proves that the pay code was there."""
        return key(f"card {self.name}")

    @property
    def ref(self) -> bytes:
        """Give the ten bytes that the book knows it by."""
        return digest(f"ref {self.name}")[:10]

    def row(self) -> list[bytes]:
        """Give what an order registers of it."""
        return [self.ref, self.key.public, digest(self.name)[:16], digest(f"view {self.name}")]


@dataclass
class Device:
    """A till: one sequence, one chain."""

    no: int
    lease: int
    seq: int = 0
    prev: bytes = b""

    @property
    def key(self) -> SigningKey:
        """Give the key that signs its records."""
        return key(f"till {self.no}")

    def redeem(self, card: Card, cents: int, **changes: Any) -> bytes:
        """Sign a payment."""
        return self.claim(REDEEM, card, cents, **changes)

    def sale(self, card: Card, cents: int, **changes: Any) -> bytes:
        """Sign a sale."""
        return self.claim(SALE, card, cents, **changes)

    def void(self, undone: bytes, cents: int, **changes: Any) -> bytes:
        """Sign the undoing of an own claim."""
        return self._undo(VOID, undone, cents, **changes)

    def refund(self, undone: bytes, cents: int, **changes: Any) -> bytes:
        """Sign a refund of a payment."""
        return self._undo(REFUND, undone, cents, **changes)

    def _undo(self, kind: int, undone: bytes, cents: int, **changes: Any) -> bytes:
        record = read(undone)
        assert isinstance(record.body, Claim)
        ref = changes.pop("ref", record.body.ref)
        body = self._claim_body(kind, ref, cents, {"target": record.claim_hash, **changes})
        return self._signed(body)

    def claim(self, kind: int, card: Card, cents: int, **changes: Any) -> bytes:
        """Sign a claim with the card's proof, or with a `token` for number and PIN."""
        token = changes.pop("token", None)
        if token is not None:
            changes["flags"] = TYPED
        body = self._claim_body(kind, card.ref, cents, changes)
        proof = typed_proof(token) if token else prove(SCOPE, card.key, body)
        return self._signed(body, proof)

    def _claim_body(self, kind: int, ref: bytes, cents: int, changes: dict[str, Any]) -> Claim:
        self.seq += 1
        prev = self.prev or genesis_prev(SCOPE, self.no)
        made = Claim(kind, UNNA, self.no, self.lease, self.seq, NOW, 0, ref, cents, 0, 0, prev)
        return made._replace(**changes)

    def decide(self, claim: bytes, verdict: int, **changes: Any) -> bytes:
        """Sign the word on what happened at the counter."""
        self.seq += 1
        claim_seq = read(claim).body.seq
        body = Decision(UNNA, self.no, self.seq, claim_seq, verdict, self.prev)
        return self._signed(body._replace(**changes))

    def close(self) -> bytes:
        """Sign the end of the lease."""
        self.seq += 1
        prev = self.prev or genesis_prev(SCOPE, self.no)
        return self._signed(Close(UNNA, self.no, self.seq, self.lease, self.seq - 1, 0, prev))

    def _signed(self, body: RecordBody, proof: bytes = b"") -> bytes:
        self.prev = payload_hash(body.pack())[:16]
        return seal_record(SCOPE, self.key, body, proof)


def read(message: bytes) -> Record:
    """Read a record of this city."""
    return parse_record(message, UNNA)


@dataclass(frozen=True)
class Post:
    """What a till sends at once."""

    records: tuple[bytes, ...]
    ask: bool = False


def asking(*records: bytes) -> Post:
    """Ask for the last of these records."""
    return Post(records, ask=True)


def upload(*records: bytes) -> Post:
    """Hand records in without asking."""
    return Post(records)


def order(kind: str, /, by: str = "anna", named: str = "", **arguments: Any) -> bytes:
    """Sign an office order; orders `named` alike carry one id."""
    order_id = digest(f"order {named or (kind, sorted(arguments.items()))}")[:16]
    payload = OfficeOrder(UNNA, order_id, kind, by, NOW, arguments).pack()
    return key(by).sealed(SCOPE, "office", payload)


def approval(of: bytes, no: int = 2, by: str = "bert", verdict: int = APPROVE) -> bytes:
    """Sign a second person's word on an order."""
    hashed = order_hash(SCOPE, of[:-SIGNATURE_BYTES])
    payload = Approval(UNNA, no, hashed, NOW, verdict).pack()
    return key(by).sealed(SCOPE, "approval", payload)


def ordering(message: bytes, *approvals: bytes) -> OrderPost:
    """Post an order with its approvals."""
    read_order = parse_order(message, SCOPE)
    return OrderPost(message, read_order.order, approvals)


Job: TypeAlias = Post | OrderPost
Said: TypeAlias = Receipt | Problem


@dataclass
class MemoryBook:
    """The city's book without a database: entries, records, and what adds up from them."""

    now: int = NOW
    register: Register = field(default_factory=Register)
    entries: list[bytes] = field(default_factory=list)
    places: dict[str, EntryRow] = field(default_factory=dict)
    records: dict[tuple[int, int], Known] = field(default_factory=dict)
    hashes: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    cards: dict[bytes, CardAccount] = field(default_factory=dict)
    postings: list[tuple[int, Posting]] = field(default_factory=list)
    reversals: dict[int, list[int]] = field(default_factory=dict)
    equivocations: list[tuple[int, int, bytes, bytes]] = field(default_factory=list)
    tokens: dict[bytes, Token] = field(default_factory=dict)
    days: dict[int, int] = field(default_factory=dict)
    founded: int = 0
    advices: dict[tuple[int, int], AdviceRow] = field(default_factory=dict)
    shorts: dict[int, int] = field(default_factory=dict)
    receipts: dict[bytes, ProvenReceipt] = field(default_factory=dict)

    # ------------------------------------------------------------------ what tests ask for

    def take(self, *jobs: Job) -> list[Any]:
        """Book jobs as one batch; a post's answers are a list, an order's is its answer."""
        batch = self.fresh()
        parsed = [list(map(read, job.records)) if isinstance(job, Post) else job for job in jobs]
        self.read_facts(batch, parsed)
        if any(isinstance(job, OrderPost) for job in jobs):
            batch.losses += self.losses()
        answers: list[Any] = []
        for job, content in zip(jobs, parsed, strict=True):
            if isinstance(content, OrderPost):
                answers.append(_ordered(batch, content))
            else:
                ask = isinstance(job, Post) and job.ask
                answers.append(take_post(batch, content, ask=ask))
        self.write(batch)
        return [_told(answer) for answer in answers]

    def take_jobs(self, *jobs: Job, in_one_batch: bool) -> list[Any]:
        """Book jobs in one batch, or each in a batch of its own."""
        if in_one_batch:
            return self.take(*jobs)
        return [self.take(job)[0] for job in jobs]

    def pay_out(self, merchant: int, cents: int) -> None:
        """Move what a merchant is owed to the bank, as a payout will."""
        seq = len(self.entries)
        bank = Posting(account(AccountKind.BANK), cents)
        owed = Posting(account(AccountKind.MERCHANT, merchant), -cents)
        self.postings += [(seq, owed), (seq, bank)]

    def ask(self, *records: bytes) -> Said:
        """Ask for the last record in a batch of its own; give what was said to it."""
        said: Said = self.take(asking(*records))[0][-1]
        return said

    def hand_in(self, *records: bytes) -> list[Said]:
        """Upload records in a batch of their own."""
        said: list[Said] = self.take(upload(*records))[0]
        return said

    def order(self, message: bytes, *approvals: bytes) -> OrderAnswer | Problem:
        """Give an order in a batch of its own."""
        answer: OrderAnswer | Problem = self.take(ordering(message, *approvals))[0]
        return answer

    def body(self, entry_id: str) -> Body:
        """Read an entry."""
        return decode_body(self.places[entry_id][1])

    def ids(self) -> list[str]:
        """List the entries' ids since the city was founded."""
        return [decode_body(data).entry_id for data in self.entries[self.founded :]]

    def balance(self, kind: AccountKind, ident: int = 0) -> int:
        """Add up an account (cents, credit positive)."""
        return self.sum(account(kind, ident))

    def sum(self, number: int, since: int = 0) -> int:
        """Add up an account's postings from an entry on."""
        return sum(p.cents for seq, p in self.postings if p.account == number and seq >= since)

    def lots(self, card: Card) -> list[int]:
        """List what is left in each lot of a card."""
        return [lot.remaining for lot in self.cards[card.ref].lots]

    def state(self, record: bytes) -> RecordState:
        """Give what the book did with a record."""
        body = read(record).body
        return RecordState(self.records[body.till, body.seq].state)

    def receipt(self, record: bytes) -> Receipt:
        """Read the stored receipt of a record."""
        body = read(record).body
        return _receipt(self.records[body.till, body.seq].receipt)

    # --------------------------------------------------------------------- what PostgreSQL does

    def fresh(self) -> Batch:
        """Make an empty running state behind the last entry."""
        day = self._day()
        return Batch(
            SCOPE, self.register, self.now, day, 1, len(self.entries) + 1,
            day not in self.days, ACK[0], LEASE_KEY, receipts=dict(self.receipts),
        )  # fmt: skip

    def read_facts(self, batch: Batch, parsed: Iterable[list[Record] | OrderPost]) -> None:
        """Ask for facts in rounds, as the writer does."""
        contents = list(parsed)
        records = [r for content in contents if isinstance(content, list) for r in content]
        orders = [content for content in contents if isinstance(content, OrderPost)]
        had, needs = Needs(), first_needs(batch, records, orders)
        for _ in range(ROUNDS):
            if not needs.any():
                return
            self.fill(batch, needs)
            had = had.plus(needs)
            needs = further_needs(batch, records).minus(had)

    def fill(self, batch: Batch, needs: Needs) -> None:
        """Hand out the facts asked for, and no others."""
        for place in needs.records & self.records.keys():
            batch.records[place] = self.records[place]
        for (till, seq), known in self.records.items():
            if (till, known.claim_seq) in needs.decisions and known.state != RecordState.SECOND:
                batch.decisions[till, known.claim_seq] = known
                batch.records[till, seq] = known
        for ref in needs.refs & self.cards.keys():
            batch.cards[ref] = _copy(self.cards[ref])
        for hash16 in needs.targets & self.hashes.keys():
            self._target(batch, hash16)
        self._sums(batch, needs)
        batch.entries |= {one: self.places[one] for one in needs.ids & self.places.keys()}
        batch.tokens |= {one: self.tokens[one] for one in needs.tokens & self.tokens.keys()}
        self._advices(batch, needs)
        self._chains(batch, needs)

    def _sums(self, batch: Batch, needs: Needs) -> None:
        for point in needs.points:
            number, first = account(AccountKind.SALE_POINT, point), self.days.get(batch.day)
            batch.owed[point] = -self.sum(number)
            batch.sold[point] = self._sold(number, first) if first else 0
        for merchant in needs.merchants:
            batch.payables[merchant] = self.balance(AccountKind.MERCHANT, merchant)

    def _chains(self, batch: Batch, needs: Needs) -> None:
        for till in needs.chains:
            self._chain(batch, till)
        for (till, seq), known in batch.records.items():
            if known.kind in (DECISION, CLOSE) and known.state == RecordState.WAITING:
                batch.waiting.setdefault(till, set()).add(seq)

    def losses(self) -> list[Loss]:
        """Read what fell short in the twelve months before, as a granting batch asks for it."""
        since = min(
            (seq for day, seq in self.days.items() if day >= self._day() - 10_000), default=0
        )
        rows = (
            (self.places[f"c/{till}/{seq}/advice"][0], row)
            for (till, seq), row in self.advices.items()
        )
        return [
            Loss(row.merchant, row.lease, POTS.get(row.verdict, ""), self.shorts[entry])
            for entry, row in rows
            if entry >= since and self.shorts.get(entry)
        ]

    def _day(self) -> int:
        return int(f"{datetime.fromtimestamp(self.now, GERMANY):%Y%m%d}")

    def renew(self, device: "Device", **changes: Any) -> bytes | Problem:
        """Ask for a till's next lease; the device signs under it from then on."""
        batch = self.fresh()
        batch.losses += self.losses()
        question = Renew(UNNA, device.no, self.now, bytes(8), changes.get("lease", device.lease))
        try:
            lease = renew(batch, b"question", question)
        except Problem as problem:
            return problem
        self.write(batch)
        device.lease = int.from_bytes(lease[83:87])
        return lease

    def figure(self) -> Figure:
        """Give the fund figure now."""
        return Split(self.register, self.losses(), self.now).figure()

    def _advices(self, batch: Batch, needs: Needs) -> None:
        for (till, seq), row in self.advices.items():
            entry_seq = self.places[f"c/{till}/{seq}/advice"][0]
            if row.ref in needs.shorts and self.shorts.get(entry_seq):
                batch.advices.setdefault((till, seq), self._advised(row, entry_seq))
            if row.lease in needs.leases and row.verdict == ISOLATED:
                use = batch.pots.setdefault(row.lease, PotUse())
                use.cents, use.ops = use.cents + row.cents, use.ops + 1
                use.cards[row.ref] = use.cards.get(row.ref, 0) + row.cents
        for lease in needs.standins:
            batch.standin_used[lease] = sum(
                row.cents
                for row in self.advices.values()
                if (row.lease, row.verdict) == (lease, BY_STANDIN)
            )

    def _advised(self, row: AdviceRow, entry_seq: int) -> Advised:
        return Advised(
            row.till, row.claim_seq, entry_seq, row.occurred_at, row.merchant, row.ref,
            self.shorts.get(entry_seq, 0),
        )  # fmt: skip

    def _chain(self, batch: Batch, till: int) -> None:
        reach = 0
        while (till, reach + 1) in self.records:
            reach += 1
        batch.reach[till] = reach
        waiting = [
            known.claim_seq
            for (one, _), known in self.records.items()
            if one == till and known.kind == DECISION and known.state == RecordState.WAITING
        ]
        for (one, seq), known in self.records.items():
            beyond = seq > reach or known.state == RecordState.WAITING or seq in waiting
            if one == till and beyond:
                batch.records[till, seq] = known

    def _sold(self, number: int, first: int) -> int:
        return -sum(
            p.cents
            for seq, p in self.postings
            if p.account == number and p.cents < 0 and seq >= first
        )

    def _target(self, batch: Batch, hash16: bytes) -> None:
        seq = self.records[self.hashes[hash16]].entry_seq
        if not seq:
            return
        body = decode_body(self.entries[seq - 1])
        message = body.evidence[0]
        claim = read(message).body
        assert isinstance(claim, Claim)
        advice = self.places.get(f"{body.entry_id}/advice")
        if advice is not None:
            seq, data = advice
            body = decode_body(data)
        batch.target_seqs[body.entry_id] = seq
        target = batch.targets[hash16] = target_of(batch, body, claim, message)
        for one in self.reversals.get(seq, []):
            again = [self.entry(two) for two in self.reversals.get(one, [])]
            undo(target, self.entry(one), again)
        if advice is not None:
            place = (claim.till, claim.seq)
            row = self._advised(self.advices[place], seq)
            target.advised = batch.advices.setdefault(place, row)

    def entry(self, seq: int) -> Body:
        return decode_body(self.entries[seq - 1])

    def moved_back(self, seq: int) -> int:
        """Sum what was taken back of an entry, less what was dropped of that again (I9)."""
        return sum(
            sum(p.cents for p in self.entry(one).postings if p.cents > 0) - self.moved_back(one)
            for one in self.reversals.get(seq, [])
            if self.entry(one).kind != EntryKind.SETTLE
        )

    def write(self, batch: Batch) -> None:
        """Sign the papers and keep what the batch decided."""
        for paper in batch.papers:
            paper.signed = ACK[1].sealed(SCOPE, "receipt", paper.receipt.pack())
        for draft in batch.drafts:
            self._write(draft)
            self.days.setdefault(batch.day, draft.seq)
        for card in batch.cards.values():
            kept = self.cards[card.ref]
            assert (card.state, card.lots) == (kept.state, kept.lots)
        for token in batch.used_tokens:
            del self.tokens[token]
        self._keep(batch.papers)
        for place in batch.resolved:
            self.records[place] = self.records[place]._replace(state=RecordState.RESOLVED)

    def _write(self, draft: Draft) -> None:
        if draft.paper is not None:
            draft.body.receipt = draft.paper.signed
        self._enter(draft.seq, encode_body(draft.body))
        if draft.target_seq:
            self.reversals.setdefault(draft.target_seq, []).append(draft.seq)
        at, short = draft.short
        self.shorts[at] = self.shorts.get(at, 0) + short
        if draft.equivocation:
            self.equivocations.append(draft.equivocation)

    def _enter(self, seq: int, data: bytes) -> None:
        body = decode_body(data)
        assert seq == len(self.entries) + 1
        assert body.entry_id not in self.places
        self.entries.append(data)
        self.places[body.entry_id] = (seq, data)
        for change in body.register:
            if change[0] == What.CARD:
                _, ref, no, _, face, public, _, _, state = change
                self.cards[ref] = CardAccount(ref, no, state, public, face)
            elif change[0] == What.CARD_STATE:
                self.cards[change[1]].state = change[2]
        for opening in body.opened:
            self.cards[opening.ref].open_lot(opening)
        for move in body.moves:
            self.cards[move.ref].move(move)
        self.postings += [(seq, posting) for posting in body.postings]
        if body.kind == EntryKind.ADVICE:
            row = advice_row(body, UNNA)
            self.advices[row.till, row.claim_seq] = row

    def _keep(self, papers: Iterable[Paper]) -> None:
        latest = {p.record.hash: p for p in papers if p.record is not None}
        for paper in latest.values():
            record = paper.record
            assert record is not None
            body = record.body
            claim_seq = body.claim_seq if isinstance(body, Decision) else 0
            self.hashes[record.claim_hash] = (body.till, body.seq)
            self.records[body.till, body.seq] = Known(
                record.hash, record.kind, body.prev, claim_seq, paper.entry_seq, paper.state,
                paper.verdict, paper.signed, record.message if paper.keep_message else b"",
            )  # fmt: skip
        for known in [p.record for p in latest.values() if p.record and p.record.kind == DECISION]:
            assert isinstance(known.body, Decision)
            place = (known.body.till, known.body.claim_seq)
            claim = self.records.get(place)
            if claim is not None and claim.state == RecordState.UNRESOLVED:
                self.records[place] = claim._replace(state=RecordState.RESOLVED)


def _copy(card: CardAccount) -> CardAccount:
    return CardAccount(card.ref, card.no, card.state, card.public, card.face, list(card.lots))


def _ordered(batch: Batch, post: OrderPost) -> OrderAnswer | Problem:
    try:
        return take_order(batch, post)
    except Problem as problem:
        return problem


def _told(answer: Any) -> Any:
    """Turn answers into what goes out, after the commit."""
    if isinstance(answer, list):
        return [_told(one) for one in answer]
    if isinstance(answer, Paper):
        return _receipt(answer.signed)
    return _receipt(answer) if isinstance(answer, bytes) else answer


def _receipt(signed: bytes) -> Receipt:
    return Receipt.parse(signed[:-SIGNATURE_BYTES], UNNA)


# ------------------------------------------------------------------------------------ the city

CARDS: Final = [Card(name) for name in ("one", "two", "three")]


def made_city(**settings: int) -> MemoryBook:
    """Make a book with two merchants, two points, tills 1 to 4, three sealed cards, two people.

    Tills 1 and 2 stand at point 1 of merchant 1 and sell; tills 3 and 4 stand at point 2 of
    merchant 2 and only redeem. Card `three` has 50 euros printed on it.
    """
    book = MemoryBook()
    batch = book.fresh()
    found(batch, "people", _people(settings))
    found(batch, "places", _places())
    for no in (1, 2, 3, 4):
        point = 1 if no < 3 else 2
        till = Till(
            no, point, point, Device(no, no).key.public, 3 if no < 3 else 1, TillState.ACTIVE
        )
        found(batch, f"till {no}", (till_change(till, TillState.ACTIVE), _lease(batch, till)))
    for no, card in enumerate(CARDS, start=1):
        face = 5_000 if card.name == "three" else 0
        ref, public, lkey, view_hash = card.row()
        found(batch, f"card {no}", (Issue(ref, no, 1, face, public, lkey, view_hash).row(),))
    book.write(batch)
    book.founded = len(book.entries)
    return book


def found(batch: Batch, name: str, changes: Iterable[tuple[Any, ...]]) -> None:
    """Enter register changes of the city's own."""
    entry_id = f"h/{digest(name).hex()[:32]}"
    batch.enter(Body(EntryKind.CITY, entry_id, "book", NOW, NOW, register=tuple(changes)))


def _lease(batch: Batch, till: Till) -> tuple[Any, ...]:
    return (What.LEASE, grant(batch, till))


def _people(settings: dict[str, int]) -> list[tuple[Any, ...]]:
    anna, bert = (key(name).public for name in ("anna", "bert"))
    return [
        (What.OFFICE_KEY, "anna", anna, 1),
        (What.OFFICE_KEY, "bert", bert, 1),
        (What.OFFICE_KEY, "idle", key("idle").public, 0),
        (What.APPROVER, 1, "anna", anna, 1),
        (What.APPROVER, 2, "bert", bert, 1),
        *((What.SETTING, name, value) for name, value in ({"fund": FUND} | settings).items()),
    ]


def _places() -> list[tuple[Any, ...]]:
    return [
        (What.MERCHANT, 1, State.ACTIVE),
        (What.MERCHANT, 2, State.ACTIVE),
        (What.POINT, 1, 1, State.ACTIVE, 0),
        (What.POINT, 2, 2, State.ACTIVE, 0),
        (What.SELLER, 1, 200_000, 100_000, State.ACTIVE),
    ]


def device(no: int) -> Device:
    """Give till 1 to 4 of the city, at its beginning."""
    return Device(no, no)
