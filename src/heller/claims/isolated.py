"""Whether a till may accept a redemption alone, when nothing answers, and up to how much.

The till guarantees nothing by itself: its lease does, and the fund behind it. So the checks stand
in one fixed order, and the till app (`isolated.js`) and the Python till give the same answer; both
run isolated.json. VOID and REFUND give nothing back: what was accepted counts in full.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from heller.claims.lease import MAY_REDEEM, Lease
from heller.claims.order import MAX_LIMIT, MAX_SECONDS
from heller.claims.snapshot_open import CardKnown

MOST_CERTIFIED: Final = 25_000  # cents of a certificate that count
HALVED_AFTER: Final = 72 * 3_600  # seconds; of a limit above the ordinary one
ORDINARY_AFTER: Final = 7 * 86_400


class Refusal(StrEnum):
    """Why not, in the order of the checks."""

    FROZEN = "frozen"
    NO_RIGHT = "no_right"
    LEASE_OVER = "lease_over"
    NO_POT = "no_pot"
    POT_USED = "pot_used"
    NO_SNAPSHOT = "no_snapshot"
    CARD_UNKNOWN = "card_unknown"
    CARD_BALANCE = "card_balance"
    CARD_LIMIT = "card_limit"
    CARD_BLOCKED = "card_blocked"
    CARD_SEALED = "card_sealed"
    OPERATIONS_USED = "operations_used"


SENTENCES: Final[dict[Refusal, tuple[str, str]]] = {
    Refusal.FROZEN: (
        "Diese Kasse ist gesperrt und löst nur mit Netz ein.",
        "This till is frozen and redeems only online.",
    ),
    Refusal.NO_RIGHT: (
        "Diese Kasse darf nicht einlösen.",
        "This till may not redeem.",
    ),
    Refusal.LEASE_OVER: (
        "Die Freigabe der Kasse ist abgelaufen. Ohne Netz steht niemand für die Zahlung ein.",
        "The till's lease is over. Without the network nobody guarantees the payment.",
    ),
    Refusal.NO_POT: (
        "Diese Kasse hat keinen Betrag, den sie ohne Netz annehmen darf.",
        "This till has no sum that it may accept without the network.",
    ),
    Refusal.POT_USED: (
        "So viel darf dieses Geschäft ohne Netz nicht mehr annehmen.",
        "Without the network this merchant may not accept so much any more.",
    ),
    Refusal.NO_SNAPSHOT: (
        "Diese Kasse hat noch keinen Stand der Guthaben geladen.",
        "This till has not downloaded any balances yet.",
    ),
    Refusal.CARD_UNKNOWN: (
        "Ohne Netz ist von dieser Karte kein Guthaben bekannt.",
        "Without the network no balance of this card is known.",
    ),
    Refusal.CARD_BALANCE: (
        "Nach dem letzten Stand ist auf der Karte weniger.",
        "By the latest balances the card has less.",
    ),
    Refusal.CARD_LIMIT: (
        "Das ist mehr, als ohne Netz von einer Karte angenommen wird.",
        "This is more than is accepted from one card without the network.",
    ),
    Refusal.CARD_BLOCKED: ("Die Karte ist gesperrt.", "The card is blocked."),
    Refusal.CARD_SEALED: (
        "Die Karte war beim letzten Stand noch nicht verkauft. Bitte den Kaufbeleg scannen.",
        "By the latest balances the card was not sold yet. Scan its certificate, please.",
    ),
    Refusal.OPERATIONS_USED: (
        "Ohne Netz sind keine weiteren Zahlungen möglich.",
        "Without the network no more payments are possible.",
    ),
}


@dataclass(frozen=True, slots=True)
class Outage:
    """What is known of an outage: whether one is declared, and what orders set.

    `limit` (L) and `pot` in cents, None: as the lease says. `extended` is until when an order
    extends leases (UTC seconds), 0 for none.
    """

    declared: bool = False
    limit: int | None = None
    pot: int | None = None
    extended: int = 0


NO_OUTAGE: Final = Outage()


@dataclass(frozen=True, slots=True)
class Used:
    """What this till has accepted alone under this lease, in cents and operations.

    `card`: from this card. `since`: what it took from this card in any way that the snapshot does
    not know yet.
    """

    pot: int = 0
    operations: int = 0
    card: int = 0
    since: int = 0


@dataclass(frozen=True, slots=True)
class Till:
    """The till now: second (UTC), lease, outage, whether it is frozen.

    `snapshot_time` is when the newest snapshot was made, None without one.
    """

    now: int
    lease: Lease
    outage: Outage = NO_OUTAGE
    snapshot_time: int | None = None
    frozen: bool = False

    @property
    def until(self) -> int:
        """Give the lease's end, extensions by order included, at most 30 days more."""
        most = self.lease.expires + MAX_SECONDS
        return max(self.lease.expires, min(self.outage.extended, most))

    @property
    def pot(self) -> int:
        """Give the isolated pot in use, in cents."""
        lease, ordered = self.lease, self.outage.pot
        if ordered is not None:
            return min(ordered, lease.isolated_outage)
        return lease.isolated_outage if self.outage.declared else lease.isolated

    @property
    def operations(self) -> int:
        """Give how many redemptions the till may accept alone."""
        return self.lease.ops_outage if self.outage.declared else self.lease.ops

    @property
    def limit(self) -> int:
        """Give L, the most from one card, in cents; above the ordinary L it ages."""
        lease, ordered = self.lease, self.outage.limit
        granted = lease.limit_outage if self.outage.declared else lease.limit
        most = min(granted if ordered is None else ordered, MAX_LIMIT)
        if most <= lease.limit:
            return most
        age = ORDINARY_AFTER + 1 if self.snapshot_time is None else self.now - self.snapshot_time
        if age > ORDINARY_AFTER:
            return lease.limit
        return max(most // 2, lease.limit) if age > HALVED_AFTER else most


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the till may accept, and what it could accept at most, in cents."""

    refusal: Refusal | None
    most: int

    @property
    def ok(self) -> bool:
        """Say whether the till may accept."""
        return self.refusal is None


def may_accept(
    till: Till, used: Used, cents: int, card: CardKnown | None, certificate: int = 0
) -> Answer:
    """Judge a redemption of so many cents by this card.

    `card` is what the snapshot knows of it, None without a snapshot; `certificate` the cents that a
    checked CERTIFICATE shows, 0 for none.
    """
    refusal = _barred(till)
    pot, each = till.pot - used.pot, till.limit - used.card
    if refusal is None and cents > pot:
        refusal = Refusal.POT_USED if till.pot else Refusal.NO_POT
    if refusal is not None and refusal is not Refusal.POT_USED:
        return Answer(refusal, 0)
    value = max(card.cents if card else 0, min(certificate, MOST_CERTIFIED))
    stopped = _stopped(card, certificate)
    left = each if stopped else min(each, value - used.since)
    if refusal is None and cents > left:
        refusal = _too_much(card, value, by_limit=left == each, stopped=stopped is not None)
    if refusal is None:
        refusal = stopped
    if used.operations >= till.operations:
        return Answer(refusal or Refusal.OPERATIONS_USED, 0)
    return Answer(refusal, 0 if stopped else max(0, min(pot, left)))


def at_most(till: Till, used: Used) -> int:
    """Give the cents that the till could accept at most from a card it has not seen yet."""
    if _barred(till) is not None or used.operations >= till.operations:
        return 0
    return max(0, min(till.pot - used.pot, till.limit))


def _barred(till: Till) -> Refusal | None:
    """Say what bars the till itself; a clock before the lease's beginning does not."""
    if till.frozen:
        return Refusal.FROZEN
    if not till.lease.role & MAY_REDEEM:
        return Refusal.NO_RIGHT
    return Refusal.LEASE_OVER if till.now > till.until else None


def _stopped(card: CardKnown | None, certificate: int) -> Refusal | None:
    if card is not None and card.blocked:
        return Refusal.CARD_BLOCKED
    return Refusal.CARD_SEALED if card is not None and card.sealed and not certificate else None


def _too_much(card: CardKnown | None, value: int, *, by_limit: bool, stopped: bool) -> Refusal:
    if not value and not stopped:
        return Refusal.NO_SNAPSHOT if card is None else Refusal.CARD_UNKNOWN
    return Refusal.CARD_LIMIT if by_limit else Refusal.CARD_BALANCE
