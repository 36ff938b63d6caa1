"""Reading an earlier entry back as a target: what it moved, and what was taken back of it since."""

from collections.abc import Iterable

from heller.book.accounts import is_shortfall
from heller.book.body import Body, EntryKind
from heller.book.target import Target
from heller.claims.batch import Batch
from heller.claims.decide import to_short
from heller.claims.occurred import occurred_at
from heller.claims.records import Claim


def target_of(batch: Batch, body: Body, claim: Claim, message: bytes) -> Target:
    """Make a target of an entry: the claim's own, or the advice that followed it."""
    advice = body.kind == EntryKind.ADVICE
    return Target(
        body.entry_id,
        EntryKind.REDEEM if advice else body.kind,
        body.outcome,
        claim.till,
        body.merchant,
        batch.register.tills[claim.till].point,
        claim.ref,
        moved(body) if advice else claim.amount,
        body.occurred_at if advice else body.recorded_at,
        body.moves,
        undoes=claim.target,
        to_short=to_short(body),
        claim=message,
        occurred_at=occurred_at(batch, claim, body.recorded_at),
    )


def undo(target: Target, body: Body, again: Iterable[Body]) -> None:
    """Count what an entry took back of its target, less what its own drop gave again (I9)."""
    if body.kind == EntryKind.SETTLE:
        target.moves += body.moves
        return
    if body.kind in (EntryKind.RELEASE, EntryKind.RESOLVE):
        target.settled = True
    target.reversed_cents += moved(body)
    target.short_back += to_short(body)
    for one in again:
        target.reversed_cents -= moved(one)
        target.short_back -= from_short(one)


def moved(body: Body) -> int:
    """Sum the credit side of an entry (cents)."""
    return sum(posting.cents for posting in body.postings if posting.cents > 0)


def from_short(body: Body) -> int:
    """Give the cents by which an entry reopened a shortfall."""
    return -sum(p.cents for p in body.postings if p.cents < 0 and is_shortfall(p.account))
