"""Random days of the book against a plain model: lists of cents, and the rules said once more.

Two books take the same posts, one in random batches, the other one post after the other. Whatever
happens, both write the same journal, and it says what the model says.
"""

from dataclasses import dataclass, field, replace

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from tests.claims.made import (
    CARDS,
    NOW,
    Card,
    Device,
    Job,
    Post,
    approval,
    device,
    made_city,
    order,
    ordering,
    read,
)

from heller.book.account_state import CardState
from heller.book.accounts import AccountKind
from heller.book.body import decode_body
from heller.book.decline import Reason
from heller.city.register import TillState
from heller.claims.kinds import REDEEM, REFUND, SALE, VOID
from heller.claims.orders import OrderAnswer, OrderPost
from heller.claims.receipts import DECLINED, DISPUTED, HELD, NOTED, OK, Receipt
from heller.claims.records import DROPPED, Claim, Decision, Record
from heller.errors import Equivocation, OrderRefused, Problem, SaleStands

CREDIT, DAY_LIMIT, CARD_LIMIT = 45_000, 50_000, 25_000
LIMIT, POT = 5_000, 50_000  # of a lease with an outage declared
WINDOW = 900
PRINTED = {CARDS[2].ref: 5_000}
UNKNOWN = Card("unknown")
POINTS = {1: 1, 2: 1, 3: 2, 4: 2}  # of each till; a point's merchant has the same number
SELLERS = {1, 2}
CENTS = st.sampled_from([1, 100, 2_500, 5_000, 12_000, 60_000])

Place = tuple[int, int]
Saying = tuple[int, int] | type[Problem]


@dataclass
class Booked:
    """A claim that has an outcome, as the model remembers it."""

    claim: Claim
    outcome: int
    reason: int
    at: int
    lots: list[Place] = field(default_factory=list)  # (lot, cents), taken or given
    back: int = 0
    target: "Booked | None" = None
    settled: bool = False
    short: int = 0
    short_back: int = 0
    to_short: int = 0

    @property
    def left(self) -> int:
        return self.claim.amount - self.back


def when(claim: Claim) -> int:
    """A claim counts from the beginning of its lease, whatever its till's clock says."""
    return max(claim.time, NOW)


class Model:
    """What the books must say, in plain numbers."""

    def __init__(self) -> None:
        self.now = NOW
        self.lots: dict[bytes, list[Place]] = {card.ref: [] for card in CARDS}  # (since, cents)
        self.state = dict.fromkeys(self.lots, CardState.SEALED)
        self.payable = {1: 0, 2: 0}
        self.owed = {1: 0, 2: 0}
        self.sold = {1: 0, 2: 0}
        self.suspense = {1: 0, 2: 0}
        self.frozen: set[int] = set()
        self.seen: dict[Place, bytes] = {}
        self.booked: dict[Place, Booked] = {}
        self.claims: dict[Place, Claim] = {}
        self.places: dict[bytes, Place] = {}
        self.decisions: dict[Place, int] = {}
        self.decided_by: dict[Place, int] = {}
        self.waiting: dict[int, dict[int, int]] = {till: {} for till in POINTS}
        self.said: dict[Place, tuple[int, int]] = {}
        self.advised: dict[Place, Booked] = {}
        self.shortfall = {1: 0, 2: 0}
        self.used: dict[int, list[Place]] = {till: [] for till in POINTS}  # (card's number, cents)

    # ------------------------------------------------------------------------------- a post

    def take(self, records: list[Record], *, ask: bool) -> list[Saying]:
        last = len(records) - 1
        said = [self.record(r, asked=ask and i == last) for i, r in enumerate(records)]
        return [
            said_now if isinstance(said_now, type) else self.answer(record)
            for record, said_now in zip(records, said, strict=True)
        ]

    def answer(self, record: Record) -> tuple[int, int]:
        place = (record.body.till, record.body.seq)
        if place in self.said:
            return self.said[place]
        booked = self.booked.get(place)
        return (booked.outcome, booked.reason) if booked else (NOTED, 0)

    def record(self, record: Record, *, asked: bool) -> type[Problem] | None:
        body = record.body
        place = (body.till, body.seq)
        if self.seen.get(place, record.hash) != record.hash:
            self.frozen.add(body.till)
            return Equivocation
        if isinstance(body, Decision):
            problem = None if place in self.seen else self.decision(record, body)
            self.advise(body.till)
            return problem
        assert isinstance(body, Claim)
        self.seen[place], self.claims[place] = record.hash, body
        self.places[record.claim_hash] = place
        if place in self.decisions and place not in self.booked:
            self.close(place, self.decisions[place])
        elif asked and place not in self.booked:
            self.authorise(place, self.now)
        self.advise(body.till)
        return None

    def decision(self, record: Record, body: Decision) -> type[Problem] | None:
        place = (body.till, body.claim_seq)
        if place not in self.decisions or self.counts_instead(place, body.seq):
            claim = self.claims.get(place)
            if claim and claim.type == SALE and body.verdict == DROPPED:
                return SaleStands
            self.decisions[place] = body.verdict
            self.decided_by[place] = body.seq
            if claim is None:
                self.waiting[body.till][body.seq] = body.claim_seq
            elif place not in self.booked:
                self.close(place, body.verdict)
            elif body.verdict == DROPPED:
                self.drop(self.booked[place])
            if claim and self.lacks(place) and body.verdict in (2, 3):
                self.waiting[body.till][body.seq] = body.claim_seq
        self.seen[body.till, body.seq] = record.hash
        return None

    def counts_instead(self, place: Place, seq: int) -> bool:
        """The lower one of two DECISIONs counts, as long as the other one waits."""
        other = self.decided_by[place]
        if other not in self.waiting[place[0]] or other < seq:
            return False
        del self.waiting[place[0]][other]
        return True

    def lacks(self, place: Place) -> bool:
        """Goods were handed over, and nobody has paid them."""
        claim, booked = self.claims[place], self.booked.get(place)
        if self.decisions[place] == DROPPED or claim.type == SALE or place in self.advised:
            return False
        return booked is None or (claim.type == REDEEM and booked.outcome == DECLINED)

    def close(self, place: Place, verdict: int) -> None:
        claim = self.claims[place]
        if claim.type == SALE:
            self.authorise(place, when(claim))
        elif verdict == DROPPED or claim.type == REDEEM:
            self.booked[place] = Booked(claim, DECLINED, Reason.CLOSED, self.now)

    def advise(self, till: int) -> None:
        """Pay what waits, as far as the till's records are there without a gap."""
        reach = 0
        while (till, reach + 1) in self.seen:
            reach += 1
        for seq in sorted(seq for seq in self.waiting[till] if seq <= reach):
            place = (till, self.waiting[till].pop(seq))
            if not self.lacks(place):
                continue
            if self.claims[place].type == REDEEM:
                self.said[till, seq] = self.pay(place)
            else:
                self.authorise(place, when(self.claims[place]))

    def pay(self, place: Place) -> tuple[int, int]:
        claim = self.claims[place]
        reason = self.why_not(claim, self.decisions[place])
        if reason:
            return DISPUTED, reason
        paid = self.advised[place] = Booked(claim, OK, 0, when(claim))
        had = sum(cents for since, cents in self.lots.get(claim.ref, []) if since <= when(claim))
        covered = min(had, claim.amount)
        self.take_out(paid, when(claim), covered)
        paid.short = claim.amount - covered
        self.shortfall[POINTS[claim.till]] -= paid.short
        self.payable[POINTS[claim.till]] += claim.amount
        self.used[claim.till].append((int.from_bytes(claim.ref), claim.amount))
        return OK, 0

    def why_not(self, claim: Claim, verdict: int) -> int:
        """What the lease does not cover; tills 1 and 3 have a pot, the other ones none."""
        used, card = self.used[claim.till], int.from_bytes(claim.ref)
        if verdict == 1:
            return Reason.RECEIPT_MISSING
        if claim.till in self.frozen:
            return Reason.TILL_FROZEN
        if sum(cents for one, cents in used if one == card) + claim.amount > LIMIT:
            return Reason.ABOVE_LEASE_LIMIT
        pot = POT if claim.till in (1, 3) else 0
        return Reason.POT_EXCEEDED if sum(c for _, c in used) + claim.amount > pot else 0

    # --------------------------------------------------------------------------- one claim

    def authorise(self, place: Place, at: int) -> None:
        claim = self.claims[place]
        booked = self.booked[place] = Booked(claim, OK, 0, self.now)
        self.booked.pop(place)
        if claim.till in self.frozen and claim.type not in (REDEEM, SALE):
            reason: int = Reason.TILL_FROZEN
        else:
            ways = {REDEEM: self.redeem, SALE: self.sale, VOID: self.void, REFUND: self.refund}
            reason = ways[claim.type](booked, at)
        holds = claim.type == SALE or reason == Reason.PAYABLE_TOO_LOW
        booked.outcome = OK if not reason else HELD if holds else DECLINED
        booked.reason = reason
        self.booked[place] = booked

    def balance(self, ref: bytes, at: int) -> int:
        return sum(cents for since, cents in self.lots[ref] if since <= at)

    def add(self, ref: bytes, lot: int, cents: int) -> None:
        since, had = self.lots[ref][lot]
        assert had + cents >= 0
        self.lots[ref][lot] = (since, had + cents)

    def redeem(self, booked: Booked, at: int) -> int:
        claim = booked.claim
        state = self.state.get(claim.ref)
        if state != CardState.ACTIVE:
            return {
                None: Reason.CARD_UNKNOWN,
                CardState.BLOCKED: Reason.CARD_BLOCKED,
                CardState.SEALED: Reason.CARD_SEALED,
            }[state]
        if self.balance(claim.ref, at) < claim.amount:
            return Reason.INSUFFICIENT
        self.take_out(booked, at, claim.amount)
        self.payable[POINTS[claim.till]] += claim.amount
        return 0

    def take_out(self, booked: Booked, at: int, cents: int) -> None:
        left = cents
        for lot, (since, there) in enumerate(self.lots.get(booked.claim.ref, [])):
            part = min(left, there) if since <= at else 0
            if part:
                self.add(booked.claim.ref, lot, -part)
                booked.lots.append((lot, part))
                left -= part
        assert left == 0

    def settle_card(self, ref: bytes) -> None:
        """Money of the time before pays what fell short, the oldest first."""
        lacking = [one for one in self.advised.values() if one.claim.ref == ref and one.short]
        for one in sorted(lacking, key=lambda b: (when(b.claim), b.claim.till, b.claim.seq)):
            had = sum(cents for since, cents in self.lots[ref] if since <= when(one.claim))
            cents = min(had, one.short)
            self.take_out(one, when(one.claim), cents)
            one.short -= cents
            self.shortfall[POINTS[one.claim.till]] += cents

    def sale(self, booked: Booked, at: int) -> int:
        claim = booked.claim
        point = POINTS[claim.till]
        reason = self.why_held(claim, point, at)
        self.owed[point] += claim.amount
        self.sold[point] += claim.amount
        if reason:
            self.suspense[point] += claim.amount
        else:
            self.state[claim.ref] = CardState.ACTIVE
            booked.lots.append((len(self.lots[claim.ref]), claim.amount))
            self.lots[claim.ref].append((when(claim), claim.amount))
            self.settle_card(claim.ref)
        return reason

    def why_held(self, claim: Claim, point: int, at: int) -> int:
        state, cents = self.state.get(claim.ref), claim.amount
        printed = PRINTED.get(claim.ref, cents) if state == CardState.SEALED else cents
        faults = [
            (claim.till in self.frozen, Reason.TILL_FROZEN),
            (claim.till not in SELLERS, Reason.NO_RIGHT),
            (state is None, Reason.CARD_UNKNOWN),
            (state == CardState.BLOCKED, Reason.CARD_BLOCKED),
            (self.owed[point] + cents > CREDIT, Reason.CREDIT_EXCEEDED),
            (
                state is not None and self.balance(claim.ref, at) + cents > CARD_LIMIT,
                Reason.ABOVE_CARD_LIMIT,
            ),
            (self.sold[point] + cents > DAY_LIMIT, Reason.ABOVE_DAY_LIMIT),
            (printed != cents, Reason.FACE_DIFFERS),
        ]
        return next((reason for fault, reason in faults if fault), 0)

    def target_of(self, claim: Claim, kinds: tuple[int, ...]) -> tuple[Booked | None, int]:
        place = self.places.get(claim.target, (0, 0))
        target = self.advised.get(place) or self.booked.get(place)
        if target is None:
            return None, Reason.TARGET_UNKNOWN
        if target.outcome == DECLINED or target.claim.type not in kinds:
            return target, Reason.TARGET_NOT_BOOKED
        return target, 0

    def void(self, booked: Booked, at: int) -> int:
        claim = booked.claim
        target, reason = self.target_of(claim, (REDEEM, SALE))
        if target is None or reason:
            return reason
        if (target.claim.till, target.claim.ref) != (claim.till, claim.ref):
            return Reason.TARGET_OTHER
        if at - target.at > WINDOW:
            return Reason.TOO_LATE
        if claim.amount > target.left:
            return Reason.ABOVE_TARGET
        if target.claim.type == SALE:
            return self.void_sale(booked, target)
        self.give_back(booked, target)
        return 0

    def void_sale(self, booked: Booked, target: Booked) -> int:
        cents, point = booked.claim.amount, POINTS[target.claim.till]
        if target.outcome == HELD:
            if target.settled:
                return Reason.TARGET_NOT_BOOKED
            self.suspense[point] -= cents
        else:
            lot, _ = target.lots[0]
            if self.lots[booked.claim.ref][lot][1] < cents:
                return Reason.ALREADY_SPENT
            self.add(booked.claim.ref, lot, -cents)
            booked.lots.append((lot, cents))
        self.owed[point] -= cents
        target.back += cents
        booked.target = target
        return 0

    def refund(self, booked: Booked, _at: int) -> int:
        claim = booked.claim
        merchant = POINTS[claim.till]
        target, reason = self.target_of(claim, (REDEEM,))
        if target is None or reason:
            return reason
        if (POINTS[target.claim.till], target.claim.ref) != (merchant, claim.ref):
            return Reason.TARGET_OTHER
        if claim.amount > target.left:
            return Reason.ABOVE_TARGET
        if claim.amount > self.payable[merchant]:
            return Reason.PAYABLE_TOO_LOW
        self.give_back(booked, target)
        return 0

    def give_back(self, booked: Booked, target: Booked) -> None:
        booked.to_short = min(booked.claim.amount, target.short)
        booked.lots = self.return_to_lots(target, booked.claim.amount)
        booked.target = target

    def return_to_lots(self, target: Booked, cents: int) -> list[Place]:
        """Give cents of a payment back: to its shortfall, then to its lots, last taken first."""
        short, place = min(cents, target.short), POINTS[target.claim.till]
        skip, left, given = target.back - target.short_back, cents - short, []
        target.short, target.short_back = target.short - short, target.short_back + short
        self.shortfall[place] += short
        for lot, taken in reversed(target.lots):
            passed = min(skip, taken)
            part = min(left, taken - passed)
            skip, left = skip - passed, left - part
            if part:
                self.add(target.claim.ref, lot, part)
                given.append((lot, part))
        assert left == 0
        target.back += cents
        self.payable[place] -= cents
        if given:
            self.settle_card(target.claim.ref)
        return given

    # -------------------------------------------------------------------- drops and orders

    def drop(self, booked: Booked) -> None:
        if booked.outcome != OK or not booked.left:
            return
        if booked.claim.type == REDEEM:
            self.return_to_lots(booked, booked.left)
            return
        target = booked.target
        assert target is not None
        point = POINTS[target.claim.till]
        taken = booked.left
        if target.claim.type == SALE:
            self.owed[point] += taken
            self.sold[point] += taken
            if target.outcome == HELD:
                self.suspense[point] += taken
            for lot, cents in booked.lots:
                self.add(target.claim.ref, lot, cents)
            if booked.lots:
                self.settle_card(target.claim.ref)
        else:
            taken = self.take_again(booked) + booked.to_short
            self.payable[point] += taken
            target.short, target.short_back = (
                target.short + booked.to_short,
                target.short_back - booked.to_short,
            )
            self.shortfall[point] -= booked.to_short
        if taken:
            booked.back = booked.claim.amount
        target.back -= taken

    def take_again(self, booked: Booked) -> int:
        sums = 0
        for lot, cents in booked.lots:
            part = min(cents, self.lots[booked.claim.ref][lot][1])
            self.add(booked.claim.ref, lot, -part)
            sums += part
        return sums

    def block(self, ref: bytes, *, blocked: bool) -> None:
        open_state = CardState.ACTIVE if self.lots[ref] else CardState.SEALED
        self.state[ref] = CardState.BLOCKED if blocked else open_state

    def settle(self, place: Place, *, release: bool) -> bool:
        """Release or hand back a held sale; say whether that could be."""
        held = self.booked.get(place)
        if held is None or (held.claim.type, held.outcome) != (SALE, HELD) or not held.left:
            return False
        ref, point = held.claim.ref, POINTS[held.claim.till]
        if release and self.state.get(ref) not in (CardState.SEALED, CardState.ACTIVE):
            return False
        self.suspense[point] -= held.left
        if release:
            self.state[ref] = CardState.ACTIVE
            self.lots[ref].append((when(held.claim), held.left))
            self.settle_card(ref)
        else:
            self.owed[point] -= held.left
        held.back += held.left
        held.settled = True
        return True


class Days(RuleBasedStateMachine):
    """Tills, office and a lossy, doubling, reordering way between them and two books."""

    def __init__(self) -> None:
        super().__init__()
        self.together, self.apart = made_city(new_device_wait=0), made_city(new_device_wait=0)
        self.model = Model()
        self.tills = {no: device(no) for no in POINTS}
        self.claims: list[bytes] = []
        self.decided: set[bytes] = set()
        self.kept_back: list[bytes] = []
        self.sent: list[Post] = []
        self.orders: list[OrderPost] = []
        self.pending: list[Job] = []
        self.outcomes: dict[bytes, bytes] = {}
        self.done: set[str] = set()
        self.checked = 0
        for book in (self.together, self.apart):
            right = book.register.sellers[1]
            book.register.sellers[1] = replace(right, credit=CREDIT, day_limit=DAY_LIMIT)
        for card, cents in zip(CARDS, (20_000, 5_000, 5_000), strict=True):
            self.sign(self.tills[1].sale(card, cents), "ask")
        self.book(0)

    # ------------------------------------------------------------------------ what happens

    @rule(
        till=st.sampled_from([1, 2, 4]),
        kind=st.sampled_from([REDEEM, REDEEM, SALE, SALE]),
        card=st.sampled_from([*CARDS, UNKNOWN]),
        cents=CENTS,
        way=st.sampled_from(["ask", "ask", "ask", "upload", "keep"]),
    )
    def claim(self, till: int, kind: int, card: Card, cents: int, way: str) -> None:
        self.sign(self.tills[till].claim(kind, card, cents, time=self.model.now), way)

    @rule(
        card=st.sampled_from(CARDS),
        kinds=st.tuples(st.booleans(), st.booleans()),
        parts=st.tuples(*[st.sampled_from([300, 500, 1_000])] * 3),
        seconds=st.sampled_from([None, None, 0, 901]),
        drops=st.booleans(),
    )
    def back_and_forth(
        self,
        card: Card,
        kinds: tuple[bool, bool],
        parts: tuple[int, int, int],
        seconds: int | None,
        drops: bool,  # noqa: FBT001
    ) -> None:
        """Pay, give back, pay with that elsewhere, drop the giving back, give back again."""
        paid = self.tills[1].redeem(card, 1_000, time=self.model.now)
        self.sign(paid, "ask")
        self.give_back(paid, parts[0], void=kinds[0])
        self.sign(self.tills[3].redeem(card, parts[1], time=self.model.now), "ask")
        if drops:
            undone = self.claims[-2]
            self.decided.add(undone)
            self.post(Post((self.tills[1].decide(undone, 4),)))
        if seconds is not None:
            self.book(seconds)
        self.give_back(paid, parts[2], void=kinds[1])

    @rule(
        card=st.sampled_from([*CARDS, CARDS[1], CARDS[1], UNKNOWN]),
        cents=st.sampled_from([300, 700, 2_500, 4_000, 6_000]),
        ago=st.sampled_from([0, 0, 100, 1_000]),
        verdict=st.sampled_from([3, 3, 3, 2, 1]),
        way=st.sampled_from(["both", "both", "split", "reversed"]),
        undone=st.sampled_from([None, None, "void", "refund", "dropped"]),
    )
    def trade_alone(
        self, card: Card, cents: int, ago: int, verdict: int, way: str, undone: str | None
    ) -> None:
        """Till 3 hands over without the book, and sends everything sooner or later."""
        till, time = self.tills[3], self.model.now - ago
        claim = till.redeem(card, cents, time=time)
        self.sent_alone([claim, till.decide(claim, verdict)], way)
        if undone is not None:
            undo = (till.refund if undone == "refund" else till.void)(claim, cents // 2, time=time)
            self.sent_alone([undo, till.decide(undo, 4 if undone == "dropped" else 3)], way)

    def sent_alone(self, records: list[bytes], way: str) -> None:
        if way == "reversed":
            records.reverse()
        for post in [records] if way == "both" else [[one] for one in records]:
            self.post(Post(tuple(post)))

    @rule(
        card=st.sampled_from(CARDS[1:]),
        cents=st.sampled_from([300, 1_000, 4_000]),
        drops=st.booleans(),
    )
    def pay_elsewhere_and_drop(self, card: Card, cents: int, drops: bool) -> None:  # noqa: FBT001
        """Money that comes back later pays what a card lacked meanwhile."""
        till = self.tills[4]
        claim = till.redeem(card, cents, time=self.model.now)
        self.post(Post((claim,), ask=True))
        self.trade_alone(card, 4_000, 0, 3, "both", None)
        if drops:
            self.post(Post((till.decide(claim, 4),)))

    def give_back(self, paid: bytes, cents: int, *, void: bool) -> None:
        sign = self.tills[1].void if void else self.tills[1].refund
        self.sign(sign(paid, cents, time=self.model.now), "ask")

    @precondition(lambda self: self.claims)
    @rule(
        data=st.data(),
        void=st.booleans(),
        till=st.sampled_from([None, None, None, 1, 2, 4]),
        part=st.sampled_from([1, 2, 3]),
        way=st.sampled_from(["ask", "ask", "ask", "upload", "keep"]),
    )
    def undo(self, data: st.DataObject, void: bool, till: int | None, part: int, way: str) -> None:  # noqa: FBT001
        undone = data.draw(st.sampled_from(self.claims))
        body = read(undone).body
        assert isinstance(body, Claim)
        own = self.tills[till or body.till]
        sign = own.void if void else own.refund
        cents = max(body.amount // part, 1)
        self.sign(sign(undone, cents, time=self.model.now), way)

    def sign(self, claim: bytes, way: str) -> None:
        self.claims.append(claim)
        if way == "keep":
            self.kept_back.append(claim)
        else:
            self.post(Post((claim,), ask=way == "ask"))

    def post(self, post: Post) -> None:
        self.sent.append(post)
        self.pending.append(post)

    @precondition(lambda self: set(self.claims) - self.decided)
    @rule(
        data=st.data(),
        verdict=st.sampled_from([1, 2, 3, 4, 4]),
        way=st.sampled_from(["decision", "decision", "both", "keep"]),
    )
    def decide(self, data: st.DataObject, verdict: int, way: str) -> None:
        claim = data.draw(st.sampled_from([c for c in self.claims if c not in self.decided]))
        self.decided.add(claim)
        decision = self.tills[read(claim).body.till].decide(claim, verdict)
        if way == "keep":
            self.kept_back.append(decision)
        else:
            self.post(Post((claim, decision) if way == "both" else (decision,)))

    @precondition(lambda self: self.decided)
    @rule(data=st.data(), verdict=st.sampled_from([1, 4]))
    def decide_twice(self, data: st.DataObject, verdict: int) -> None:
        claim = data.draw(st.sampled_from([c for c in self.claims if c in self.decided]))
        self.post(Post((self.tills[read(claim).body.till].decide(claim, verdict),)))

    @precondition(lambda self: self.kept_back)
    @rule(data=st.data(), ask=st.booleans())
    def send_late(self, data: st.DataObject, ask: bool) -> None:  # noqa: FBT001
        record = data.draw(st.sampled_from(self.kept_back))
        self.kept_back.remove(record)
        self.post(Post((record,), ask=ask and isinstance(read(record).body, Claim)))

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        self.post(data.draw(st.sampled_from(self.sent)))

    @precondition(lambda self: self.outcomes)
    @rule(data=st.data())
    def clone_a_till(self, data: st.DataObject) -> None:
        """A restored phone backup signs another record under a number that is booked."""
        body = read(data.draw(st.sampled_from(sorted(self.outcomes)))).body
        if body.till == 3:  # trades alone, with its whole chain
            return
        clone = Device(body.till, body.till, body.seq - 1, body.prev)
        self.post(Post((clone.redeem(CARDS[0], 77),), ask=True))

    @rule(card=st.sampled_from(CARDS), blocked=st.booleans())
    def block(self, card: Card, blocked: bool) -> None:  # noqa: FBT001
        kind = "card.block" if blocked else "card.unblock"
        self.give(order(kind, named=f"order {len(self.orders)}", ref=card.ref))

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), release=st.booleans())
    def settle(self, data: st.DataObject, release: bool) -> None:  # noqa: FBT001
        sale = read(data.draw(st.sampled_from(self.claims))).claim_hash
        kind = "held.release" if release else "held.return"
        self.give(order(kind, named=f"order {len(self.orders)}", claim=sale))

    def give(self, message: bytes) -> None:
        post = ordering(message, approval(message))
        self.orders.append(post)
        self.pending.append(post)

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def give_again(self, data: st.DataObject) -> None:
        self.pending.append(data.draw(st.sampled_from(self.orders)))

    # ------------------------------------------------------------------------- and is booked

    @precondition(lambda self: self.pending)
    @rule(seconds=st.sampled_from([0, 1, 300, 600]))
    def book(self, seconds: int) -> None:
        """One book takes everything at once, the other one post after the other."""
        jobs, self.pending = self.pending, []
        at_once = self.together.take(*jobs)
        one_by_one = [self.apart.take(job)[0] for job in jobs]
        assert told(one_by_one) == told(at_once)
        for job, answer in zip(jobs, at_once, strict=True):
            assert plain(answer) == self.expected(job)
        self.check()
        self.model.now += seconds
        self.together.now = self.apart.now = self.model.now

    def teardown(self) -> None:
        if self.pending:
            self.book(0)

    def check(self) -> None:
        """What always holds: asked after each booking, for nothing changes in between."""
        self.one_outcome_for_ever()
        self.both_books_are_the_same()
        self.sums_are_those_of_the_model()
        self.every_entry_sums_to_nothing()
        self.a_card_is_the_sum_of_its_lots()
        self.nothing_is_taken_back_twice()
        self.frozen_tills_are_those_that_were_cloned()

    def expected(self, job: Job) -> object:
        if isinstance(job, Post):
            return self.model.take([read(one) for one in job.records], ask=job.ask)
        return self.carry_out(job)

    def carry_out(self, post: OrderPost) -> object:
        arguments = post.order.arguments
        if post.entry_id in self.done:
            return OrderAnswer
        if "ref" in arguments:
            self.model.block(arguments["ref"], blocked=post.order.kind == "card.block")
        else:
            place = self.model.places.get(arguments["claim"], (0, 0))
            if not self.model.settle(place, release=post.order.kind == "held.release"):
                return OrderRefused
        self.done.add(post.entry_id)
        return OrderAnswer

    # ---------------------------------------------------------------------- what always holds

    def one_outcome_for_ever(self) -> None:
        """I4: one outcome, told in the same bytes."""
        for claim in self.claims:
            place = (read(claim).body.till, read(claim).body.seq)
            if place in self.model.booked:
                receipt = self.together.records[place].receipt
                assert self.outcomes.setdefault(claim, receipt) == receipt

    def both_books_are_the_same(self) -> None:
        assert self.together.entries == self.apart.entries
        assert self.together.records == self.apart.records
        assert self.together.register == self.apart.register
        assert self.together.equivocations == self.apart.equivocations

    def sums_are_those_of_the_model(self) -> None:
        book, model = self.together, self.model
        assert {ref: [lot.remaining for lot in book.cards[ref].lots] for ref in model.lots} == {
            ref: [cents for _, cents in lots] for ref, lots in model.lots.items()
        }
        assert {ref: book.cards[ref].state for ref in model.state} == model.state
        for no in (1, 2):
            assert book.balance(AccountKind.MERCHANT, no) == model.payable[no] >= 0
            assert -book.balance(AccountKind.SALE_POINT, no) == model.owed[no]
            assert book.balance(AccountKind.SUSPENSE, no) == model.suspense[no] >= 0
            assert book.balance(AccountKind.SHORTFALL, no) == model.shortfall[no] <= 0

    def every_entry_sums_to_nothing(self) -> None:
        """I1 and I2: each entry, and so all accounts after each entry."""
        new, self.checked = self.together.entries[self.checked :], len(self.together.entries)
        bodies = [decode_body(data) for data in new]
        assert [sum(p.cents for p in body.postings) for body in bodies] == [0] * len(bodies)
        assert [b.postings for b in bodies if b.outcome == DECLINED and b.postings] == []

    def a_card_is_the_sum_of_its_lots(self) -> None:
        """I3: lots are the card's postings, and never below 0."""
        book = self.together
        for card in book.cards.values():
            remaining = [lot.remaining for lot in card.lots]
            assert sum(remaining) == book.balance(AccountKind.CARD, card.no)
            assert [cents for cents in remaining if cents < 0] == []

    def nothing_is_taken_back_twice(self) -> None:
        """I9: reversals of an entry sum to at most the entry."""
        for seq in self.together.reversals:
            claimed = sum(p.cents for p in self.together.entry(seq).postings if p.cents > 0)
            assert 0 <= self.together.moved_back(seq) <= claimed

    def frozen_tills_are_those_that_were_cloned(self) -> None:
        tills = self.together.register.tills.values()
        assert {t.no for t in tills if t.state == TillState.FROZEN} == self.model.frozen


def told(answer: object) -> object:
    """Give an answer as it goes out to the asker."""
    if isinstance(answer, list):
        return [told(one) for one in answer]
    if isinstance(answer, OrderAnswer):
        return answer.seq, answer.paper.signed if answer.paper else answer.receipt
    return (type(answer), str(answer)) if isinstance(answer, Problem) else answer


def plain(answer: object) -> object:
    """Give an answer as the model says it: outcome and reason, or the kind of problem."""
    if isinstance(answer, list):
        return [plain(one) for one in answer]
    return (answer.outcome, answer.reason) if isinstance(answer, Receipt) else type(answer)


TestDays = Days.TestCase
TestDays.settings = settings(max_examples=40, stateful_step_count=50)
