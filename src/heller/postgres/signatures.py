"""Verifying a batch's signatures before the book is asked, in threads that run beside the commit.

PyNaCl releases the interpreter's lock while it verifies, so two threads use two cores.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from psycopg import AsyncConnection, OperationalError

from heller.city.register import Register
from heller.claims.records import Claim, Record, verify_proof, verify_record
from heller.errors import BadProof, BadSignature, NotAsked, Problem, UnknownTill
from heller.keys import Scope
from heller.postgres.connect import connect_async
from heller.postgres.posting import Job, PostJob

KEPT_KEYS = 100_000  # public keys of cards; they never change
_CARD_KEYS = "SELECT * FROM book.read_card_keys(%b::bytea[])"
INLINE = 2  # fewer checks than this are not worth a thread

Check = tuple[PostJob, int, Record, bytes, bytes | None]


class Verifier:
    """Checks till signatures and card proofs; knows the keys of the cards it saw last."""

    def __init__(self, dsn: str, scope: Scope, pool: ThreadPoolExecutor) -> None:
        """Make a verifier that reads card keys over a connection of its own."""
        self._dsn, self._scope, self._pool = dsn, scope, pool
        self._keys: OrderedDict[bytes, bytes] = OrderedDict()
        self._connection: AsyncConnection | None = None

    async def open(self) -> None:
        """Connect."""
        self._connection = await connect_async(self._dsn, "heller card keys")

    async def close(self) -> None:
        """Disconnect."""
        if self._connection is not None:
            await self._connection.close()

    async def check(self, jobs: Sequence[Job], register: Register) -> None:
        """Mark the records of all posts that are not properly signed."""
        posts = [job for job in jobs if isinstance(job, PostJob)]
        if not posts:
            return
        await self._learn(
            {ref for post in posts for record in post.records if (ref := _proven_ref(record))}
        )
        checks = [check for post in posts for check in self._checks(post, register)]
        self._forget()
        if len(checks) < INLINE:
            self._verify(checks)
            return
        loop, middle = asyncio.get_running_loop(), len(checks) // 2
        await asyncio.gather(
            loop.run_in_executor(self._pool, self._verify, checks[:middle]),
            loop.run_in_executor(self._pool, self._verify, checks[middle:]),
        )

    def _checks(self, post: PostJob, register: Register) -> Iterable[Check]:
        last = len(post.records) - 1
        for place, record in enumerate(post.records):
            till = register.tills.get(record.body.till)
            if till is None:
                post.refused[place] = UnknownTill()
            elif post.ask and place == last and not isinstance(record.body, Claim):
                post.refused[place] = NotAsked()
            else:
                yield post, place, record, till.public, self._card_key(post, record)

    def _card_key(self, post: PostJob, record: Record) -> bytes | None:
        ref = _proven_ref(record)
        key = self._keys.get(ref) if ref else None
        if ref and key is None:
            post.unproven.add(ref)
        return key

    def _verify(self, checks: Sequence[Check]) -> None:
        for post, place, record, till_key, card_key in checks:
            problem = self._problem(record, till_key, card_key)
            if problem is not None:
                post.refused[place] = problem

    def _problem(self, record: Record, till_key: bytes, card_key: bytes | None) -> Problem | None:
        if not verify_record(self._scope, till_key, record):
            return BadSignature()
        if card_key is not None and not verify_proof(self._scope, card_key, record):
            return BadProof()
        return None

    async def _learn(self, refs: set[bytes]) -> None:
        """Read the keys of cards not seen lately; an unknown card simply has none."""
        missing = [ref for ref in refs if ref not in self._keys]
        if not missing:
            return
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


def _proven_ref(record: Record) -> bytes | None:
    """Give the card whose own signature a record carries; None when it carries none."""
    body = record.body
    if isinstance(body, Claim) and not body.undoes and not body.typed:
        return body.ref
    return None
