"""Which facts a batch needs before it can decide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from heller.claims.batch import Batch
from heller.claims.kinds import SALE
from heller.claims.orders import OrderPost
from heller.claims.records import DROPPED, Claim, Decision, Record, parse_record


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

    def minus(self, had: "Needs") -> "Needs":
        """Give what is needed and was not read before."""
        return Needs(*(getattr(self, f.name) - getattr(had, f.name) for f in fields(self)))

    def plus(self, more: "Needs") -> "Needs":
        """Give both together."""
        return Needs(*(getattr(self, f.name) | getattr(more, f.name) for f in fields(self)))

    def any(self) -> bool:
        """Say whether anything is needed."""
        return any(getattr(self, f.name) for f in fields(self))


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
        needs.ids.add(f"c/{decision.till}/{decision.claim_seq}/drop")


def _order_needs(needs: Needs, post: OrderPost) -> None:
    needs.ids.add(post.entry_id)
    arguments = post.order.arguments
    ref, claim, cards = (arguments.get(name) for name in ("ref", "claim", "cards"))
    if isinstance(ref, bytes):
        needs.refs.add(ref)
    if isinstance(claim, bytes):
        needs.targets.add(claim)
    if isinstance(cards, list):
        needs.refs.update(_refs(arguments["cards"]))


def _refs(cards: list[Any]) -> Iterable[bytes]:
    return (row[0] for row in cards if isinstance(row, list) and row and isinstance(row[0], bytes))


def further_needs(batch: Batch, records: Iterable[Record]) -> Needs:
    """Give what the first facts showed: claims decided later, targets' cards, second versions."""
    needs = Needs()
    for record in records:
        body = record.body
        known = batch.records.get((body.till, body.seq))
        if known is not None and known.hash != record.hash:
            needs.ids.add(f"c/{body.till}/{body.seq}/freeze")
        if isinstance(body, Decision):
            _decided_claim(needs, batch, body)
    needs.refs.update(target.ref for target in batch.targets.values())
    return needs


def _decided_claim(needs: Needs, batch: Batch, decision: Decision) -> None:
    known = batch.records.get((decision.till, decision.claim_seq))
    if known is None:
        return
    if known.entry_seq and decision.verdict == DROPPED:
        needs.targets.add(known.hash[:16])
    if not known.entry_seq and known.message:
        kept = parse_record(known.message, batch.scope.city)
        if isinstance(kept.body, Claim):
            _claim_needs(needs, batch, kept, kept.body)
