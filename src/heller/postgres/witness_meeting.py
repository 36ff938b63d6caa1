"""Book and witness compare their journals: behind, ahead, or two stories.

Behind, the witness gets what it lacks, page by page. Ahead, the book takes those entries first,
byte for byte. Two stories stop the book: no program may choose between them.
"""

from collections.abc import Sequence
from typing import Any, Final

import structlog

from heller.claims.witnessed import Push, Stored, check_link
from heller.errors import InDoubt, Malformed
from heller.postgres.append import Head
from heller.postgres.errors import WitnessDiverges, WitnessSilent
from heller.postgres.session import Session
from heller.postgres.store import Store
from heller.postgres.witness_adopt import adopt
from heller.postgres.witness_client import PAGE_SECONDS, Flushed, WitnessClient
from heller.postgres.witness_signing import WitnessSigning

log = structlog.get_logger()

ASK_SECONDS: Final = 1.0

PAGE_ENTRIES: Final = 256
PAGE_BYTES: Final = 1 << 20
_READ: Final = "SELECT * FROM book.read_entries(%s, %s)"
_RAISE: Final = "SELECT book.raise_epoch(%s)"


class Meeting:
    """Reads the book over the store's connections, and the witness over its client."""

    def __init__(self, client: WitnessClient, signing: WitnessSigning, store: Store) -> None:
        """Meet this witness."""
        self._client, self._signing, self._store = client, signing, store

    async def meet(self, session: Session, state: int, *, starting: bool) -> Flushed:
        """Compare; take its entries first when it is ahead. Raises WitnessDiverges."""
        flushed = await self._head(session, state)
        if starting:
            await self._above(session, flushed.epoch)
        flush, head = flushed.flush, session.head
        if flush.size and flush.generation != head.generation:
            raise WitnessDiverges(
                reason=f"it is in generation {flush.generation}, the book in {head.generation}"
            )
        if flush.size > _size(head):
            if not starting:
                raise WitnessDiverges(reason=f"it has {flush.size} entries, the book {_size(head)}")
            await self._adopt_all(session, state, flush.size)
        if flush.size and await self._root(head, flush.size) != flush.root:
            raise WitnessDiverges(reason=f"the root over {flush.size} entries is another one")
        return flushed

    async def _head(self, session: Session, state: int) -> Flushed:
        heartbeat = self._signing.heartbeat(session.head, state)
        return await self._client.head(heartbeat, ASK_SECONDS)

    async def _above(self, session: Session, epoch: int) -> None:
        """Follow the newest writer that the witness has heard, in an epoch above its."""
        if epoch < session.head.epoch:
            return
        rows = await (await session.connection.execute(_RAISE, (epoch,))).fetchall()
        session.head.epoch = rows[0][0]
        log.warning("epoch_raised", epoch=session.head.epoch)

    async def _adopt_all(self, session: Session, state: int, size: int) -> None:
        head = session.head
        log.warning("witness_ahead", entries=size - _size(head))
        while _size(head) < size:
            heartbeat = self._signing.heartbeat(head, state)
            page = await self._client.journal(heartbeat, head.seq + 1, PAGE_SECONDS)
            if not page:
                raise WitnessSilent(reason="it does not give the entries it signed for")
            _check(session, page)
            await adopt(session, page)
            log.info("witness_entries_taken", seq=head.seq, of=head.first_seq + size - 1)

    async def push(self, session: Session, state: int, flushed: Flushed, until: int) -> Flushed:
        """Push entries up to seq `until`, in pages."""
        head = session.head
        last = head.first_seq + flushed.flush.size - 1
        while last < until:
            entries = await self._page(last + 1, until)
            last = entries[-1].seq
            size = last - head.first_seq + 1
            note = self._signing.note(head.generation, size, await self._root(head, size))
            heartbeat = self._signing.heartbeat(head, state)
            flushed = await self._client.push(Push(heartbeat, note, entries), PAGE_SECONDS)
            log.info("witness_page_pushed", seq=last, of=until)
        return flushed

    async def _page(self, start: int, until: int) -> tuple[Stored, ...]:
        count = min(PAGE_ENTRIES, until - start + 1)
        try:
            rows: list[tuple[Any, ...]] = await self._store.run(_READ, (start, count))
        except InDoubt as error:
            raise WitnessSilent(reason=repr(error)) from None
        entries, size = [], 0
        for row in rows:
            entries.append(Stored(*row))
            size += len(entries[-1].body)
            if size > PAGE_BYTES:
                break
        return tuple(entries)

    async def _root(self, head: Head, size: int) -> bytes:
        try:
            async with self._store.tree(head.generation, head.first_seq) as tree:
                return await tree.root(size)
        except InDoubt as error:
            raise WitnessSilent(reason=repr(error)) from None


def _size(head: Head) -> int:
    return head.seq - head.first_seq + 1


def _check(session: Session, page: Sequence[Stored]) -> None:
    head = session.head
    last = Stored(head.generation, 0, head.seq, b"", b"", b"", head.hash)
    try:
        for entry in page:
            check_link(session.scope.city, last, entry)
            last = entry
    except Malformed as error:
        raise WitnessDiverges(reason=error.detail) from None
