"""Deciding a claim: facts in, an entry with its receipt out (docs/protocol.md, sections 4 and 9).

Who may ask, and what a till only hands in, is in take.py; what a DECISION does to a claim is in
closing.py. The order of the checks is the precedence of the reasons.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from heller.book.account_state import CardState
from heller.book.accounts import is_shortfall
from heller.book.body import Body, EntryKind, Outcome
from heller.book.decline import Decline, Reason
from heller.book.target import Target
from heller.book.transfer import Transfer
from heller.city.register import MAY_REDEEM, MAY_SELL, Register, State, Till, TillState, What
from heller.claims.batch import Batch, Paper, RecordState
from heller.claims.kinds import REDEEM, REFUND, SALE, VOID
from heller.claims.occurred import occurred_at
from heller.claims.receipts import ADVICE, BOOK, DISPUTED, OK, TYPED, UPLOAD, Receipt
from heller.claims.records import Claim, Record
from heller.movements.load import Load, Seller, held, load, why_held
from heller.movements.redeem import Redeem, redeem
from heller.movements.refund import Refund, refund
from heller.movements.void import Void, void

KINDS: Final = {
    REDEEM: EntryKind.REDEEM,
    SALE: EntryKind.SALE,
    VOID: EntryKind.VOID,
    REFUND: EntryKind.REFUND,
}


class Ruling(NamedTuple):
    """What was decided: the outcome, its reason, and what is posted."""

    outcome: Outcome
    reason: int
    transfer: Transfer


NOTHING: Final = Transfer(())
NO_REF: Final = bytes(10)


def claim_id(claim: Claim) -> str:
    """Give the entry id of a claim."""
    return f"c/{claim.till}/{claim.seq}"


def declined(reason: Reason) -> Ruling:
    """Rule no."""
    return Ruling(Outcome.DECLINED, reason, NOTHING)


def _ruling(result: Transfer | Decline) -> Ruling:
    if isinstance(result, Decline):
        return declined(result.reason)
    return Ruling(Outcome.OK, 0, result)


def _no_right(batch: Batch, claim: Claim, till: Till) -> Reason | None:
    if till.state == TillState.FROZEN and claim.type != REDEEM:
        return Reason.TILL_FROZEN
    if not till.role & (MAY_SELL if claim.type == SALE else MAY_REDEEM | MAY_SELL):
        return Reason.NO_RIGHT
    if claim.type != SALE and _blocked(batch.register, till):  # a blocked seller's sale is held
        return Reason.NO_RIGHT
    lease = batch.register.leases.get(claim.lease)
    if lease is None or int.from_bytes(lease[6:10]) != claim.till:
        return Reason.LEASE_UNKNOWN
    return None


def _blocked(register: Register, till: Till) -> bool:
    """Say whether the office has blocked this till's merchant or acceptance point."""
    states = (register.merchants[till.merchant].state, register.points[till.point].state)
    return State.BLOCKED in states


def _redeem(batch: Batch, claim: Claim, till: Till, at: int) -> Ruling:
    return _ruling(redeem(Redeem(batch.cards.get(claim.ref), till.merchant, claim.amount, at)))


def _void(batch: Batch, claim: Claim, till: Till, at: int) -> Ruling:
    target, card = batch.targets.get(claim.target), batch.cards.get(claim.ref)
    return _ruling(void(Void(target, card, till.no, claim.ref, claim.amount, at)))


def _refund(batch: Batch, claim: Claim, till: Till, at: int) -> Ruling:
    target, card = batch.targets.get(claim.target), batch.cards.get(claim.ref)
    payable = batch.payables.get(till.merchant, 0)
    result = refund(Refund(target, card, till.merchant, claim.ref, claim.amount, payable, at))
    if isinstance(result, Decline) and result.reason == Reason.PAYABLE_TOO_LOW:
        return Ruling(Outcome.HELD, result.reason, NOTHING)
    return _ruling(result)


def seller_of(batch: Batch, till: Till) -> Seller:
    """Give the sale point's limits and what it owes as the running batch sees them."""
    register, point = batch.register, till.point
    right = register.sellers.get(point)
    stopped = right is not None and right.state == State.BLOCKED
    return Seller(
        point,
        stopped or till.state != TillState.ACTIVE or _blocked(register, till),
        batch.owed.get(point, 0),
        batch.sold.get(point, 0),
        right.credit if right else 0,
        right.day_limit if right else 0,
        register.setting("card_limit"),
    )


def _sale(batch: Batch, claim: Claim, till: Till, at: int) -> Ruling:
    card, opened = batch.cards.get(claim.ref), occurred_at(batch, claim)
    request = Load(card, seller_of(batch, till), claim.amount, at, opened)
    reason = _no_right(batch, claim, till) or why_held(request)
    if reason is not None:
        return Ruling(Outcome.HELD, reason, held(request))
    return Ruling(Outcome.OK, 0, load(request))


_RULES: Final[dict[int, Callable[[Batch, Claim, Till, int], Ruling]]] = {
    REDEEM: _redeem,
    SALE: _sale,
    VOID: _void,
    REFUND: _refund,
}


def rule(batch: Batch, claim: Claim, at: int) -> Ruling:
    """Decide a claim; `at` is the second for which lots and windows are judged (UTC)."""
    till = batch.register.tills[claim.till]
    if claim.type != SALE:  # a sale is never declined
        reason = _no_right(batch, claim, till)
        if reason is not None:
            return declined(reason)
    return _RULES[claim.type](batch, claim, till, at)


def book_claim(
    batch: Batch, record: Record, ruling: Ruling, state: RecordState, *, asked: bool
) -> Paper:
    """Enter a decided claim and give its receipt in the making."""
    claim = record.body
    assert isinstance(claim, Claim)
    till = batch.register.tills[claim.till]
    body = Body(
        KINDS[claim.type],
        claim_id(claim),
        f"till:{claim.till}",
        claim.time,
        batch.now,
        ruling.outcome,
        ruling.reason,
        evidence=(record.message,),
        merchant=_merchant(batch, claim, till),
    )
    if claim.type == SALE and ruling.outcome == Outcome.OK:
        body.register = _activated(batch, claim)
    target = batch.targets.get(claim.target) if ruling.transfer.postings else None
    draft = batch.enter(
        batch.transfer(body, ruling.transfer), target, target.advised if target else None
    )
    if target is not None:
        target.reversed_cents += claim.amount
        target.short_back += to_short(body)
    receipt = receipt_for(batch, record, ruling, draft.seq, asked=asked)
    draft.paper = Paper(receipt, record, draft.seq, state)
    batch.papers.append(draft.paper)
    _remember(batch, record, body, till)
    return draft.paper


def to_short(body: Body) -> int:
    """Give the cents that an entry returned to a shortfall."""
    return sum(p.cents for p in body.postings if p.cents > 0 and is_shortfall(p.account))


def receipt_for_advice(batch: Batch, said: Record, reason: int) -> Receipt:
    """Write the receipt of a DECISION whose goods are gone: paid, or in dispute and why.

    Like every receipt of a DECISION it names neither card nor sum; those are its claim's.
    """
    return Receipt(
        batch.scope.city,
        batch.ack_key,
        BOOK,
        ADVICE | UPLOAD,
        DISPUTED if reason else OK,
        reason,
        said.claim_hash,
        NO_REF,
        0,
        0,
        batch.generation,
        0,
        batch.now,
    )


def _activated(batch: Batch, claim: Claim) -> tuple[tuple[int | bytes, ...], ...]:
    """Break the seal of a card that is sold for the first time."""
    card = batch.cards[claim.ref]
    if card.state != CardState.SEALED:
        return ()
    card.state = CardState.ACTIVE
    return ((int(What.CARD_STATE), claim.ref, int(CardState.ACTIVE)),)


def _merchant(batch: Batch, claim: Claim, till: Till) -> int:
    if claim.type == SALE:
        return 0
    if claim.target:
        target = batch.targets.get(claim.target)
        return target.merchant if target else 0
    return till.merchant


def receipt_for(
    batch: Batch, record: Record, ruling: Ruling, entry_seq: int, *, asked: bool
) -> Receipt:
    """Write the receipt of a claim; the balance is the card's after it."""
    claim = record.body
    assert isinstance(claim, Claim)
    card = batch.cards.get(claim.ref)
    flags = (TYPED if claim.typed else 0) | (0 if asked else UPLOAD)
    balance = card.balance(batch.now) if card else 0
    return Receipt(
        batch.scope.city,
        batch.ack_key,
        BOOK,
        flags,
        ruling.outcome,
        ruling.reason,
        record.claim_hash,
        claim.ref,
        claim.amount,
        balance,
        batch.generation,
        entry_seq,
        batch.now,
    )


def _remember(batch: Batch, record: Record, body: Body, till: Till) -> None:
    """Let later records of the batch undo or repeat this one."""
    claim = record.body
    assert isinstance(claim, Claim)
    batch.targets[record.claim_hash] = Target(
        body.entry_id,
        body.kind,
        body.outcome,
        claim.till,
        body.merchant,
        _point(batch, claim, till),
        claim.ref,
        claim.amount,
        batch.now,
        body.moves,
        undoes=claim.target,
        to_short=to_short(body),
        claim=record.message,
        occurred_at=occurred_at(batch, claim),
    )
    batch.target_seqs[body.entry_id] = batch.drafts[-1].seq


def _point(batch: Batch, claim: Claim, till: Till) -> int:
    target = batch.targets.get(claim.target) if claim.target else None
    return target.point if target else till.point
