"""A small city's book in a database of its own, and how its people, tills and cards speak to it.

    with made(postgres_server, migrated_template) as book:     # founded, filled once, then copied
        async with book.writer() as writer:                    # the real one, in this process
            till = book.till(0)
            answers = await writer.post([till.redeem(CARDS[0], 500)], ask=True)

The city: merchant 1 with point 1 (may sell) and merchant 2 with point 2; tills 1 and 2 at point 1,
tills 3 and 4 at point 2, all of which may redeem and sell; CARDS registered, FILLED of them sold.
"""

import asyncio
import hashlib
import itertools
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg
from tests.postgres.conftest import Database, fresh

from heller.book.note import TreeHead, origin, sign_head
from heller.cards.derived import card_ref, card_signing_key, lkey, view
from heller.city.register import What
from heller.claims.batch import Answer, Paper
from heller.claims.keyset import CityKey, Keyset, Role
from heller.claims.kinds import REDEEM, REFUND, SALE, VOID
from heller.claims.messages import seal
from heller.claims.office import APPROVE, Approval, OfficeOrder, order_hash
from heller.claims.orders import OrderAnswer, OrderPost
from heller.claims.questions import Enrol
from heller.claims.receipts import Receipt
from heller.claims.records import (
    DROPPED,
    ISOLATED,
    Claim,
    Decision,
    Record,
    genesis_prev,
    parse_record,
    prove,
    seal_record,
)
from heller.keys import SigningKey, scope_of, signing_key
from heller.postgres import roles
from heller.postgres.batch_run import WriterKeys
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.found import found
from heller.postgres.tree import Tree
from heller.postgres.verify import Report, verify
from heller.postgres.writer import Limits, Writer

CITY = 5978036
NOW = 1_764_590_400  # 1 December 2025, 13:00 in Germany
LOADED = 5_000  # cents on each card that is sold
CARDS = [bytes([number]) * 16 for number in range(1, 21)]
FILLED = 10
TILLS = 4
MUCH = 1_000_000_000

_template: dict[int, str] = {}


def key(name: str) -> SigningKey:
    """Give the key of this name, the same each time."""
    return signing_key(hashlib.sha256(name.encode()).digest())


ROOT, ACK, LEASE, HEAD, OFFICE, APPROVER = map(
    key, ("root", "ack", "lease", "head", "office", "approver")
)
SCOPE = scope_of(CITY, ROOT.public)
KEYS = WriterKeys(SCOPE, (2, ACK), (3, LEASE))
KEYSET = Keyset(
    CITY,
    1,
    NOW,
    ROOT.public,
    (
        CityKey(2, Role.ACK, ACK.public, NOW),
        CityKey(3, Role.LEASE, LEASE.public, NOW),
        CityKey(4, Role.HEAD, HEAD.public, NOW),
    ),
    {},
    "Unna",
    "02303 103-0",
)
FIRST: tuple[tuple[Any, ...], ...] = (
    (int(What.KEYSET), seal(SCOPE, ROOT, KEYSET)),
    (int(What.OFFICE_KEY), "office-1", OFFICE.public, 1),
    (int(What.APPROVER), 1, "approver-1", APPROVER.public, 1),
    (int(What.SETTING), "new_device_wait", 0),
    (int(What.SETTING), "fund", 4 * MUCH),
)


@dataclass
class HandClock:
    """A clock that moves when told; `wall` in seconds UTC, `steady` in seconds."""

    wall: float = NOW
    steady: float = 0.0

    def time(self) -> float:
        return self.wall

    def monotonic(self) -> float:
        return self.steady


@dataclass
class TillHand:
    """What a till signs: it counts and chains its records itself."""

    no: int
    seq: int = 0
    prev: bytes = b""
    clock: HandClock = field(default_factory=HandClock)

    def __post_init__(self) -> None:
        self.prev = self.prev or genesis_prev(SCOPE, self.no)

    @property
    def key(self) -> SigningKey:
        return key(f"till {self.no}")

    def redeem(self, cid: bytes, cents: int) -> Record:
        return self.claim(REDEEM, cid, cents)

    def sale(self, cid: bytes, cents: int) -> Record:
        return self.claim(SALE, cid, cents)

    def void(self, cid: bytes, cents: int, target: Record) -> Record:
        return self.claim(VOID, cid, cents, target.claim_hash)

    def refund(self, cid: bytes, cents: int, target: Record) -> Record:
        return self.claim(REFUND, cid, cents, target.claim_hash)

    def claim(self, kind: int, cid: bytes, cents: int, target: bytes = b"") -> Record:
        ref, now = card_ref(cid), int(self.clock.time())
        place = (CITY, self.no, self.no, self.seq + 1, now, 0)
        claim = Claim(kind, *place, ref, cents, 0, 0, self.prev, target)
        proof = b"" if claim.undoes else prove(SCOPE, card_signing_key(cid), claim)
        return self.sealed(claim, proof)

    def decide(self, claim: Record, verdict: int = DROPPED) -> Record:
        return self.sealed(
            Decision(CITY, self.no, self.seq + 1, claim.body.seq, verdict, self.prev)
        )

    def sealed(self, body: Claim | Decision, proof: bytes = b"") -> Record:
        record = parse_record(seal_record(SCOPE, self.key, body, proof), CITY)
        self.seq, self.prev = body.seq, record.claim_hash
        return record

    def copy(self) -> "TillHand":
        """Make a second device that signs under the same number: the till was cloned."""
        return replace(self)


class Office:
    """Gives orders through a writer; each with the approval of a second person."""

    def __init__(self, writer: Writer, clock: HandClock, first: int = 1) -> None:
        self._writer, self._clock = writer, clock
        self._numbers = itertools.count(first)

    async def order(self, kind: str, **arguments: object) -> OrderAnswer:
        return await self._writer.order(order_post(kind, next(self._numbers), arguments))

    async def fill(self) -> None:
        """Make the city of this module."""
        for no in (1, 2):
            await self.order("merchant.add")
            await self.order("point.add", merchant=no)
            await self.order("seller.grant", point=no, credit_cents=MUCH, day_limit_cents=MUCH)
        for no in range(1, TILLS + 1):
            await self.till(no, point=(no + 1) // 2)
        await self.order("cards.register", face_cents=0, issuer_key=1, cards=card_rows(CARDS))

    async def till(self, no: int, point: int) -> OrderAnswer:
        device = key(f"till {no}")
        enrol = Enrol(CITY, int(self._clock.time()), device.public, bytes(32))
        message = seal(SCOPE, device, enrol)
        return await self.order("till.admit", enrol=message, point=point, role=3)


def order_post(kind: str, number: int, arguments: dict[str, Any]) -> OrderPost:
    """Sign an order as the office, and approve it as the other person."""
    order_id = hashlib.sha256(f"{kind} {number}".encode()).digest()[:16]
    order = OfficeOrder(CITY, order_id, kind, "office-1", NOW, arguments)
    payload = order.pack()
    approval = Approval(CITY, 1, order_hash(SCOPE, payload), NOW, APPROVE)
    message = payload + OFFICE.sign(SCOPE, "office", payload)
    return OrderPost(message, order, (seal(SCOPE, APPROVER, approval),))


def card_rows(cids: list[bytes]) -> list[list[bytes]]:
    """Give cards as `cards.register` takes them."""
    return [
        [
            card_ref(cid),
            card_signing_key(cid).public,
            lkey(cid),
            hashlib.sha256(view(cid)).digest(),
        ]
        for cid in cids
    ]


@dataclass
class MadeBook:
    """A filled book; `tills` go on where the filling stopped."""

    database: Database
    clock: HandClock
    tills: list[TillHand]
    random_bytes: Callable[[int], bytes]

    @asynccontextmanager
    async def writer(self, limits: Limits | None = None) -> AsyncIterator[Writer]:
        """Run the writer for as long as the block lasts."""
        writer = self.new_writer(limits)
        await writer.start()
        try:
            yield writer
        finally:
            await writer.stop()

    def new_writer(self, limits: Limits | None = None) -> Writer:
        """Make a writer that is not yet started."""
        dsn = self.database.dsn(roles.BOOK)
        return Writer(dsn, KEYS, self.clock, self.random_bytes, limits or Limits())

    def verify(self) -> Report:
        """Recompute everything."""
        return verify(self.database.dsn(), SCOPE, KEYSET, lambda _done, _all: None)

    def findings(self) -> list[str]:
        """Give what `verify` finds, one line each."""
        return [f"{finding.where} {finding.what}" for finding in self.verify().findings]

    def superuser(self) -> psycopg.Connection:
        """Connect as the one who may do anything."""
        return self.database.connect(roles.ADMIN)

    def ask(self, question: str, *values: object) -> Any:  # noqa: ANN401 - whatever was asked
        """Ask the tables; give the first column of the first row."""
        with self.database.connect() as owner:
            row = owner.execute(question.encode(), values).fetchone()
        return row and row[0]

    def balance(self, cid: bytes) -> int:
        """Give the cents in a card's lots."""
        query = """SELECT coalesce(sum(remaining), 0)::bigint FROM book.lot JOIN book.card c
                   ON c.no = lot.card WHERE c.ref = %s"""
        return int(self.ask(query, card_ref(cid)))

    def entries(self) -> int:
        """Count the entries of the journal."""
        return int(self.ask("SELECT count(*) FROM book.journal"))


def made_book(database: Database) -> MadeBook:
    """Take a founded and filled database as a book; the tills' hands know where they stand."""
    clock = HandClock()
    tills = [TillHand(no, clock=clock) for no in range(1, TILLS + 1)]
    for number, cid in enumerate(CARDS[:FILLED]):
        tills[number % 2].sale(cid, LOADED)
    return MadeBook(database, clock, tills, random.Random(7).randbytes)


async def make(database: Database) -> None:
    """Found and fill a book in a migrated database."""
    book = made_book(database)
    dsns = (database.dsn(), database.dsn(roles.BOOK))
    await found(dsns, KEYS, FIRST, book.clock, random.Random(1).randbytes)
    async with book.writer() as writer:
        await Office(writer, book.clock).fill()
        hands = [TillHand(no, clock=book.clock) for no in (1, 2)]
        sales = [hands[n % 2].sale(cid, LOADED) for n, cid in enumerate(CARDS[:FILLED])]
        for answers in [await writer.post([sale], ask=True) for sale in sales]:
            assert receipt(answers[0]).outcome == 1


@contextmanager
def made(server: EmbeddedPostgres, migrated: str) -> Iterator[MadeBook]:
    """Give a filled book of its own for as long as the block lasts; copied from the first one."""
    name = f"{migrated}_filled"
    if _template.get(id(server)) != name:
        with fresh(server, migrated) as database:
            asyncio.run(make(database))
            with psycopg.connect(server.dsn(roles.ADMIN, "postgres"), autocommit=True) as admin:
                roles.create_database(admin, name, database.name)
        _template[id(server)] = name
    with fresh(server, name) as database:
        yield made_book(database)


async def trade_alone(book: MadeBook, writer: Writer, office: Office) -> None:
    """Hand goods over without the book: an advice falls short, is settled, refunded, dropped."""
    one, other, third, _ = book.tills
    card = CARDS[FILLED + 1]
    await _asked(writer, [other.sale(card, 1_000), elsewhere := third.redeem(card, 400)])
    alone = one.redeem(card, 1_500)
    await writer.post([alone, one.decide(alone, ISOLATED)], ask=False)
    await writer.post([third.decide(elsewhere)], ask=False)
    await _asked(writer, [one.refund(card, 700, alone)])
    lost, declined = third.redeem(CARDS[7], 20), third.redeem(CARDS[7], 90_000)
    await _asked(writer, [lost, declined])
    for claim, handed_over in ((lost, 0), (declined, 1)):
        body = claim.body
        names = {"till": body.till, "seq": body.seq, "claim": claim.claim_hash}
        await office.order("claim.resolve", handed_over=handed_over, **names)


async def live(book: MadeBook, writer: Writer, small: int = 0) -> None:
    """Let a day pass on which everything happens that can, and `small` payments of a cent."""
    office = Office(writer, book.clock, first=1_000)
    one, other, third, cloned = book.tills
    paid = [one.redeem(cid, 300) for cid in CARDS[:4]]
    rest = [
        one.void(CARDS[0], 100, paid[0]),
        one.void(CARDS[0], 200, paid[0]),
        one.refund(CARDS[1], 150, paid[1]),
        one.redeem(CARDS[2], LOADED * 9),
        one.redeem(CARDS[-1], 5),
    ]
    await _asked(writer, [*paid, *rest])
    dropped = one.redeem(CARDS[3], 7)
    await writer.post([dropped, one.decide(dropped), one.decide(paid[3])], ask=False)
    too_much, unknown = other.sale(CARDS[4], 30_000), other.sale(b"?" * 16, 500)
    await _asked(writer, [too_much, unknown, other.sale(CARDS[FILLED], 2_500)])
    await office.order("held.release", claim=too_much.claim_hash)
    await office.order("held.return", claim=unknown.claim_hash)
    await office.order("card.block", ref=card_ref(CARDS[5]))
    await _asked(writer, [third.redeem(CARDS[5], 5)])
    await office.order("card.unblock", ref=card_ref(CARDS[5]))
    await office.order("setting.set", name="limit", value=2_100)
    await office.order("seller.block", point=2)
    await trade_alone(book, writer, office)
    late = third.redeem(CARDS[6], 11)
    await writer.post([late], ask=False)
    book.clock.wall += 86_400
    await _asked(writer, [late, cloned.copy().redeem(CARDS[7], 5), cloned.redeem(CARDS[7], 6)])
    await asyncio.gather(
        *[writer.post([third.redeem(CARDS[n % FILLED], 1)], ask=True) for n in range(small)]
    )


async def _asked(writer: Writer, records: list[Record]) -> None:
    for record in records:
        await writer.post([record], ask=True)


def receipt(answer: Answer) -> Receipt:
    """Read the receipt in an answer."""
    return Receipt.parse(signed(answer)[:-64], CITY)


def signed(answer: Answer) -> bytes:
    """Give the signed bytes of an answer."""
    assert isinstance(answer, Paper | bytes), answer
    return answer.signed if isinstance(answer, Paper) else answer


async def keep_head(book: MadeBook) -> TreeHead:
    """Sign the head of the tree as it is now, and keep it as the door does."""
    size = book.entries()
    async with await psycopg.AsyncConnection.connect(
        book.database.dsn(roles.BOOK), autocommit=True
    ) as connection:
        head = TreeHead(origin(SCOPE, 1), size, await Tree(connection, 1, 1).root(size))
        values = (1, size, head.root, sign_head(head, HEAD))
        await connection.execute("SELECT book.keep_checkpoint(%s, %s, %s, %s)", values)
    return head
