"""The order `claim.resolve`: two people end a claim whose till is lost.

Handed over: what the book booked stays, what it declined is advised in full. Not handed over: what
it booked is dropped. If the till comes back after all, its own DECISION wins by its own entry.
"""

from typing import Final

from heller.book.body import Body, EntryKind, Outcome
from heller.claims.advising import book_advice
from heller.claims.batch import Batch, RecordState
from heller.claims.closing import drop_target
from heller.claims.office import OfficeOrder
from heller.claims.order_effect import Effect, Handler, Resolved, amount, argument
from heller.claims.records import Claim, parse_record
from heller.errors import OrderRefused
from heller.keys import SIGNATURE_BYTES


def _resolve(batch: Batch, order: OfficeOrder) -> Effect:
    place = (amount(order, "till"), amount(order, "seq"))
    handed_over = bool(amount(order, "handed_over", 1))
    known, target = batch.records.get(place), batch.targets.get(argument(order, "claim", bytes))
    if known is None or target is None or parse_hash(batch, target.claim) != known.hash:
        raise OrderRefused("There is no claim with this till, number and hash in the journal.")
    if place in batch.decisions or known.state == RecordState.RESOLVED or place in batch.resolved:
        raise OrderRefused("What happened at the counter has been said already.")
    if target.kind == EntryKind.SALE:
        raise OrderRefused("A sale stands; its money was taken before it was signed.")
    claim = parse_record(target.claim, batch.scope.city)
    return Effect(ref=target.ref, resolved=Resolved(claim, target, handed_over))


def parse_hash(batch: Batch, message: bytes) -> bytes:
    """Give the identity of a claim from its bytes."""
    return parse_record(message, batch.scope.city).hash


def carry_out(batch: Batch, resolved: Resolved, evidence: tuple[bytes, ...]) -> None:
    """Book what follows from the order, in the same commit as the order itself."""
    body, target = resolved.claim.body, resolved.target
    assert isinstance(body, Claim)
    batch.resolved.add((body.till, body.seq))
    if not resolved.handed_over:
        drop_target(batch, target, evidence)
    elif target.outcome == Outcome.DECLINED and target.kind == EntryKind.REDEEM:
        book_advice(batch, resolved.claim, body.amount, (resolved.claim.message, *evidence), None)


def resolved_place(body: Body, city: int) -> tuple[int, int]:
    """Read out of a RESOLVE entry which claim it ended: till and seq."""
    order = OfficeOrder.parse(body.evidence[0][:-SIGNATURE_BYTES], city)
    return (order.arguments["till"], order.arguments["seq"])


RESOLVING: Final[dict[str, Handler]] = {"claim.resolve": _resolve}
