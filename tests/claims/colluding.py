"""Merchants, tills and a stand-in that lie together, to take all that a city has promised."""

from copy import deepcopy
from itertools import count

from tests.claims.alone import bring
from tests.claims.made import Card, Device, MemoryBook, approval, order, upload
from tests.claims.samples import SCOPE, UNNA, key

from heller.book.accounts import AccountKind, account_id, account_kind
from heller.book.body import decode_body
from heller.city.pots import DAY, STANDIN, Grant
from heller.claims.orders import OrderAnswer
from heller.claims.questions import Enrol

LIMIT = 5_000  # cents: of one card, with an outage declared

_cards = count(1)


def bad_card() -> Card:
    """Give a card that nobody has sold: whatever is paid with it falls short."""
    return Card(f"never sold {next(_cards)}")


def enrol(book: MemoryBook, point: int, role: int = 1) -> Device:
    """Admit a new device at a point by the office's order."""
    no = max(book.register.tills) + 1
    enrolling = Enrol(UNNA, book.now, key(f"till {no}").public, bytes(32))
    message = key(f"till {no}").sealed(SCOPE, "enrol", enrolling.pack())
    answer = book.order(
        order("till.admit", named=f"admit {no}", enrol=message, point=point, role=role)
    )
    assert isinstance(answer, OrderAnswer), answer
    return Device(no, book.register.lease_of_till[no])


def people(book: MemoryBook, kind: str, named: str, **arguments: int) -> None:
    """Give an order of two people."""
    message = order(kind, by="anna", named=named, **arguments)
    assert isinstance(book.order(message, approval(message)), OrderAnswer)


def pay(
    book: MemoryBook,
    till: Device,
    cents: int,
    verdict: int = 3,
    *,
    at: int = 0,
    card: Card | None = None,
) -> list[bytes]:
    """Sign a payment that nobody has authorised, and the DECISION; 2 with the stand-in's yes."""
    claim = till.redeem(card or bad_card(), cents, time=at or book.now)
    if verdict == 2:
        bring(book, claim, at=book.now)
    return [claim, till.decide(claim, verdict)]


def lost(book: MemoryBook, since: int = 0) -> int:
    """Sum what fell short in entries recorded from a second on, over all merchants (cents)."""
    bodies = [decode_body(data) for data in book.entries]
    return -sum(
        posting.cents
        for body in bodies
        if body.recorded_at >= since
        for posting in body.postings
        if account_kind(posting.account) == AccountKind.SHORTFALL and account_id(posting.account)
    )


def cashed(book: MemoryBook, tills: dict[int, Device], kept: dict[int, list[bytes]]) -> MemoryBook:
    """Give a copy of the book in which every right that is still honourable was used.

    Each till brings what it has kept back, then signs under each of its leases that is not closed
    whatever isolated and stand-in pots give, backdated where the lease is over.
    """
    taken = deepcopy(book)
    for no, till in tills.items():
        hand = deepcopy(till)
        if kept.get(no):
            taken.take(upload(*kept[no]))
        for grant in [one for one in book.register.grants.values() if one.till == no]:
            _cash(taken, hand, grant)
    return taken


def _cash(book: MemoryBook, hand: Device, grant: Grant) -> None:
    """Take what is left of each pot to the last cent, and try for more than that."""
    hand.lease = grant.number
    for verdict, whole, end in (
        (3, grant.isolated, grant.expires),
        (2, grant.standin, grant.expires + STANDIN),
    ):
        rows = book.advices.values()
        used = sum(one.cents for one in rows if (one.lease, one.verdict) == (grant.number, verdict))
        parts, rest = divmod(max(0, whole - used), LIMIT)
        for cents in [*[LIMIT] * parts, *[rest] * bool(rest), 1, LIMIT]:
            book.take(upload(*pay(book, hand, cents, verdict, at=min(book.now, end))))


__all__ = ["DAY", "bad_card", "cashed", "enrol", "lost", "pay", "people"]
