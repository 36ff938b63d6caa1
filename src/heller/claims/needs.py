"""Which facts a batch needs before it can decide.

What only advices and their undoing need (shortfalls, pots, chains) is asked in a later round: an
ordinary payment needs none of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from heller.book.target import Target
from heller.claims.batch import Batch, Known, RecordState
from heller.claims.kinds import REDEEM, SALE
from heller.claims.orders import OrderPost
from heller.claims.records import (
    BY_BOOK,
    DROPPED,
    Claim,
    Close,
    Decision,
    Record,
    parse_record,
)

ROUNDS = 6  # of facts: what the records name, what those name, their cards, chains and pots


@dataclass(slots=True)
class Needs:
    """Keys of the facts to read; each set is bounded by the size of the batch."""

    records: set[tuple[int, int]] = field(default_factory=set)
    decisions: set[tuple[int, int]] = field(default_factory=set)
    refs: set[bytes] = field(default_factory=set)
    targets: set[bytes] = field(default_factory=set)
    points: set[int] = field(default_factory=set)
    merchants: set[int] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    tokens: set[bytes] = field(default_factory=set)
    shorts: set[bytes] = field(default_factory=set)
    advised: set[bytes] = field(default_factory=set)
    leases: set[int] = field(default_factory=set)
    standins: set[int] = field(default_factory=set)
    chains: set[int] = field(default_factory=set)

    def minus(self, had: "Needs") -> "Needs":
        """Give what is needed and was not read before."""
        return Needs(*(getattr(self, f.name) - getattr(had, f.name) for f in fields(self)))

    def plus(self, more: "Needs") -> "Needs":
        """Give both together; the advice of a target is read with it."""
        both = Needs(*(getattr(self, f.name) | getattr(more, f.name) for f in fields(self)))
        return replace(both, advised=both.advised | more.targets)

    def any(self) -> bool:
        """Say whether anything is needed."""
        return any(getattr(self, f.name) for f in fields(self))

    def of_advices(self) -> bool:
        """Say whether anything is needed that only advices have."""
        asked = (self.shorts, self.advised, self.targets, self.leases, self.standins, self.chains)
        return any(asked)


def first_needs(batch: Batch, records: Iterable[Record], orders: Sequence[OrderPost]) -> Needs:
    """Give what the records and orders of a batch name themselves."""
    needs = Needs()
    for record in records:
        body = record.body
        till, seq = body.till, body.seq
        needs.records.update(((till, seq - 1), (till, seq), (till, seq + 1)))
        if isinstance(body, Claim):
            _claim_needs(needs, batch, record, body)
        elif isinstance(body, Decision):
            _decision_needs(needs, body)
    for post in orders:
        _order_needs(needs, post)
    return needs


def _claim_needs(needs: Needs, batch: Batch, record: Record, claim: Claim) -> None:
    till = batch.register.tills[claim.till]
    needs.refs.add(claim.ref)
    needs.decisions.add((claim.till, claim.seq))
    if claim.target:
        needs.targets.add(claim.target)
        needs.merchants.add(till.merchant)
    if claim.type == SALE:
        needs.points.add(till.point)
    if claim.typed:
        needs.tokens.add(record.token)


def _decision_needs(needs: Needs, decision: Decision) -> None:
    place = (decision.till, decision.claim_seq)
    needs.records.add(place)
    needs.decisions.add(place)
    if decision.verdict == DROPPED:
        claim = f"c/{decision.till}/{decision.claim_seq}"
        needs.ids.update((f"{claim}/drop", f"{claim}/advice/drop"))


def _order_needs(needs: Needs, post: OrderPost) -> None:
    needs.ids.add(post.entry_id)
    arguments = post.order.arguments
    ref, claim, cards = (arguments.get(name) for name in ("ref", "claim", "cards"))
    if isinstance(ref, bytes):
        needs.refs.add(ref)
    if isinstance(claim, bytes):
        needs.targets.add(claim)
    if post.order.kind == "claim.resolve":
        _resolve_needs(needs, arguments.get("till"), arguments.get("seq"))
    if isinstance(cards, list):
        needs.refs.update(_refs(arguments["cards"]))


def _resolve_needs(needs: Needs, till: object, seq: object) -> None:
    if isinstance(till, int) and isinstance(seq, int):
        needs.records.add((till, seq))
        needs.decisions.add((till, seq))
        needs.ids.update((f"c/{till}/{seq}/drop", f"c/{till}/{seq}/advice/drop"))


def _refs(cards: list[Any]) -> Iterable[bytes]:
    return (row[0] for row in cards if isinstance(row, list) and row and isinstance(row[0], bytes))


def further_needs(batch: Batch, records: Iterable[Record]) -> Needs:
    """Give what the first facts showed: claims decided later, targets' cards, second versions."""
    needs = Needs()
    for record in records:
        _record_needs(needs, batch, record)
    for claim in _claims_of(records, needs.chains) if needs.chains else ():
        _pot_needs(needs, claim)
    for till, waiting in batch.waiting.items():
        for seq in waiting:
            _waiting_needs(needs, batch, till, batch.records[till, seq].claim_seq)
    for hash16, target in batch.targets.items():
        _target_needs(needs, hash16, target)
    return needs


def _record_needs(needs: Needs, batch: Batch, record: Record) -> None:
    body = record.body
    known = batch.records.get((body.till, body.seq))
    if known is not None and known.hash != record.hash:
        needs.ids.add(f"c/{body.till}/{body.seq}/freeze")
    if isinstance(body, Decision):
        _decided_claim(needs, batch, body)
    elif isinstance(body, Close):
        needs.chains.add(body.till)
    elif record.kind != REDEEM:
        needs.shorts.add(body.ref)
    if known is None and (body.till, body.seq + 1) in batch.records:
        needs.chains.add(body.till)  # it fills a gap


def _claims_of(records: Iterable[Record], tills: set[int]) -> Iterable[Claim]:
    bodies = (record.body for record in records)
    return (one for one in bodies if isinstance(one, Claim) and one.till in tills)


def _target_needs(needs: Needs, hash16: bytes, target: Target) -> None:
    needs.advised.add(hash16)
    needs.refs.add(target.ref)
    needs.shorts.add(target.ref)
    if target.undoes:
        needs.targets.add(target.undoes)


def _pot_needs(needs: Needs, claim: Claim) -> None:
    """Ask for the pots that a claim's advice uses."""
    needs.leases.add(claim.lease)
    needs.standins.add(claim.lease)


def _waiting_needs(needs: Needs, batch: Batch, till: int, claim_seq: int) -> None:
    """Ask for what a waiting DECISION is about."""
    known = batch.records.get((till, claim_seq))
    if known is None:
        return
    needs.chains.add(till)
    claim = _known_claim(needs, batch, known)
    if claim is not None:
        _pot_needs(needs, claim)


def _known_claim(needs: Needs, batch: Batch, known: Known) -> Claim | None:
    """Read a claim that the book has, or ask for its entry first."""
    message = known.message
    if known.entry_seq:
        needs.targets.add(known.hash[:16])
        target = batch.targets.get(known.hash[:16])
        message = target.claim if target else b""
    if not message:
        return None
    record = parse_record(message, batch.scope.city)
    if not isinstance(record.body, Claim):
        return None
    if not known.entry_seq:
        _claim_needs(needs, batch, record, record.body)
    return record.body


def _said_by_people(batch: Batch, decision: Decision, known: Known) -> bool:
    """Say whether an order ended this claim before its till spoke."""
    place = (decision.till, decision.claim_seq)
    ended = bool(known.entry_seq) and known.state == RecordState.RESOLVED
    return ended and place not in batch.decisions


def _decided_claim(needs: Needs, batch: Batch, decision: Decision) -> None:
    if decision.verdict not in (BY_BOOK, DROPPED) or batch.receipts:
        needs.chains.add(decision.till)
    known = batch.records.get((decision.till, decision.claim_seq))
    if known is None:
        needs.chains.add(decision.till)
        return
    if _said_by_people(batch, decision, known):
        needs.chains.add(decision.till)
        needs.ids.add(f"c/{decision.till}/{decision.claim_seq}/drop")
    if known.entry_seq and decision.verdict == BY_BOOK and decision.till not in needs.chains:
        return
    claim = _known_claim(needs, batch, known)
    if claim is not None:
        _pot_needs(needs, claim)
