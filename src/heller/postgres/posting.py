"""What waits for the writer: posts of tills, orders of the office, each with its future answer."""

import asyncio
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from heller.claims.batch import Answer, ProvenReceipt
from heller.claims.orders import OrderAnswer, OrderPost
from heller.claims.records import Record
from heller.errors import Problem

NO_RECEIPTS: Final[Mapping[bytes, ProvenReceipt]] = MappingProxyType({})


class Job:
    """Something to be booked: since when it waits (monotonic seconds) and how heavy it is."""

    def __init__(self, since: float, weight: int) -> None:
        """Make a job in the running event loop."""
        self.since, self.weight = since, weight
        self.witness: bytes | None = None  # the flush that covers it, if there is one
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def ended(self) -> bool:
        """Say whether it has been answered."""
        return self.done.done()

    def finish(self) -> None:
        """Answer, after the commit."""
        if not self.ended:
            self.done.set_result(None)

    def fail(self, problem: Exception) -> None:
        """Answer with a problem; nothing was booked, or nobody knows."""
        if not self.ended:
            self.done.set_exception(problem)


class PostJob(Job):
    """A till's post; `receipts` are the stand-in's, where the post comes out of its log.

    `refused` holds the problems found before the book was asked, `unproven` the cards that were not
    known then, so that nobody could check their proofs.
    """

    def __init__(
        self,
        since: float,
        records: Sequence[Record],
        ask: bool,  # noqa: FBT001
        receipts: Mapping[bytes, ProvenReceipt] = NO_RECEIPTS,
    ) -> None:
        """Make a job of a post's records, and of the proven receipts that came with them."""
        super().__init__(since, len(records))
        self.records, self.ask, self.receipts = records, ask, receipts
        self.refused: dict[int, Problem] = {}
        self.unproven: set[bytes] = set()
        self.answers: list[Answer] = []

    def good(self) -> list[Record]:
        """Give the records that were not refused before the book was asked."""
        return [r for place, r in enumerate(self.records) if place not in self.refused]

    def asks(self) -> bool:
        """Say whether the last good record is the one that was asked for."""
        return self.ask and len(self.records) - 1 not in self.refused

    def answered(self, answers: list[Answer]) -> None:
        """Put the book's answers between the refusals, in the order of the records."""
        rest = iter(answers)
        self.answers = [
            self.refused[place] if place in self.refused else next(rest)
            for place in range(len(self.records))
        ]


class RefusableJob(Job):
    """A job that the book may refuse, after a commit like any other answer."""

    problem: Problem | None = None

    def finish(self) -> None:
        """Answer after the commit, with the refusal if there was one."""
        if self.problem is not None:
            self.fail(self.problem)
        else:
            super().finish()


class OrderJob(RefusableJob):
    """An office order."""

    def __init__(self, since: float, post: OrderPost) -> None:
        """Make a job of an order."""
        super().__init__(since, 1)
        self.post = post
        self.answer: OrderAnswer | None = None

    def grants(self) -> bool:
        """Say whether it grants a lease, so that what pots have cost must be known."""
        return self.post.order.kind == "till.admit"


class UnaskedJob(Job):
    """Claims that were only noted and are to be closed; the book's own housekeeping."""

    def __init__(self, since: float, records: Sequence[Record]) -> None:
        """Make a job of the claims found."""
        super().__init__(since, len(records))
        self.records, self.closed = records, 0


class ProbeJob(Job):
    """A watcher's question whether the whole path works."""

    def __init__(self, since: float, nonce: bytes) -> None:
        """Make a job of a probe's nonce."""
        super().__init__(since, 1)
        self.nonce = nonce
        self.seq = 0
