"""Writing a decided batch: its entries into the chain, its rows into one call of `book.append`."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import cbor2

from heller.book.accounts import NAMES, AccountKind, account, account_kind
from heller.book.body import Body, EntryKind, encode_body
from heller.book.chain import body_digest, entry_hash
from heller.book.merkle import Frontier
from heller.city.register import What, register_key
from heller.claims.advice_row import advice_row
from heller.claims.batch import Batch, Draft, Paper
from heller.claims.records import Claim, Decision
from heller.postgres.arrays import Bigints, Byteas, Texts
from heller.postgres.round_trip import Call, Statement

_ACCOUNTS_OF: dict[int, tuple[AccountKind, ...]] = {
    What.CARD: (AccountKind.CARD,),
    What.MERCHANT: (AccountKind.MERCHANT, AccountKind.SHORTFALL),
    What.POINT: (AccountKind.SALE_POINT, AccountKind.SUSPENSE),
}
_CITY_ACCOUNTS = (
    AccountKind.PSP,
    AccountKind.BANK,
    AccountKind.FEE,
    AccountKind.FEE_VAT,
    AccountKind.BREAKAGE,
    AccountKind.OPENING,
    AccountKind.PROBE,
)
_RECORD_COLUMNS = (Bigints,) * 3 + (Byteas,) * 2 + (Bigints,) * 5 + (Byteas,) * 2
_BATCH_COLUMNS = ("no", "face", "count", "issuer_key")
KEPT_LEVELS = frozenset({8, 16, 24, 32})  # subtrees whose hashes are stored, for proofs

APPEND = Statement(
    "heller_append",
    "SELECT book.append({})",
    ("bigint", "integer", "bigint", "text[]", *("bytea[]",) * 5, *("bigint[]",) * 7, "jsonb"),
)
RECORD = Statement(
    "heller_record",
    "SELECT book.record_decision({})",
    (*("bigint[]",) * 3, *("bytea[]",) * 2, *("bigint[]",) * 5, *("bytea[]",) * 2, "bigint"),
)
SPEND = Statement("heller_spend", "SELECT book.spend_tokens({})", ("bytea[]",))
RESOLVED = Statement("heller_resolved", "SELECT book.resolved({})", ("bigint[]", "bigint[]"))
BARRIER = Statement("heller_barrier", "SELECT book.barrier()")
PROBE = Statement("heller_probe", "SELECT book.probe({})", ("bytea", "bigint"))


@dataclass(slots=True)
class Head:
    """Where the chain stands: what the next entry follows.

    `committed` is the newest entry that others may be shown; `seq` runs ahead while it is written.
    """

    epoch: int
    generation: int
    first_seq: int
    seq: int
    hash: bytes
    frontier: Frontier
    committed: int = field(init=False)

    def __post_init__(self) -> None:
        """Begin with all committed: the head was read from the book."""
        self.committed = self.seq


@dataclass(slots=True)
class Links:
    """A batch's entries as the journal stores them."""

    ids: list[str] = field(default_factory=list)
    salts: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    prevs: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)


def link(city: int, head: Head, drafts: Sequence[Draft], salts: Iterator[bytes]) -> Links:
    """Encode the drafts and chain them behind the head; receipts are signed before."""
    links, prev = Links(), head.hash
    for draft in drafts:
        if draft.paper is not None:
            draft.body.receipt = draft.paper.signed
        salt, body = next(salts), encode_body(draft.body)
        digest = body_digest(salt, body)
        links.ids.append(draft.body.entry_id)
        links.salts.append(salt)
        links.bodies.append(body)
        links.digests.append(digest)
        links.prevs.append(prev)
        prev = entry_hash(city, (head.generation, head.epoch, draft.seq), prev, digest)
        links.hashes.append(prev)
    return links


def append_call(batch: Batch, head: Head, links: Links, nodes: list[dict[str, Any]]) -> Call:
    """Write a batch's entries; refused by the database when anything about it is impossible."""
    postings = [
        (draft.seq, line, account, cents)
        for draft in batch.drafts
        for line, (account, cents) in enumerate(draft.body.postings)
    ]
    lots = lot_deltas(batch)
    rest = rest_of(batch, nodes)
    values = (
        head.epoch,
        head.generation,
        batch.drafts[0].seq,
        Texts(links.ids),
        Byteas(links.salts),
        Byteas(links.bodies),
        Byteas(links.digests),
        Byteas(links.prevs),
        Byteas(links.hashes),
        *columns(postings, (Bigints,) * 4),
        *columns(lots, (Bigints,) * 3),
        json.dumps(rest) if rest else None,
    )
    return Call(APPEND, values)


Array = type[Bigints] | type[Byteas]


def columns(rows: Sequence[Sequence[Any]], kinds: Sequence[Array]) -> list[Bigints | Byteas]:
    """Turn rows into arrays, one a column, also when there are none."""
    if not rows:
        return [kind() for kind in kinds]
    return [kind(column) for kind, column in zip(kinds, zip(*rows, strict=True), strict=True)]


def lot_deltas(batch: Batch) -> list[tuple[int, int, int]]:
    """Sum the moves of a batch for each lot: (card no, lot no, cents), in order."""
    sums: dict[tuple[int, int], int] = {}
    for draft in batch.drafts:
        for ref, lot, cents in draft.body.moves:
            key = (batch.cards[ref].no, lot)
            sums[key] = sums.get(key, 0) + cents
    return [(card, lot, cents) for (card, lot), cents in sorted(sums.items()) if cents]


def rest_of(batch: Batch, nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """Gather what only some entries bring, as `book.append_rest` takes it."""
    rest: dict[str, Any] = {}
    if nodes:
        rest["nodes"] = nodes
    if batch.new_day:
        rest["day"] = batch.day
    for draft in batch.drafts:
        if draft.body.opened or draft.body.register or draft.target_seq or draft.equivocation:
            _gather(rest, batch, draft)
        if draft.body.kind == EntryKind.ADVICE:
            rest.setdefault("advices", []).append(_advice(draft, batch.scope.city))
        if draft.short[1]:
            seq, cents = draft.short
            rest.setdefault("shorts", []).append({"seq": seq, "cents": cents})
    return rest


def _gather(rest: dict[str, Any], batch: Batch, draft: Draft) -> None:
    for name, row in (*_opened(batch, draft), *_registered(draft.seq, draft.body)):
        rest.setdefault(name, []).append(row)
    if draft.target_seq:
        row = {"seq": draft.seq, "target_seq": draft.target_seq}
        rest.setdefault("reversals", []).append(row)
    if draft.equivocation:
        till, seq, digest, message = draft.equivocation
        row = {"till": till, "seq": seq, "hash": digest.hex(), "message": message.hex()}
        rest.setdefault("equivocations", []).append({**row, "entry_seq": draft.seq})


def _advice(draft: Draft, city: int) -> dict[str, Any]:
    row = advice_row(draft.body, city)
    return {**row._asdict(), "ref": row.ref.hex(), "seq": draft.seq}


def _opened(batch: Batch, draft: Draft) -> Iterator[tuple[str, dict[str, Any]]]:
    for ref, lot, kind, active_from, valid_until in draft.body.opened:
        loaded = sum(m.cents for m in draft.body.moves if (m.ref, m.lot) == (ref, lot))
        yield (
            "lots",
            {
                "card": batch.cards[ref].no,
                "no": lot,
                "kind": kind,
                "loaded": loaded,
                "active_from": active_from,
                "valid_until": valid_until,
                "seq": draft.seq,
            },
        )


def _registered(seq: int, body: Body) -> Iterator[tuple[str, dict[str, Any]]]:
    for change in body.register:
        for number in new_accounts(change):
            yield "accounts", accounts_row(number)
        if change[0] == What.CARD:
            yield "cards", _card_row(change)
        elif change[0] == What.CARD_STATE:
            yield "card_states", {"ref": change[1].hex(), "state": change[2]}
        elif change[0] == What.BATCH:
            yield "batches", dict(zip(_BATCH_COLUMNS, change[1:], strict=True))
        key = register_key(change)
        if key is not None:
            content = cbor2.dumps(change).hex()
            yield "register", {"what": int(change[0]), "key": key, "content": content, "seq": seq}


def _card_row(change: tuple[Any, ...]) -> dict[str, Any]:
    _, ref, no, batch_no, face, public, lkey, view_hash, state = change
    return {
        "ref": ref.hex(),
        "no": no,
        "batch": batch_no,
        "face": face,
        "public_key": public.hex(),
        "lkey": lkey.hex(),
        "view_hash": view_hash.hex(),
        "state": state,
    }


def new_accounts(change: tuple[Any, ...]) -> list[int]:
    """Give the accounts that come into being with a card, merchant or point."""
    if change[0] == What.KEYSET:
        return [account(kind) for kind in _CITY_ACCOUNTS]
    kinds = _ACCOUNTS_OF.get(change[0], ())
    number = change[2] if change[0] == What.CARD else change[1]
    return [account(kind, number) for kind in kinds]


def accounts_row(number: int) -> dict[str, Any]:
    """Describe an account of the chart as its table holds it."""
    kind = account_kind(number)
    floor = 0 if kind == AccountKind.CARD else None
    return {"no": number, "kind": int(kind), "side": NAMES[kind][2], "min_avail": floor}


def record_calls(batch: Batch) -> list[Call]:
    """Keep the records of a batch with their receipts; no call when there is none."""
    rows = [_record_row(paper) for paper in batch.papers if paper.record is not None]
    if not rows:
        return []
    latest = {(row[0], row[1]): row for row in rows}
    values = columns(list(latest.values()), _RECORD_COLUMNS)
    return [Call(RECORD, (*values, batch.now))]


def _record_row(paper: Paper) -> tuple[Any, ...]:
    record = paper.record
    assert record is not None
    body = record.body
    return (
        body.till,
        body.seq,
        record.kind,
        record.hash,
        body.prev,
        body.lease if isinstance(body, Claim) else 0,
        body.claim_seq if isinstance(body, Decision) else 0,
        paper.entry_seq,
        int(paper.state),
        paper.verdict,
        record.message if paper.keep_message else None,
        paper.signed,
    )


def grow(head: Head, hashes: Sequence[bytes]) -> list[dict[str, Any]]:
    """Add leaves to the tree's right edge; give the subtrees that are stored."""
    nodes = []
    for leaf in hashes:
        for level, place, digest in head.frontier.add(leaf):
            if level in KEPT_LEVELS:
                nodes.append({"generation": head.generation, "level": level, "place": place,
                              "hash": digest.hex()})  # fmt: skip
    return nodes


def salts_of(random_bytes: Callable[[int], bytes], count: int) -> Iterator[bytes]:
    """Cut one draw of randomness into salts of 16 bytes."""
    drawn = random_bytes(16 * count)
    return (drawn[place : place + 16] for place in range(0, len(drawn), 16))
