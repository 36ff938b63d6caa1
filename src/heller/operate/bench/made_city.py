"""A throw-away city for measuring: many merchants, each with a till, and loaded cards."""

import asyncio
import hashlib
import os
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heller.cards.derived import card_ref, card_signing_key, lkey, view
from heller.city.fund import fund
from heller.claims.batch import Paper
from heller.claims.keyset import Keyset, Role
from heller.claims.kinds import SALE
from heller.claims.messages import seal
from heller.claims.office import APPROVE, Approval, OfficeOrder, order_hash
from heller.claims.orders import OrderAnswer, OrderPost
from heller.claims.questions import Enrol
from heller.claims.records import Claim, genesis_prev, parse_record, prove, seal_record
from heller.keys import Scope, SigningKey, scope_of, signing_key
from heller.operate.ceremony import Person, hold
from heller.operate.create import FIRST_OFFICE, finish, prepare
from heller.operate.engine import Engine
from heller.operate.home import CitySettings, Home, key_of
from heller.operate.keyfile import read_person, read_plain_key
from heller.postgres.batch_run import WriterKeys
from heller.postgres.writer import Writer

BALANCE = 25_000  # cents on each card
SELLER_POINT = 1
MOST_CREDIT = 2**32 - 1


@dataclass(frozen=True, slots=True)
class MadeTill:
    """A till for pre-signed claims: its number, lease and the seed of its key."""

    number: int
    lease: int
    seed: bytes


@dataclass(frozen=True, slots=True)
class MadeCity:
    """What the load needs: the city, its tills (the last ones share one merchant) and cards."""

    home: Home
    scope: Scope
    keyset: Keyset
    spread: list[MadeTill]
    hot: list[MadeTill]
    cids: list[bytes]


def make_city(folder: Path, port: int, merchants: int, hot_tills: int, cards: int) -> MadeCity:
    """Make the city, its merchants, tills and cards; money comes by real sales."""
    home = Home(folder / "city")
    settings = CitySettings(5978036, "Unna", "02303 103-0", "127.0.0.1", port)
    request = prepare(home, settings, os.urandom)
    people = [Person("approver-1", "bench"), Person("approver-2", "bench")]
    carried = hold(request, folder / "ceremony", people, int(time.time()), os.urandom)
    extra = {"new_device_wait": 0, "card_limit": 100_000}
    finish(home, carried, fund(1, 1_000_000, 0), extra, time, os.urandom)
    with Engine(home) as engine:
        return asyncio.run(
            _fill(home, folder, engine.dsn("heller_book"), (merchants, hot_tills, cards))
        )


async def _fill(home: Home, folder: Path, dsn: str, counts: tuple[int, int, int]) -> MadeCity:
    keyset = Keyset.parse(home.keyset()[:-64], home.settings().city)
    scope, secrets = scope_of(keyset.city, keyset.root), home.secrets()
    keys = WriterKeys(scope, key_of(secrets, Role.ACK), key_of(secrets, Role.LEASE))
    writer = Writer(dsn, keys, time, os.urandom)
    await writer.start()
    _, approver = read_person(folder / "ceremony" / "approver-1.key", "bench")
    filler = Filler(writer, scope, read_plain_key(home.office_key)[1], approver)
    merchants, hot_tills, cards = counts
    await filler.merchants(merchants)
    spread = await _gather([filler.till(no) for no in range(1, merchants + 1)])
    hot = await _gather([filler.till(SELLER_POINT) for _ in range(hot_tills)])
    cids = await filler.cards(cards, spread[0])
    await writer.stop()
    return MadeCity(home, scope, keyset, spread, hot, cids)


async def _gather(jobs: list[Awaitable[MadeTill]]) -> list[MadeTill]:
    return [await job for job in jobs]


class Filler:
    """Gives a city's orders and sells its cards, straight through the writer."""

    def __init__(
        self, writer: Writer, scope: Scope, office: SigningKey, approver: SigningKey
    ) -> None:
        """Fill the city of this writer."""
        self._writer, self._scope, self._office, self._approver = writer, scope, office, approver

    async def order(self, kind: str, arguments: dict[str, Any]) -> OrderAnswer:
        """Give an approved order."""
        order = OfficeOrder(
            self._scope.city, os.urandom(16), kind, FIRST_OFFICE, int(time.time()), arguments
        )
        payload = order.pack()
        message = payload + self._office.sign(self._scope, "office", payload)
        digest = order_hash(self._scope, payload)
        approval = Approval(self._scope.city, 1, digest, int(time.time()), APPROVE)
        approvals = (seal(self._scope, self._approver, approval),)
        return await self._writer.order(OrderPost(message, order, approvals))

    async def merchants(self, count: int) -> None:
        """Register merchants with a point each; the first one may sell."""
        for number in range(1, count + 1):
            await self.order("merchant.add", {})
            await self.order("point.add", {"merchant": number})
        arguments = {"credit_cents": MOST_CREDIT, "day_limit_cents": MOST_CREDIT}
        await self.order("seller.grant", {"point": SELLER_POINT, **arguments})

    async def till(self, point: int) -> MadeTill:
        """Enrol a till at a point."""
        seed = os.urandom(32)
        key = signing_key(seed)
        enrol = Enrol(self._scope.city, int(time.time()), key.public, os.urandom(32))
        arguments = {"enrol": seal(self._scope, key, enrol), "point": point, "role": 3}
        answer = await self.order("till.admit", arguments)
        return MadeTill(answer.changes[0][1], int.from_bytes(answer.changes[1][1][83:87]), seed)

    async def cards(self, count: int, till: MadeTill) -> list[bytes]:
        """Register and sell cards."""
        cids = [os.urandom(16) for _ in range(count)]
        for start in range(0, count, 500):
            rows = [_card_row(cid) for cid in cids[start : start + 500]]
            await self.order("cards.register", {"face_cents": 0, "issuer_key": 1, "cards": rows})
        await self._sell(cids, till)
        return cids

    async def _sell(self, cids: list[bytes], till: MadeTill) -> None:
        key, prev = signing_key(till.seed), genesis_prev(self._scope, till.number)
        records = []
        for seq, cid in enumerate(cids, start=1):
            claim = Claim(
                SALE, self._scope.city, till.number, till.lease, seq, int(time.time()), 0,
                card_ref(cid), BALANCE, 0, 0, prev,
            )  # fmt: skip
            proof = prove(self._scope, card_signing_key(cid), claim)
            record = parse_record(seal_record(self._scope, key, claim, proof), self._scope.city)
            prev = record.claim_hash
            records.append(record)
        for start in range(0, len(records), 200):
            part = records[start : start + 200]
            answers = await asyncio.gather(*[self._writer.post([one], ask=True) for one in part])
            assert all(isinstance(answer[0], Paper) for answer in answers)


def _card_row(cid: bytes) -> list[bytes]:
    view_hash = hashlib.sha256(view(cid)).digest()
    return [card_ref(cid), card_signing_key(cid).public, lkey(cid), view_hash]
