"""The one writer: who may write, what each asker is told, what happens when something breaks."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator

import psycopg
import pytest
from psycopg import errors
from tests.postgres import waiting
from tests.postgres.made_book import (
    CARDS,
    CITY,
    LOADED,
    NOW,
    MadeBook,
    Office,
    TillHand,
    made,
    order_post,
    receipt,
    signed,
)

from heller.book.decline import Reason
from heller.cards.derived import card_ref
from heller.claims.receipts import DECLINED, NOTED, OK
from heller.claims.records import Record, parse_record
from heller.errors import (
    BadProof,
    BadSignature,
    Busy,
    Equivocation,
    InDoubt,
    Late,
    NotAsked,
    OrderRefused,
    Problem,
    RuleBroken,
    UnknownTill,
)
from heller.postgres.booking import LATE_SECONDS, Tally
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.posting import PostJob
from heller.postgres.writer import Limits, Writer

TERMINATE = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE application_name = %s AND datname = %s"""
Scene = Callable[[Writer], Awaitable[None]]


@pytest.fixture
def book(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[MadeBook]:
    with made(postgres_server, migrated_template) as filled:
        yield filled


def run(book: MadeBook, scene: Scene, limits: Limits | None = None) -> None:
    async def whole() -> None:
        async with book.writer(limits) as writer:
            await scene(writer)

    asyncio.run(whole())


async def ask(writer: Writer, *records: Record) -> bytes:
    """Post records, the last one asked for; give its signed answer."""
    return signed((await writer.post(list(records), ask=True))[-1])


async def outcome(writer: Writer, record: Record) -> tuple[int, int]:
    found = receipt(await ask(writer, record))
    return found.outcome, found.reason


async def posted(writer: Writer, record: Record) -> bytes | Problem:
    """Post a claim; give the signed answer, or the problem that answered it."""
    answer = (await writer.post([record], ask=True))[0]
    return answer if isinstance(answer, Problem) else signed(answer)


# ------------------------------------------------------------------------ what is booked


def test_one_claim_is_booked_and_answered(book: MadeBook) -> None:
    async def scene(writer: Writer) -> None:
        claim = book.tills[0].redeem(CARDS[0], 500)
        found = receipt(await ask(writer, claim))
        assert (found.outcome, found.claim_hash) == (OK, claim.claim_hash)
        assert (found.amount, found.balance) == (500, LOADED - 500)
        assert found.ledger_seq == writer.session.head.seq
        assert writer.tally.as_dict() == Tally(batches=1, records=1).as_dict()

    run(book, scene)
    assert book.balance(CARDS[0]) == LOADED - 500
    assert book.findings() == []


def test_many_claims_share_batches(book: MadeBook) -> None:
    tills = [TillHand(no, clock=book.clock) for no in (3, 4)]
    claims = [tills[n % 2].redeem(CARDS[n % 10], 10) for n in range(100)]

    async def scene(writer: Writer) -> None:
        found = await asyncio.gather(*[outcome(writer, claim) for claim in claims])
        assert set(found) == {(OK, 0)}
        assert writer.tally.records == 100
        assert writer.tally.batches < 50

    run(book, scene)
    assert [book.balance(cid) for cid in CARDS[:10]] == [LOADED - 100] * 10
    assert book.findings() == []


def test_a_batch_of_one_each_books_the_same(book: MadeBook) -> None:
    claims = [book.tills[2].redeem(CARDS[0], 10) for _ in range(20)]

    async def scene(writer: Writer) -> None:
        await asyncio.gather(*[ask(writer, claim) for claim in claims])
        assert writer.tally.batches == 20

    run(book, scene, Limits(batch=1))
    assert book.balance(CARDS[0]) == LOADED - 200


def test_a_post_is_answered_record_by_record(book: MadeBook) -> None:
    till = book.tills[0]
    first = till.redeem(CARDS[0], 100)
    drop = till.decide(first)
    bad = till.redeem(CARDS[1], 100)._replace(signature=bytes(64))
    last = till.redeem(CARDS[2], 100)

    async def scene(writer: Writer) -> None:
        answers = await writer.post([first, drop, bad, last], ask=True)
        assert isinstance(answers[2], BadSignature)
        found = [receipt(answers[n]).outcome for n in (0, 1, 3)]
        assert found == [DECLINED, NOTED, OK]

    run(book, scene)
    assert [book.balance(cid) for cid in CARDS[:3]] == [LOADED, LOADED, LOADED - 100]
    assert book.findings() == []


def test_an_order_is_carried_out_once(book: MadeBook) -> None:
    post = order_post("merchant.add", 99, {})

    async def scene(writer: Writer) -> None:
        first = await writer.order(post)
        again = await writer.order(post)
        assert (again.seq, again.changes) == (first.seq, first.changes)
        assert first.paper is not None
        assert again.receipt == first.paper.signed
        with pytest.raises(OrderRefused, match="no merchant 9"):
            await Office(writer, book.clock).order("merchant.block", merchant=9)

    run(book, scene)
    assert book.ask("SELECT count(*) FROM book.register WHERE what = 4") == 3
    assert book.findings() == []


def test_a_probe_goes_the_whole_way(book: MadeBook) -> None:
    async def scene(writer: Writer) -> None:
        assert await writer.probe(b"n1") == writer.session.head.seq
        assert await writer.probe(b"n2") == writer.session.head.seq

    entries = book.entries()
    run(book, scene)
    assert book.ask("SELECT array_agg(nonce) FROM book.probe_mark") == [b"n2"]
    assert book.entries() == entries


# ------------------------------------------------------------------------ what is refused


def test_who_is_not_enrolled_is_unknown(book: MadeBook) -> None:
    async def scene(writer: Writer) -> None:
        stranger = TillHand(77, clock=book.clock)
        assert isinstance(await posted(writer, stranger.redeem(CARDS[0], 1)), UnknownTill)

    run(book, scene)


def test_signature_and_proof_must_be_good(book: MadeBook) -> None:
    till = book.tills[0]
    other_card = till.copy().redeem(CARDS[1], 500)
    claim = till.copy().redeem(CARDS[0], 500)
    forged = parse_record(claim.payload + other_card.proof + claim.signature, CITY)

    async def scene(writer: Writer) -> None:
        unsigned = claim._replace(signature=bytes(64))
        assert isinstance(await posted(writer, unsigned), BadSignature)
        assert isinstance(await posted(writer, forged), BadProof)
        assert await outcome(writer, claim) == (OK, 0)

    run(book, scene)
    assert book.balance(CARDS[0]) == LOADED - 500


def test_a_proof_is_checked_though_the_card_came_after_the_signatures(book: MadeBook) -> None:
    """The card is registered while the claim waits behind its checked signatures."""
    cid = CARDS[0]

    async def scene(writer: Writer) -> None:
        claim = book.tills[0].redeem(cid, 500)._replace(proof=bytes(64))
        job = PostJob(book.clock.monotonic(), [claim], ask=True)
        job.unproven.add(card_ref(cid))  # as the verifier leaves it when it finds no such card
        await writer._checked.put(job)  # noqa: SLF001 - the only way into this gap
        await writer._inbox.put(job)  # noqa: SLF001 - so that the count of open jobs is right
        await job.done
        assert isinstance(job.answers[0], BadProof)

    run(book, scene)
    assert book.balance(cid) == LOADED


def test_what_is_asked_for_is_a_claim(book: MadeBook) -> None:
    till = book.tills[0]
    claim = till.redeem(CARDS[0], 500)
    decision = till.decide(claim)

    async def scene(writer: Writer) -> None:
        answers = await writer.post([claim, decision], ask=True)
        assert receipt(answers[0]).outcome == NOTED
        assert isinstance(answers[1], NotAsked)

    run(book, scene)
    assert book.findings() == []


# ---------------------------------------------------------------------- one writer at a time


def test_a_second_writer_is_refused(book: MadeBook) -> None:
    async def scene(_writer: Writer) -> None:
        second = book.new_writer()
        with pytest.raises(errors.LockNotAvailable, match="another writer holds the book"):
            await second.start()

    run(book, scene)
    run(book, nothing)  # the lock went with the first one


async def nothing(_writer: Writer) -> None:
    """Only open and close."""


def test_old_epoch_commits_nothing(book: MadeBook) -> None:
    """I13: a writer whose epoch has passed is in doubt about all it takes, and writes nothing."""
    claim = book.tills[0].redeem(CARDS[0], 500)
    entries = book.entries()

    async def scene(writer: Writer) -> None:
        with book.superuser() as admin:
            admin.execute("UPDATE book.epoch SET n = n + 1")
        with pytest.raises(InDoubt):
            await ask(writer, claim)
        assert book.entries() == entries
        assert (writer.tally.in_doubt, writer.tally.broken) == (1, 0)
        assert await outcome(writer, claim) == (OK, 0)  # under the epoch that it took anew

    run(book, scene)
    assert book.entries() == entries + 1
    assert book.findings() == []


def test_a_writer_that_cannot_open_the_book_again_lets_nobody_wait(book: MadeBook) -> None:
    """Another writer took the book: this one ends, and everyone it had taken hears of it."""
    claims = [book.tills[0].redeem(CARDS[0], 1) for _ in range(16)]

    async def scene(writer: Writer) -> None:
        with book.superuser() as admin:
            admin.execute("UPDATE book.epoch SET n = n + 1")
            terminate_writer(book)
            waiting.until(lambda: not held(admin), "the lock is free")
            admin.execute("SELECT pg_advisory_lock(20221220)")
            asked = [writer.post([claim], ask=True) for claim in claims]
            found = await asyncio.gather(*asked, return_exceptions=True)
            assert {type(one) for one in found} == {InDoubt}
            waiter = asyncio.create_task(ask(writer, claims[-1]))
            await asyncio.to_thread(waiting.until, writer.failed.is_set, "the writer gave up")
            async with asyncio.timeout(5):
                with pytest.raises(InDoubt):
                    await waiter
            with pytest.raises(Busy):
                await ask(writer, claims[0])

    run(book, scene)
    assert book.findings() == []


def held(admin: psycopg.Connection) -> bool:
    """Say whether someone else holds the writer's lock."""
    row = admin.execute("SELECT pg_try_advisory_lock(20221220)").fetchone()
    if row == (True,):
        admin.execute("SELECT pg_advisory_unlock(20221220)")
    return row == (False,)


# --------------------------------------------------------------------- lessons: races for money


def test_check_before_transaction(book: MadeBook) -> None:
    """Two tills race for a card with money for one, a thousand times: one ok each time.

    Five cards at once, two hundred races on each.
    """
    chance = random.Random(20221220)
    one, other = book.tills[2], book.tills[3]

    async def race(writer: Writer, cid: bytes) -> None:
        await ask(writer, book.tills[1].sale(cid, 4))
        pair = [one.redeem(cid, 4), other.redeem(cid, 4)]
        chance.shuffle(pair)
        found = await asyncio.gather(*[outcome(writer, claim) for claim in pair])
        assert sorted(found) == [(OK, 0), (DECLINED, Reason.INSUFFICIENT)]

    async def races(writer: Writer, cid: bytes) -> None:
        await ask(writer, book.tills[0].redeem(cid, LOADED))
        for _ in range(200):
            await race(writer, cid)

    async def scene(writer: Writer) -> None:
        await asyncio.gather(*[races(writer, cid) for cid in CARDS[:5]])

    run(book, scene)
    assert [book.balance(cid) for cid in CARDS[:5]] == [0] * 5
    assert book.findings() == []


def test_lost_update(book: MadeBook) -> None:
    """Forty payments at once from one card: their sum is what is missing on it, to the cent."""
    hands = [TillHand(no, clock=book.clock) for no in (3, 4)]
    claims = [hands[n % 2].redeem(CARDS[0], 1 + n) for n in range(40)]

    async def scene(writer: Writer) -> None:
        found = await asyncio.gather(*[outcome(writer, claim) for claim in claims])
        assert set(found) == {(OK, 0)}

    run(book, scene)
    paid = sum(range(1, 41))
    assert book.balance(CARDS[0]) == LOADED - paid
    assert book.ask("SELECT book.balance((2::bigint << 32) | 2)") == paid


def test_unlocked_phantom(book: MadeBook) -> None:
    """A card that never had money, so that nothing of it could be locked: one of two gets it."""
    one, other, seller = book.tills[2], book.tills[3], book.tills[0]
    claims = [one.redeem(CARDS[-1], 500), other.redeem(CARDS[-1], 500)]

    async def scene(writer: Writer) -> None:
        asked = [ask(writer, seller.sale(CARDS[-1], 500)), *[ask(writer, one) for one in claims]]
        found = [receipt(answer).outcome for answer in await asyncio.gather(*asked)]
        assert found == [OK, OK, DECLINED]

    run(book, scene)
    assert book.balance(CARDS[-1]) == 0
    assert book.findings() == []


def test_double_tap(book: MadeBook) -> None:
    """The same claim twenty times at once, and once later: one entry, the same bytes each time."""
    claim = book.tills[0].redeem(CARDS[0], 500)
    entries = book.entries()

    async def scene(writer: Writer) -> None:
        answers = await asyncio.gather(*[ask(writer, claim) for _ in range(20)])
        assert set(answers) == {await ask(writer, claim)}

    run(book, scene)
    assert book.entries() == entries + 1
    assert book.balance(CARDS[0]) == LOADED - 500


def test_two_refunds_of_one_payment_at_once_give_back_once(book: MadeBook) -> None:
    """I9, and double_tap as Fedow had it: not one request twice, but two requests."""
    till = book.tills[0]
    paid = till.redeem(CARDS[0], 500)

    async def scene(writer: Writer) -> None:
        await ask(writer, paid)
        backs = [till.refund(CARDS[0], 500, paid) for _ in range(2)]
        found = await asyncio.gather(*[outcome(writer, back) for back in backs])
        assert found == [(OK, 0), (DECLINED, Reason.ABOVE_TARGET)]

    run(book, scene)
    assert book.balance(CARDS[0]) == LOADED
    assert book.findings() == []


def test_decline_revived(book: MadeBook) -> None:
    """A declined claim stays declined, though the card has the money later."""
    till = book.tills[0]
    claim = till.redeem(CARDS[0], LOADED + 1)

    async def scene(writer: Writer) -> None:
        first = await ask(writer, claim)
        await ask(writer, till.sale(CARDS[0], 500))
        assert await ask(writer, claim) == first
        assert receipt(first).reason == Reason.INSUFFICIENT

    run(book, scene)
    assert book.balance(CARDS[0]) == LOADED + 500


def test_a_claim_noted_first_and_asked_for_later_is_verified(book: MadeBook) -> None:
    """The table's time of a claim is its entry's, however early its bytes came."""
    claim = book.tills[0].redeem(CARDS[0], 500)

    async def scene(writer: Writer) -> None:
        assert receipt((await writer.post([claim], ask=False))[0]).outcome == NOTED
        book.clock.wall += 60
        assert await outcome(writer, claim) == (OK, 0)

    run(book, scene)
    assert book.findings() == []


def test_a_clock_set_back_over_midnight_begins_no_day(book: MadeBook) -> None:
    async def scene(writer: Writer) -> None:
        for days in (-1, 1, 2, -2, 1):
            book.clock.wall += days * 86_400
            await ask(writer, book.tills[0].redeem(CARDS[0], 5))

    run(book, scene)
    assert book.ask("SELECT array_agg(day ORDER BY day) FROM book.day") == [20251201, 20251203]
    assert book.findings() == []


# -------------------------------------------------------------------------------- cloned till


def test_cloned_till(book: MadeBook) -> None:
    """Two devices with one key: the second record of a number is refused, kept, and told."""
    till = book.tills[0]
    clone = till.copy()
    first, second = till.redeem(CARDS[0], 500), clone.redeem(CARDS[0], 600)

    async def scene(writer: Writer) -> None:
        assert await outcome(writer, first) == (OK, 0)
        assert isinstance(await posted(writer, second), Equivocation)
        assert isinstance(await posted(writer, second), Equivocation)
        void = till.void(CARDS[0], 1, first)
        assert await outcome(writer, void) == (DECLINED, Reason.TILL_FROZEN)

    run(book, scene)
    assert book.ask("SELECT array_agg(message) FROM book.equivocation") == [second.message]
    assert book.balance(CARDS[0]) == LOADED - 500
    assert book.findings() == []


def test_two_versions_in_one_batch_are_told_apart(book: MadeBook) -> None:
    till = book.tills[0]
    claims = [till.copy().redeem(CARDS[0], 500), till.copy().redeem(CARDS[0], 600)]

    async def scene(writer: Writer) -> None:
        found = await asyncio.gather(*[posted(writer, claim) for claim in claims])
        assert isinstance(found[0], bytes)
        assert isinstance(found[1], Equivocation)

    run(book, scene)
    assert book.balance(CARDS[0]) == LOADED - 500
    assert book.findings() == []


# ---------------------------------------------------------------------------- bounds on waiting


def test_a_full_queue_says_busy(book: MadeBook) -> None:
    claims = [book.tills[0].redeem(CARDS[0], 1) for _ in range(30)]

    async def scene(writer: Writer) -> None:
        asked = [writer.post([claim], ask=True) for claim in claims]
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(one) for one in found] == [list] * 4 + [Busy] * 26
        assert await outcome(writer, claims[4]) == (OK, 0)  # Busy decided nothing

    run(book, scene, Limits(queue=4))
    assert book.balance(CARDS[0]) == LOADED - 5


def test_a_claim_that_waited_too_long_is_never_decided(book: MadeBook) -> None:
    claim = book.tills[0].redeem(CARDS[0], 500)
    entries = book.entries()

    async def scene(writer: Writer) -> None:
        waiter = asyncio.create_task(ask(writer, claim))
        await asyncio.sleep(0)  # the task has put its claim into the queue
        assert writer.waiting == 1
        book.clock.steady += LATE_SECONDS + 0.1
        with pytest.raises(Late):
            await waiter
        assert writer.tally.late == 1
        assert book.entries() == entries
        assert await outcome(writer, claim) == (OK, 0)  # the same again, in time

    run(book, scene)
    assert book.entries() == entries + 1


def test_a_claim_that_waited_as_long_as_it_may_is_decided(book: MadeBook) -> None:
    claim = book.tills[0].redeem(CARDS[0], 500)

    async def scene(writer: Writer) -> None:
        waiter = asyncio.create_task(ask(writer, claim))
        await asyncio.sleep(0)
        book.clock.steady += LATE_SECONDS
        assert receipt(await waiter).outcome == OK

    run(book, scene)


def test_stop_finishes_what_was_taken_and_takes_no_more(book: MadeBook) -> None:
    claims = [book.tills[0].redeem(CARDS[0], 1) for _ in range(20)]

    async def scene() -> None:
        writer = book.new_writer()
        await writer.start()
        waiters = [asyncio.create_task(ask(writer, claim)) for claim in claims]
        await asyncio.sleep(0)
        await writer.stop()
        assert {receipt(await waiter).outcome for waiter in waiters} == {OK}
        with pytest.raises(Busy):
            await ask(writer, claims[0])

    asyncio.run(scene())
    assert book.balance(CARDS[0]) == LOADED - 20


def test_an_asker_who_goes_away_disturbs_nobody(book: MadeBook) -> None:
    till = book.tills[0]
    gone, stays = till.copy().redeem(CARDS[0], 1), book.tills[1].redeem(CARDS[1], 1)

    async def scene(writer: Writer) -> None:
        leaving = asyncio.create_task(ask(writer, gone))
        staying = asyncio.create_task(ask(writer, stays))
        await asyncio.sleep(0)
        leaving.cancel()
        assert receipt(await staying).outcome == OK
        assert await outcome(writer, gone) == (OK, 0)  # sent again, it counts once

    run(book, scene)
    assert book.balance(CARDS[0]) == LOADED - 1


# -------------------------------------------------------------------------------- broken things


def test_a_broken_rule_fails_only_its_own_post(book: MadeBook) -> None:
    """The register lacks the point of a till: no sale there can be decided, all else can."""
    with book.superuser() as admin:
        admin.execute("DELETE FROM book.register WHERE what = 5 AND key = '2'")
    claims = [book.tills[n % 2].redeem(CARDS[0], 1) for n in range(9)]
    poison = book.tills[2].sale(CARDS[0], 1)

    async def scene(writer: Writer) -> None:
        posts = [*claims[:4], poison, *claims[4:]]
        asked = [writer.post([claim], ask=True) for claim in posts]
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(one) for one in found] == [list] * 4 + [RuleBroken] + [list] * 5
        assert (writer.tally.broken, writer.tally.in_doubt) == (1, 0)
        assert not writer.failed.is_set()

    run(book, scene)
    assert book.balance(CARDS[0]) == LOADED - 9


def test_a_record_that_breaks_the_check_fails_only_its_own_post(book: MadeBook) -> None:
    claims = [book.tills[n % 2].redeem(CARDS[0], 1) for n in range(9)]
    poison = book.tills[2].redeem(CARDS[0], 1)._replace(body=None)  # type: ignore[arg-type]

    async def scene(writer: Writer) -> None:
        posts = [*claims[:4], poison, *claims[4:]]
        asked = [writer.post([claim], ask=True) for claim in posts]
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(one) for one in found] == [list] * 4 + [RuleBroken] + [list] * 5
        assert writer.tally.broken == 1

    run(book, scene)
    assert book.balance(CARDS[0]) == LOADED - 9


RULE_OF_A_TABLE = "ALTER TABLE book.posting ADD CHECK (cents <> 500) NOT VALID"
RULE_OF_APPEND = """
    CREATE FUNCTION book.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE TRIGGER kept BEFORE UPDATE ON book.lot FOR EACH ROW WHEN (old.card = 1)
        EXECUTE FUNCTION book.keep()"""


@pytest.mark.parametrize("damage", [RULE_OF_A_TABLE, RULE_OF_APPEND])
def test_what_the_database_refuses_fails_only_its_own_post(book: MadeBook, damage: str) -> None:
    """A posting that its table does not take, a lot that does not change: the others are booked."""
    good, bad = book.tills[2].redeem(CARDS[1], 1), book.tills[3].redeem(CARDS[0], 500)

    async def scene(writer: Writer) -> None:
        with book.superuser() as admin:
            admin.execute(damage.encode())
        asked = [writer.post([claim], ask=True) for claim in (good, bad)]
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(one) for one in found] == [list, RuleBroken]
        assert (writer.tally.broken, writer.tally.in_doubt) == (1, 0)

    run(book, scene)
    assert [book.balance(cid) for cid in CARDS[:2]] == [LOADED, LOADED - 1]
    assert book.findings() == []


def test_key_apart_from_effect(book: MadeBook) -> None:
    """The writer's connection is killed under a batch: in doubt; sent again, it counts once."""
    chance = random.Random(7)
    claims = [book.tills[n % 4].redeem(CARDS[n % 10], 5) for n in range(120)]

    async def scene(writer: Writer) -> None:
        doubtful, done = 0, 0
        for start in range(0, len(claims), 30):
            part = claims[start : start + 30]
            chance.shuffle(part)
            asked = asyncio.gather(
                *[writer.post([claim], ask=True) for claim in sorted(part, key=seq_of)],
                return_exceptions=True,
            )
            await asyncio.to_thread(terminate_writer, book)
            found = await asked
            doubtful += sum(isinstance(one, InDoubt) for one in found)
            done += sum(isinstance(one, list) for one in found)
        assert doubtful + done == 120
        assert doubtful > 0
        for claim in claims:
            assert await sent_until_answered(writer, claim) == (OK, 0)

    run(book, scene)
    assert [book.balance(cid) for cid in CARDS[:10]] == [LOADED - 60] * 10
    assert book.findings() == []


def seq_of(record: Record) -> int:
    return record.body.seq


async def sent_until_answered(writer: Writer, claim: Record) -> tuple[int, int]:
    for _ in range(3):
        try:
            return await outcome(writer, claim)
        except InDoubt:
            continue
    return await outcome(writer, claim)


def terminate_writer(book: MadeBook, application: str = "heller writer") -> None:
    with book.superuser() as admin:
        admin.execute(TERMINATE, [application, book.database.name])


def test_acked_in_memory(book: MadeBook) -> None:
    """What was answered is in another session's eyes at once: the answer came after the commit."""
    till = book.tills[0]

    async def scene(writer: Writer) -> None:
        with psycopg.connect(book.database.dsn()) as other:
            other.autocommit = True
            for _ in range(50):
                claim = till.redeem(CARDS[0], 1)
                stored = await ask(writer, claim)
                query = "SELECT receipt FROM book.record WHERE hash = %s"
                row = other.execute(query, [claim.hash]).fetchone()
                assert row == (stored,)

    run(book, scene)


def test_the_card_keys_connection_may_die(book: MadeBook) -> None:
    async def scene(writer: Writer) -> None:
        assert await outcome(writer, book.tills[0].redeem(CARDS[0], 1)) == (OK, 0)
        terminate_writer(book, "heller card keys")
        assert await outcome(writer, book.tills[0].redeem(CARDS[1], 1)) == (OK, 0)

    run(book, scene)


def test_where_card_keys_cannot_be_read_nothing_is_decided(book: MadeBook) -> None:
    claim = book.tills[0].redeem(CARDS[0], 1)

    async def scene(writer: Writer) -> None:
        with book.superuser() as admin:
            admin.execute("ALTER FUNCTION book.read_card_keys RENAME TO gone")
            with pytest.raises(Busy):
                await ask(writer, claim)
            admin.execute("ALTER FUNCTION book.gone RENAME TO read_card_keys")
        assert await outcome(writer, claim) == (OK, 0)

    run(book, scene)


def test_a_writer_not_opened_yet_is_in_doubt(book: MadeBook) -> None:
    async def scene() -> None:
        with pytest.raises(InDoubt, match="being opened"):
            _ = book.new_writer().session

    asyncio.run(scene())


def test_receipts_say_what_the_clock_says(book: MadeBook) -> None:
    book.clock.wall += 3
    claim = book.tills[0].redeem(CARDS[0], 1)

    async def scene(writer: Writer) -> None:
        assert receipt(await ask(writer, claim)).time == NOW + 3

    run(book, scene)


def test_a_batch_takes_its_share_so_that_the_stages_overlap(book: MadeBook) -> None:
    """64 tills at once: four batches of a quarter, not one of all; few records are one batch."""

    async def scene(writer: Writer) -> None:
        for count, batches in [(64, 4), (12, 5)]:
            claims = [book.tills[n % 4].redeem(CARDS[n % 5], 1) for n in range(count)]
            await asyncio.gather(*[ask(writer, claim) for claim in claims])
            assert writer.tally.batches == batches

    run(book, scene)
