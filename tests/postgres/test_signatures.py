"""Signatures are checked before the book is asked."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest
from tests.postgres.made_book import CARDS, SCOPE, MadeBook, TillHand, made

from heller.cards.derived import card_ref
from heller.city.register import Register, Till
from heller.claims.records import Record
from heller.errors import BadProof, BadSignature, NotAsked, Problem, UnknownTill
from heller.postgres import roles, signatures
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.posting import Job, PostJob, ProbeJob
from heller.postgres.signatures import Verifier

Scene = Callable[[Verifier], Awaitable[None]]


@pytest.fixture(scope="module")
def book(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[MadeBook]:
    with made(postgres_server, migrated_template) as filled:
        yield filled


def run(book: MadeBook, scene: Scene) -> None:
    async def whole() -> None:
        verifier = Verifier(book.database.dsn(roles.BOOK), SCOPE)
        await scene(verifier)
        await verifier.close()

    asyncio.run(whole())


def register() -> Register:
    """Give a register with till 1."""
    hand = TillHand(1)
    return Register(tills={1: Till(1, 1, 1, hand.key.public, 3, 1)})


async def checked(verifier: Verifier, records: list[Record], *, ask: bool = True) -> PostJob:
    job = PostJob(0.0, records, ask)
    await (await verifier.begin([job], register())).finish()
    return job


def refusals(job: PostJob) -> list[type[Problem] | None]:
    return [
        type(job.refused[place]) if place in job.refused else None
        for place in range(len(job.records))
    ]


def test_each_record_is_judged_by_itself(book: MadeBook) -> None:
    till, stranger = TillHand(1), TillHand(2)
    claims = [till.redeem(CARDS[n], 1) for n in range(4)]
    claims[1] = claims[1]._replace(signature=bytes(64))
    claims[2] = claims[2]._replace(proof=claims[3].proof)
    decision = till.decide(claims[0])
    void = till.void(CARDS[0], 1, claims[0])

    async def scene(verifier: Verifier) -> None:
        records = [claims[0], *claims[1:3], stranger.redeem(CARDS[0], 1), void, decision]
        job = await checked(verifier, records)
        expected = [None, BadSignature, BadProof, UnknownTill, None, NotAsked]
        assert refusals(job) == expected
        assert refusals(await checked(verifier, records, ask=False))[-1] is None

    run(book, scene)


def test_a_single_record_is_checked_too(book: MadeBook) -> None:
    async def scene(verifier: Verifier) -> None:
        bad = TillHand(1).redeem(CARDS[0], 1)._replace(signature=bytes(64))
        assert refusals(await checked(verifier, [bad])) == [BadSignature]

    run(book, scene)


def test_a_card_that_is_not_known_is_marked(book: MadeBook) -> None:
    async def scene(verifier: Verifier) -> None:
        job = await checked(verifier, [TillHand(1).redeem(b"?" * 16, 1)])
        assert (refusals(job), job.unproven) == ([None], {card_ref(b"?" * 16)})
        job = await checked(verifier, [TillHand(1).redeem(CARDS[0], 1)])
        assert job.unproven == set()

    run(book, scene)


def test_only_posts_are_checked(book: MadeBook) -> None:
    async def scene(verifier: Verifier) -> None:
        jobs: list[Job] = [ProbeJob(0.0, b"")]
        await (await verifier.begin(jobs, register())).finish()
        assert not jobs[0].ended

    run(book, scene)


def test_keys_are_read_once_and_the_number_kept_is_bounded(
    book: MadeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatures, "KEPT_KEYS", 3)

    async def scene(verifier: Verifier) -> None:
        for cid in CARDS[:6]:
            assert refusals(await checked(verifier, [TillHand(1).redeem(cid, 1)])) == [None]
        assert list(verifier._keys) == [card_ref(cid) for cid in CARDS[3:6]]  # noqa: SLF001
        await verifier._connection.close()  # type: ignore[union-attr]  # noqa: SLF001
        known = TillHand(1).redeem(CARDS[5], 1)._replace(proof=bytes(64))
        assert refusals(await checked(verifier, [known])) == [BadProof]  # asked nobody

    run(book, scene)


def test_more_cards_in_one_batch_than_are_kept_are_all_checked(
    book: MadeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatures, "KEPT_KEYS", 3)

    async def scene(verifier: Verifier) -> None:
        till = TillHand(1)
        bad = [till.redeem(cid, 1)._replace(proof=bytes(64)) for cid in CARDS[:6]]
        assert refusals(await checked(verifier, bad)) == [BadProof] * 6

    run(book, scene)
