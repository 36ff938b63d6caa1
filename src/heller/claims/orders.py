"""Office orders: who may give them, which need a second person, and the entry that each becomes.

An order is signed by a registered key and carries its own id, so that giving it twice does it once.
What an order of each kind does stands in register_orders.py and money_orders.py.
"""

from dataclasses import dataclass
from typing import Any

from heller.book.body import Body, EntryKind, Outcome, decode_body
from heller.city.register import Register
from heller.claims.batch import Batch, Paper
from heller.claims.money_orders import MONEY_ORDERS
from heller.claims.office import APPROVE, Approval, OfficeOrder, order_hash
from heller.claims.order_effect import Effect, Handler
from heller.claims.pot_orders import POT_ORDERS
from heller.claims.receipts import BOOK, OK, Receipt
from heller.claims.register_orders import REGISTER_ORDERS
from heller.claims.resolving import RESOLVING, carry_out
from heller.errors import ApprovalNeeded, BadSignature, NotAllowed, OrderRefused, OrderReused
from heller.keys import SIGNATURE_BYTES, Scope, verify, verify_message

ORDERS: dict[str, Handler] = {**REGISTER_ORDERS, **MONEY_ORDERS, **RESOLVING, **POT_ORDERS}
NEED_APPROVAL = frozenset(
    {
        "approver.add",
        "key.add",
        "setting.set",
        "seller.grant",
        "seller.unblock",
        "held.release",
        "held.return",
        "claim.resolve",
        "pot.raise",
        "pot.grant",
    }
)


@dataclass(frozen=True, slots=True)
class OrderPost:
    """An order as it came in: the signed message, its reading, and the approvals it carries."""

    message: bytes
    order: OfficeOrder
    approvals: tuple[bytes, ...] = ()

    @property
    def entry_id(self) -> str:
        """Give the id of the entry that the order becomes."""
        return f"o/{self.order.id.hex()}"


@dataclass(slots=True)
class OrderAnswer:
    """What became of an order: its receipt (signed, or in the making) and what it registered."""

    seq: int
    changes: tuple[tuple[Any, ...], ...]
    paper: Paper | None
    receipt: bytes = b""


def parse_order(message: bytes, scope: Scope) -> OrderPost:
    """Read an order without judging it; raises Malformed or WrongCity."""
    return OrderPost(message, OfficeOrder.parse(message[:-SIGNATURE_BYTES], scope.city))


def check_caller(register: Register, scope: Scope, post: OrderPost) -> None:
    """Refuse an order whose key is not registered for its actor, or that it did not sign."""
    key = register.office_keys.get(post.order.actor)
    if key is None or not key.rights:
        raise NotAllowed
    if verify_message(scope, "office", key.public, post.message) is None:
        raise BadSignature
    if post.order.kind not in ORDERS:
        raise OrderRefused(f"There is no order of kind {post.order.kind!r}.")


def approved_by(register: Register, scope: Scope, post: OrderPost, message: bytes) -> str:
    """Give the actor who approves with this message; raises when it does not count."""
    payload = message[:-SIGNATURE_BYTES]
    approval = Approval.parse(payload, scope.city)
    approver = register.approvers.get(approval.approver)
    expected = order_hash(scope, post.message[:-SIGNATURE_BYTES])
    if approver is None or approver.actor == post.order.actor:
        raise NotAllowed("The second person must be another registered approver.")
    if approval.order_hash != expected or approval.verdict != APPROVE:
        raise NotAllowed("The approval is for another order, or it is a refusal.")
    name = "approval"
    if not verify(scope, name, approver.public, payload, message[-SIGNATURE_BYTES:]):
        raise BadSignature
    return approver.actor


def take_order(batch: Batch, post: OrderPost) -> OrderAnswer:
    """Carry out an order, or give the answer that it had before.

    Raises a Problem when the order cannot be carried out; nothing is changed then.
    """
    known = batch.entries.get(post.entry_id)
    if known is not None:
        return _repeated(batch, known, post)
    check_caller(batch.register, batch.scope, post)
    if post.order.kind in NEED_APPROVAL and not _second_person(batch, post):
        raise ApprovalNeeded
    effect = ORDERS[post.order.kind](batch, post.order)
    return _enter(batch, post, effect)


def _second_person(batch: Batch, post: OrderPost) -> bool:
    people = {approved_by(batch.register, batch.scope, post, one) for one in post.approvals}
    return bool(people)


def _repeated(batch: Batch, known: tuple[int, bytes], post: OrderPost) -> OrderAnswer:
    seq, stored = known
    draft = next((one for one in batch.drafts if one.seq == seq), None)
    body = draft.body if draft else decode_body(stored)
    if body.evidence[0] != post.message:
        _check_resigned(batch, body.evidence[0], post)
    return OrderAnswer(seq, body.register, draft.paper if draft else None, body.receipt)


def _check_resigned(batch: Batch, first: bytes, post: OrderPost) -> None:
    """Take another good signature over the same order for the same order."""
    if first[:-SIGNATURE_BYTES] != post.message[:-SIGNATURE_BYTES]:
        raise OrderReused
    check_caller(batch.register, batch.scope, post)


def _enter(batch: Batch, post: OrderPost, effect: Effect) -> OrderAnswer:
    order = post.order
    body = Body(
        _kind(effect),
        post.entry_id,
        order.actor,
        order.time,
        batch.now,
        Outcome.OK,
        evidence=(post.message, *post.approvals, *effect.evidence),
        register=effect.changes,
    )
    draft = batch.enter(batch.transfer(body, effect.transfer), effect.target)
    batch.entries[post.entry_id] = (draft.seq, b"")
    if effect.target is not None:
        effect.target.reversed_cents += effect.cents
        effect.target.settled = True
    if effect.resolved is not None:
        carry_out(batch, effect.resolved, (post.message, *post.approvals))
    draft.paper = Paper(_receipt(batch, post, effect, draft.seq), entry_seq=draft.seq)
    batch.papers.append(draft.paper)
    return OrderAnswer(draft.seq, body.register, draft.paper)


def _kind(effect: Effect) -> EntryKind:
    if effect.resolved is not None:
        return EntryKind.RESOLVE
    return EntryKind.RELEASE if effect.target else EntryKind.ORDER


def _receipt(batch: Batch, post: OrderPost, effect: Effect, seq: int) -> Receipt:
    digest = order_hash(batch.scope, post.message[:-SIGNATURE_BYTES])
    card = batch.cards.get(effect.ref)
    return Receipt(
        batch.scope.city,
        batch.ack_key,
        BOOK,
        0,
        OK,
        0,
        digest[:16],
        effect.ref,
        effect.cents,
        card.balance(batch.now) if card else 0,
        batch.generation,
        seq,
        batch.now,
    )
