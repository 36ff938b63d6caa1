"""What waits for the writer, and how it is answered."""

import asyncio
from collections.abc import Callable

import pytest
from tests.postgres.made_book import CARDS, TillHand, order_post

from heller.errors import BadProof, BadSignature, InDoubt, Late, OrderRefused
from heller.postgres.posting import Job, OrderJob, PostJob, ProbeJob

ORDER = order_post("merchant.add", 1, {})


def in_a_loop(scene: Callable[[], None]) -> None:
    async def whole() -> None:
        scene()

    asyncio.run(whole())


def test_a_job_is_answered_once() -> None:
    def scene() -> None:
        job = Job(1.5, 3)
        assert (job.since, job.weight, job.ended) == (1.5, 3, False)
        job.finish()
        job.fail(Late())
        job.finish()
        assert job.ended
        assert job.done.exception() is None

    in_a_loop(scene)


def test_a_job_that_failed_stays_so() -> None:
    def scene() -> None:
        job = Job(0.0, 1)
        job.fail(InDoubt())
        job.fail(Late())
        job.finish()
        assert isinstance(job.done.exception(), InDoubt)

    in_a_loop(scene)


def test_refusals_stand_where_their_records_stood() -> None:
    def scene() -> None:
        till = TillHand(1)
        records = [till.redeem(CARDS[0], cents) for cents in range(1, 5)]
        job = PostJob(0.0, records, ask=True)
        job.refused = {1: BadSignature(), 3: BadProof()}
        assert job.weight == 4
        assert job.good() == [records[0], records[2]]
        job.answered([b"first", b"third"])
        assert job.answers == [b"first", job.refused[1], b"third", job.refused[3]]

    in_a_loop(scene)


@pytest.mark.parametrize(
    ("ask", "refused", "asks"),
    [(True, (), True), (True, (0,), True), (True, (1,), False), (False, (), False)],
)
def test_nobody_asks_when_the_last_record_is_refused(
    *, ask: bool, refused: tuple[int, ...], asks: bool
) -> None:
    def scene() -> None:
        till = TillHand(1)
        job = PostJob(0.0, [till.redeem(CARDS[0], 1) for _ in range(2)], ask)
        job.refused = {place: BadSignature() for place in refused}
        assert job.asks() == asks

    in_a_loop(scene)


def test_an_order_that_was_refused_is_answered_after_the_commit() -> None:
    def scene() -> None:
        job = OrderJob(0.0, ORDER)
        job.problem = OrderRefused("no")
        assert not job.ended
        job.finish()
        assert job.done.exception() is job.problem
        good = OrderJob(0.0, ORDER)
        good.finish()
        assert good.done.exception() is None

    in_a_loop(scene)


def test_a_probe_weighs_one() -> None:
    def scene() -> None:
        job = ProbeJob(0.0, b"nonce")
        assert (job.weight, job.nonce, job.seq) == (1, b"nonce", 0)

    in_a_loop(scene)
