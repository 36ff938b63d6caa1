"""Every way in which two payments can go: till, book, stand-in, and messages in any order.

Two tills of two merchants, one card with money for one and a half of their payments. What was sent
may arrive at any time, again and again, or never; tills decide at any moment; the stand-in's copy
is as old as it likes. From each state that can be reached everything is delivered in the end, and
then the books must say what the tills said, whatever the way.

The rules are those of the product: `take_post` of the book, `rule` of the stand-in.
"""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from typing import Final, NamedTuple

from tests.claims.made import (
    CARDS,
    NOW,
    Device,
    MemoryBook,
    asking,
    device,
    made_city,
    read,
    upload,
)
from tests.claims.samples import SCOPE, UNNA, key

from heller.book.accounts import AccountKind
from heller.book.body import Outcome
from heller.claims.batch import Batch, ProvenReceipt
from heller.claims.decide import rule
from heller.claims.needs import first_needs
from heller.claims.receipts import BOOK, NOTED, OK, STANDIN, Receipt
from heller.claims.records import DROPPED, Claim, Record

CARD: Final = CARDS[0]
LOADED, PAID = 1_500, 1_000
TILLS: Final = (1, 3)
VERDICTS: Final = (1, 2, 3, 4)


class Payment(NamedTuple):
    """What a till has signed: its claim, and a DECISION for each verdict it may say."""

    claim: bytes
    decisions: dict[int, bytes]


def payment(till: Device) -> Payment:
    """Sign a payment, and what may be said of it."""
    claim = till.redeem(CARD, PAID, time=NOW)
    seq, prev = till.seq, till.prev
    decisions = {}
    for verdict in VERDICTS:
        till.seq, till.prev = seq, prev
        decisions[verdict] = till.decide(claim, verdict)
    return Payment(claim, decisions)


@dataclass
class Standin:
    """What the stand-in knows: its copy's balance, what it was told, and what it said."""

    balance: int = LOADED
    booked: frozenset[int] = frozenset()
    noted: frozenset[int] = frozenset()
    dropped: frozenset[int] = frozenset()
    said: dict[int, int] = field(default_factory=dict)

    def counted(self, but: int) -> int:
        """Sum every other claim that is not yet in the balance, as the stand-in counts them."""
        others = self.noted - self.booked - self.dropped - {but}
        refused = {no for no, outcome in self.said.items() if outcome == Outcome.DECLINED}
        return PAID * len(others - refused)


@dataclass
class World:
    """One state: the book, the stand-in, and what each till has said."""

    book: MemoryBook
    payments: dict[int, Payment]
    standin: Standin = field(default_factory=Standin)
    verdicts: dict[int, int] = field(default_factory=dict)
    first: dict[int, int] = field(default_factory=dict)

    def fork(self) -> "World":
        """Copy all that a step may change."""
        standin = copy(self.standin)
        standin.said = dict(standin.said)
        return World(fork(self.book), self.payments, standin, dict(self.verdicts), dict(self.first))

    def key(self) -> object:
        """Give what tells states apart: neither the order of entries, nor which till is which."""
        balance, *merchants, short = sums(self.book)
        each = sorted(map(self._till_key, TILLS, merchants))
        return (balance, short, self.standin.balance, *each)

    def _till_key(self, no: int, payable: int) -> tuple[int, ...]:
        standin, known = self.standin, (self.book.records.get((no, seq)) for seq in (1, 2))
        states = [(one.state, one.verdict, outcome(one.receipt)) if one else (0,) for one in known]
        heard = (no in standin.booked, no in standin.noted, no in standin.dropped)
        said = (self.verdicts.get(no, 0), standin.said.get(no, 0), payable)
        return (*said, *map(int, heard), *(n for state in states for n in (*map(int, state), -1)))


def fork(book: MemoryBook) -> MemoryBook:
    """Copy a book, so that one step more does not change the first one."""
    new = copy(book)
    for name in ("entries", "postings", "equivocations"):
        setattr(new, name, list(getattr(book, name)))
    for name in ("places", "records", "hashes", "days", "advices", "shorts", "receipts"):
        setattr(new, name, dict(getattr(book, name)))
    new.reversals = {seq: list(by) for seq, by in book.reversals.items()}
    new.cards = {ref: copy(card) for ref, card in book.cards.items()}
    for card in new.cards.values():
        card.lots = list(card.lots)
    return new


def outcome(receipt: bytes) -> int:
    """Read the outcome of a stored receipt."""
    return Receipt.parse(receipt[:-64], UNNA).outcome if receipt else 0


def sums(book: MemoryBook) -> tuple[int, ...]:
    """Give card, both merchants, both shortfalls together."""
    short = sum(book.balance(AccountKind.SHORTFALL, no) for no in (1, 2))
    merchants = (book.balance(AccountKind.MERCHANT, no) for no in (1, 2))
    return (book.balance(AccountKind.CARD, 1), *merchants, short)


def beginning() -> World:
    """Give the state before anything: a card with money, two tills that may trade alone."""
    book = made_city(new_device_wait=0)
    seller = device(2)
    book.ask(seller.sale(CARD, LOADED, time=NOW))
    return World(book, {no: payment(device(no)) for no in TILLS})


# ------------------------------------------------------------------------------ what may happen

Step = Callable[[World], None]


def steps(world: World) -> Iterator[tuple[str, Step]]:
    """Give all that may happen next."""
    yield "sync", sync
    for no in TILLS:
        yield f"ask {no}", partial(ask, no=no)
        yield f"notice {no}", partial(note, no=no)
        yield f"decide {no}", partial(decide, no=no)
        if world.standin.said.get(no) == OK:
            yield f"log {no}", partial(take_over, no=no)
        if no in world.verdicts:
            yield f"upload {no}", partial(hand_in, no=no)
            yield f"word {no}", partial(word, no=no)
            yield f"tell {no}", partial(tell, no=no)
        else:
            for verdict in may_say(world, no):
                yield f"say {no} {verdict}", partial(say, no=no, verdict=verdict)


def may_say(world: World, no: int) -> Iterator[int]:
    """Give what a till may say: 1 and 2 need somebody's yes, 3 and 4 nobody's."""
    if booked(world, no) == OK:
        yield 1
    if world.standin.said.get(no) == OK:
        yield 2
    yield 3
    yield 4


def booked(world: World, no: int) -> int:
    """Give the book's outcome of a till's claim; 0 for none."""
    known = world.book.records.get((no, 1))
    said = outcome(known.receipt) if known else 0
    return 0 if said == NOTED else said


def ask(world: World, no: int) -> None:
    """A claim arrives at the book, for the first or the tenth time."""
    world.book.take(asking(world.payments[no].claim))


def say(world: World, no: int, verdict: int) -> None:
    """The till says what happened at the counter."""
    world.verdicts[no] = verdict


def hand_in(world: World, no: int) -> None:
    """A till's claim and DECISION arrive at the book, with the receipt they rest on."""
    verdict = world.verdicts[no]
    if verdict in (1, 2):
        bring(world, no, BOOK if verdict == 1 else STANDIN)
    world.book.take(upload(world.payments[no].claim, world.payments[no].decisions[verdict]))
    world.book.receipts = {}


def word(world: World, no: int) -> None:
    """A DECISION arrives at the book alone."""
    world.book.take(upload(world.payments[no].decisions[world.verdicts[no]]))


def take_over(world: World, no: int) -> None:
    """The stand-in's log arrives at the book: a yes without the till's word."""
    bring(world, no, STANDIN)
    world.book.take(upload(world.payments[no].claim))
    world.book.receipts = {}


def bring(world: World, no: int, by: int) -> None:
    """Put the receipt beside the records that a till brings."""
    record = read(world.payments[no].claim)
    receipt = Receipt(UNNA, 3, by, 0, OK, 0, record.claim_hash, CARD.ref, PAID, 0, 1, 0, NOW)
    message = key("ACK").sealed(SCOPE, "receipt", receipt.pack())
    world.book.receipts = {record.claim_hash: ProvenReceipt(message, receipt)}


def note(world: World, no: int) -> None:
    """A notice arrives at the stand-in."""
    world.standin.noted |= {no}


def tell(world: World, no: int) -> None:
    """A DECISION arrives at the stand-in."""
    world.standin.noted |= {no}
    if world.verdicts[no] == 4:
        world.standin.dropped |= {no}


def decide(world: World, no: int) -> None:
    """The stand-in is asked while it hears nothing of the book."""
    standin = world.standin
    standin.noted |= {no}
    if no in standin.said or no in standin.booked or no in world.verdicts:
        return
    batch = fork(world.book).fresh()
    record = read(world.payments[no].claim)
    world.book.fill(batch, first_needs(batch, [record], []))
    available = standin.balance - standin.counted(no)
    lots = batch.cards[CARD.ref].lots
    batch.cards[CARD.ref].lots = [lots[0]._replace(remaining=max(available, 0))]
    standin.said[no] = ruled(batch, record)


def ruled(batch: Batch, record: Record) -> int:
    """Decide by the rule of the book."""
    claim = record.body
    assert isinstance(claim, Claim)
    return int(rule(batch, claim, NOW).outcome)


def sync(world: World) -> None:
    """The stand-in's copy catches up with the book."""
    standin = world.standin
    standin.balance = world.book.balance(AccountKind.CARD, 1)
    standin.booked = frozenset(no for no in TILLS if booked(world, no))


# ------------------------------------------------------------------------------- what must hold


class Fault(AssertionError):
    """A way on which the rules fail, step by step."""


def check(world: World) -> None:
    """What holds in every state."""
    for no in TILLS:
        outcome_now = booked(world, no)
        if outcome_now and world.first.setdefault(no, outcome_now) != outcome_now:
            raise Fault(f"the outcome of claim {no} changed")
    said = world.standin.said
    alone = [no for no in TILLS if said.get(no) == OK and world.verdicts.get(no) != DROPPED]
    if len(alone) == len(TILLS):
        raise Fault("the stand-in said yes twice on money for one")
    if min(sums(world.book)[:3]) < 0:
        raise Fault(f"below nothing: {sums(world.book)}")


def check_end(world: World) -> None:
    """When all has been delivered, the books say what the tills said."""
    ended = world.fork()
    for no in TILLS:
        if no not in ended.verdicts:
            say(ended, no, 4)
    for no in (*TILLS, *TILLS):
        hand_in(ended, no)
        ask(ended, no)
    paid = [PAID if ended.verdicts[no] != 4 else 0 for no in TILLS]
    expected = (max(LOADED - sum(paid), 0), *paid, min(LOADED - sum(paid), 0))
    if sums(ended.book) != expected:
        raise Fault(f"{sums(ended.book)} instead of {expected}")


def explore(most: int = 1_000_000) -> int:
    """Go every way; give the number of states. Raises Fault with the shortest way to it."""
    start = beginning()
    seen = {start.key()}
    ways: list[tuple[World, tuple[str, ...]]] = [(start, ())]
    for world, way in ways:
        for name, step in steps(world):
            after = world.fork()
            _holds(partial(step, after), (*way, name))
            state = after.key()
            if state in seen:
                continue
            seen.add(state)
            _holds(partial(_look, after), (*way, name))
            ways.append((after, (*way, name)))
            assert len(seen) < most, "more states than expected"
    return len(seen)


def _look(world: World) -> None:
    check(world)
    check_end(world)


def _holds(look: Callable[[], None], way: tuple[str, ...]) -> None:
    """Say by which way a fault was reached; the book itself stops at some."""
    try:
        look()
    except AssertionError as fault:
        raise Fault(f"{fault}; the way there: {' > '.join(way)}") from fault
