"""The book's tables, added up from the journal alone; nothing is decided here (I15)."""

from collections.abc import Iterable
from typing import Any

import cbor2

from heller.book.accounts import is_shortfall
from heller.book.body import Body, EntryKind
from heller.book.lots import german_day
from heller.book.merkle import Frontier
from heller.city.register import What, register_key
from heller.claims.advice_row import AdviceRow, advice_row
from heller.claims.records import Claim, parse_record
from heller.claims.resolving import resolved_place
from heller.postgres.append import KEPT_LEVELS, accounts_row, new_accounts
from heller.postgres.replay import Entry

COLUMNS: dict[str, tuple[str, ...]] = {
    "account": ("no", "kind", "side", "min_avail"),
    "posting": ("seq", "line", "account", "cents"),
    "batch": ("no", "face", "count", "issuer_key"),
    "card": ("ref", "no", "batch", "face", "public_key", "lkey", "view_hash", "state"),
    "lot": (
        "card", "no", "kind", "loaded", "remaining", "active_from", "valid_until", "opened_seq",
    ),
    "hold_resolution": ("hold", "seq", "captured"),
    "hold": ("entry_id", "card", "cents", "until"),
    "reversal": ("seq", "target_seq"),
    "advice": (
        "seq", "till", "claim_seq", "lease", "merchant", "ref", "verdict", "cents", "short",
        "occurred_at",
    ),
    "day": ("day", "first_seq"),
    "register": ("what", "key", "content", "seq"),
    "equivocation": ("till", "seq", "hash", "message", "entry_seq"),
    "tree_node": ("generation", "level", "place", "hash"),
    "record": (
        "till", "seq", "kind", "hash", "hash16", "prev", "lease", "entry_seq", "receipt",
        "received_at",
    ),
}  # fmt: skip
_CLAIMS = frozenset({EntryKind.REDEEM, EntryKind.SALE, EntryKind.VOID, EntryKind.REFUND})


class Projection:
    """Adds entries up; `tables` then holds the rows that each table must have."""

    def __init__(self, city: int) -> None:
        """Begin with an empty book of this city."""
        self._city = city
        self._cards: dict[bytes, list[Any]] = {}
        self._lots: dict[tuple[int, int], list[Any]] = {}
        self._register: dict[tuple[int, str], tuple[bytes, int]] = {}
        self._days: dict[int, int] = {}
        self._last_day = 0
        self._seqs: dict[str, int] = {}
        self._advices: dict[int, AdviceRow] = {}
        self._shorts: dict[int, int] = {}
        self._undone: dict[int, int] = {}
        self.resolved: set[tuple[int, int]] = set()
        self._rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in COLUMNS}
        self._accounts: set[int] = set()
        self._tree = Frontier()
        self._generation = 0
        self._leaves: dict[int, list[bytes]] = {}

    def add(self, entry: Entry) -> None:
        """Add one entry."""
        body, seq = entry.body, entry.seq
        self._seqs[body.entry_id] = seq
        self._rows["posting"] += [
            (seq, line, *posting) for line, posting in enumerate(body.postings)
        ]
        self._begin_day(seq, german_day(body.recorded_at))
        for change in body.register:
            self._change(seq, change)
        self._move(seq, body)
        self._relate(seq, body)
        self._grow(entry)

    def _begin_day(self, seq: int, day: int) -> None:
        if day > self._last_day:  # a clock set back begins no day
            self._last_day, self._days[day] = day, seq

    def _change(self, seq: int, change: tuple[Any, ...]) -> None:
        self._accounts.update(new_accounts(change))
        if change[0] == What.CARD:
            self._cards[change[1]] = list(change[1:])
        elif change[0] == What.CARD_STATE:
            self._cards[change[1]][-1] = change[2]
        elif change[0] == What.BATCH:
            self._rows["batch"].append(change[1:])
        key = register_key(change)
        if key is not None:
            self._register[(change[0], key)] = (cbor2.dumps(change), seq)

    def _move(self, seq: int, body: Body) -> None:
        for ref, lot, kind, active_from, valid_until in body.opened:
            loaded = sum(m.cents for m in body.moves if (m.ref, m.lot) == (ref, lot))
            number = self._cards[ref][1]
            self._lots[(number, lot)] = [kind, loaded, 0, active_from, valid_until, seq]
        for ref, lot, cents in body.moves:
            self._lots[(self._cards[ref][1], lot)][2] += cents

    def _relate(self, seq: int, body: Body) -> None:
        if body.kind == EntryKind.ADVICE:
            self._advices[seq] = advice_row(body, self._city)
        if body.kind == EntryKind.RESOLVE:
            self.resolved.add(resolved_place(body, self._city))
        if body.target:
            self._undone[seq] = self._seqs[body.target]
            self._rows["reversal"].append((seq, self._seqs[body.target]))
        self._change_short(seq, body)
        if body.kind in _CLAIMS:
            self._rows["record"].append(self._record(seq, body))
        if body.kind == EntryKind.FREEZE:
            record = parse_record(body.evidence[0], self._city)
            row = (record.body.till, record.body.seq, record.hash, record.message, seq)
            self._rows["equivocation"].append(row)

    def _change_short(self, seq: int, body: Body) -> None:
        """Follow a shortfall to the advice that made it, through what was undone and undone."""
        cents = sum(p.cents for p in body.postings if is_shortfall(p.account))
        while cents and seq not in self._advices:
            seq = self._undone[seq]
        self._shorts[seq] = self._shorts.get(seq, 0) - cents

    def _record(self, seq: int, body: Body) -> tuple[Any, ...]:
        record = parse_record(body.evidence[0], self._city)
        claim = record.body
        assert isinstance(claim, Claim)
        return (
            claim.till, claim.seq, record.kind, record.hash, record.claim_hash, claim.prev,
            claim.lease, seq, body.receipt, body.recorded_at,
        )  # fmt: skip

    def _grow(self, entry: Entry) -> None:
        if entry.generation != self._generation:
            self._generation, self._tree = entry.generation, Frontier()
        self._leaves.setdefault(entry.generation, []).append(entry.hash)
        for level, place, digest in self._tree.add(entry.hash):
            if level in KEPT_LEVELS:
                self._rows["tree_node"].append((self._generation, level, place, digest))

    def root(self) -> tuple[int, bytes]:
        """Give size and root of the newest generation's tree."""
        return self._tree.size, self._tree.root()

    def roots_at(self, generation: int, sizes: list[int]) -> dict[int, bytes]:
        """Give the roots of a generation's tree at some sizes; none for a size it never had."""
        wanted, tree, roots = set(sizes), Frontier(), {}
        for leaf in self._leaves.get(generation, ()):
            tree.add(leaf)
            if tree.size in wanted:
                roots[tree.size] = tree.root()
        return roots

    def tables(self) -> dict[str, Iterable[tuple[Any, ...]]]:
        """Give all rows by table, in the order of COLUMNS."""
        accounts = (accounts_row(number) for number in sorted(self._accounts))
        advices = sorted(self._advices.items())
        return self._rows | {
            "advice": [(seq, *row[:7], self._shorts[seq], row.occurred_at) for seq, row in advices],
            "account": [tuple(row.values()) for row in accounts],
            "card": [tuple(row) for row in self._cards.values()],
            "lot": [(*key, *row) for key, row in self._lots.items()],
            "day": list(self._days.items()),
            "register": [(*key, *row) for key, row in self._register.items()],
        }
