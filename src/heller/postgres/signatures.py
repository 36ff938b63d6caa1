"""Verifying the signatures of posts before the book is asked, in a process beside the writer."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import suppress

from psycopg import AsyncConnection, OperationalError

from heller.city.register import Register
from heller.claims.records import Claim, Record, proven, signed
from heller.errors import BadProof, BadSignature, NotAsked, Problem, UnknownTill
from heller.keys import Scope
from heller.postgres.checker import Check, Checker, Judgement
from heller.postgres.connect import connect_async
from heller.postgres.posting import Job, PostJob

KEPT_KEYS = 100_000  # public keys of cards; they never change
_CARD_KEYS = "SELECT * FROM book.read_card_keys(%b::bytea[])"

Place = tuple[PostJob, int, type[Problem]]  # of a check: whose it is, and what it means if bad


class Verifier:
    """Checks till signatures and card proofs; knows the keys of the cards it saw last."""

    def __init__(self, dsn: str, scope: Scope) -> None:
        """Make a verifier that reads card keys over a connection of its own."""
        self._dsn, self._scope, self._checker = dsn, scope, Checker()
        self._keys: OrderedDict[bytes, bytes] = OrderedDict()
        self._connection: AsyncConnection | None = None
        self._reading = asyncio.Lock()  # several posts are checked at once, over one connection

    async def open(self) -> None:
        """Connect."""
        self._connection = await connect_async(self._dsn, "heller card keys")

    async def close(self) -> None:
        """Disconnect, and end the process."""
        await self._checker.close()
        if self._connection is not None:
            await self._connection.close()

    async def begin(self, jobs: Sequence[Job], register: Register) -> "Verifying":
        """Begin to check the records of all posts."""
        posts = [job for job in jobs if isinstance(job, PostJob)]
        await self._learn(
            {ref for post in posts for record in post.records if (ref := _proven_ref(record))}
        )
        asked = [check for post in posts for check in self._checks(post, register)]
        self._forget()
        judgement = self._checker.judge([check for _, check in asked])
        return Verifying([place for place, _ in asked], judgement)

    def _checks(self, post: PostJob, register: Register) -> Iterator[tuple[Place, Check]]:
        last = len(post.records) - 1
        for place, record in enumerate(post.records):
            till = register.tills.get(record.body.till)
            if till is None:
                post.refused[place] = UnknownTill()
            elif post.ask and place == last and not isinstance(record.body, Claim):
                post.refused[place] = NotAsked()
            else:
                yield (post, place, BadSignature), Check(till.public, *signed(self._scope, record))
                card_key = self._card_key(post, record)
                if card_key is not None:
                    yield (post, place, BadProof), Check(card_key, *proven(self._scope, record))

    def _card_key(self, post: PostJob, record: Record) -> bytes | None:
        ref = _proven_ref(record)
        key = self._keys.get(ref) if ref else None
        if ref and key is None:
            post.unproven.add(ref)
        return key

    async def _learn(self, refs: set[bytes]) -> None:
        """Read the keys of cards not seen lately; an unknown card simply has none."""
        missing = [ref for ref in refs if ref not in self._keys]
        if not missing:
            return
        async with self._reading:
            rows = await self._read(missing)
        for ref, public in rows:
            self._keys[ref] = public

    def _forget(self) -> None:
        while len(self._keys) > KEPT_KEYS:
            self._keys.popitem(last=False)

    async def _read(self, refs: list[bytes]) -> list[tuple[bytes, bytes]]:
        """Ask once more over a new connection when the one that was open has died meanwhile."""
        if self._connection is not None and not self._connection.closed:
            with suppress(OperationalError):
                return await self._ask(self._connection, refs)
            await self.close()
        await self.open()
        assert self._connection is not None
        return await self._ask(self._connection, refs)

    async def _ask(
        self, connection: AsyncConnection, refs: list[bytes]
    ) -> list[tuple[bytes, bytes]]:
        cursor = connection.cursor(binary=True)
        await cursor.execute(_CARD_KEYS, (refs,), prepare=True)
        return await cursor.fetchall()


class Verifying:
    """Posts whose signatures are being checked."""

    def __init__(self, places: list[Place], judgement: Judgement) -> None:
        """Keep what each check means."""
        self._places, self._judgement = places, judgement

    async def finish(self) -> None:
        """Mark the records that are not properly signed."""
        good = await self._judgement.good()
        for (post, number, problem), one in zip(self._places, good, strict=True):
            if not one:
                post.refused.setdefault(number, problem())


def _proven_ref(record: Record) -> bytes | None:
    """Give the card whose own signature a record carries; None when it carries none."""
    body = record.body
    if isinstance(body, Claim) and not body.undoes and not body.typed:
        return body.ref
    return None
