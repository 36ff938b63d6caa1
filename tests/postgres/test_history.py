"""Random histories through the real writer: whatever is posted, the book stays whole.

Checked after each: `verify` finds nothing (I1 to I3, I7, I9, I15), no merchant's payable is below
0 (I10), and the same record has had the same receipt each time (I4).
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.postgres.made_book import (
    CARDS,
    FILLED,
    LOADED,
    MadeBook,
    TillHand,
    made,
    receipt,
    signed,
)

from heller.claims.kinds import REDEEM, VOID
from heller.claims.receipts import OK
from heller.claims.records import BY_BOOK, DROPPED, Claim, Record
from heller.errors import Problem
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.writer import Writer

CENTS = st.sampled_from([1, 50, 999, LOADED, 30_000])
STEPS = st.one_of(
    st.tuples(st.just("redeem"), st.integers(0, 3), st.integers(0, 4), CENTS),
    st.tuples(st.just("sale"), st.integers(0, 3), st.integers(0, 4), CENTS),
    st.tuples(st.just("undo"), st.integers(0, 3), st.integers(0, 99), CENTS),
    st.tuples(st.just("decide"), st.integers(0, 3), st.integers(0, 99), st.just(0)),
    st.tuples(st.just("again"), st.integers(0, 3), st.integers(0, 99), st.just(0)),
)
PLAYED = [CARDS[0], CARDS[1], CARDS[2], CARDS[FILLED], b"never registered"]


@pytest.fixture
def book(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[MadeBook]:
    with made(postgres_server, migrated_template) as filled:
        yield filled


@dataclass
class History:
    """What has been sent, and what was answered."""

    book: MadeBook
    sent: list[tuple[TillHand, bytes, Record]] = field(default_factory=list)
    answers: dict[bytes, bytes] = field(default_factory=dict)

    def step(self, kind: str, till: int, choice: int, cents: int) -> list[Record]:
        """Make the records of one post."""
        hand = self.book.tills[till]
        if kind in ("redeem", "sale"):
            cid = PLAYED[choice]
            claim = hand.redeem(cid, cents) if kind == "redeem" else hand.sale(cid, cents)
            return self._keep(hand, cid, claim)
        if not self.sent:
            return []
        other, cid, record = self.sent[choice % len(self.sent)]
        if kind == "again":
            return [record]
        if kind == "decide":
            verdict = DROPPED if record.kind in (REDEEM, VOID) else BY_BOOK
            return [other.decide(record, verdict)] if isinstance(record.body, Claim) else []
        undo = hand.void if choice % 2 else hand.refund
        return self._keep(hand, cid, undo(cid, cents, record))

    def _keep(self, hand: TillHand, cid: bytes, claim: Record) -> list[Record]:
        self.sent.append((hand, cid, claim))
        return [claim]

    async def post(self, writer: Writer, records: list[Record]) -> None:
        """Post; the same record is answered with the same bytes each time."""
        if not records:
            return
        ask = isinstance(records[-1].body, Claim)
        for record, answer in zip(records, await writer.post(records, ask=ask), strict=True):
            if not isinstance(answer, Problem) and ask:
                first = self.answers.setdefault(record.hash, signed(answer))
                assert signed(answer) == first


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(STEPS, min_size=1, max_size=8), min_size=1, max_size=6))
def test_the_book_stays_whole(
    book: MadeBook, rounds: list[list[tuple[str, int, int, int]]]
) -> None:
    """Each round's posts wait together, so that they meet in one batch."""
    history = History(book)

    async def scene() -> None:
        async with book.writer() as writer:
            for steps in rounds:
                posts = [history.step(*step) for step in steps]
                await asyncio.gather(*[history.post(writer, records) for records in posts])
            assert (writer.tally.broken, writer.tally.in_doubt) == (0, 0)

    asyncio.run(scene())
    assert book.findings() == []
    payables = "SELECT array_agg(book.balance((2::bigint << 32) | m)) FROM generate_series(1, 2) m"
    assert min(book.ask(payables)) >= 0


def test_cards_hold_what_their_receipts_say(book: MadeBook) -> None:
    """A model from the claims and the receipts' outcomes alone."""
    till, other = book.tills[:2]
    paid = [till.redeem(cid, 300) for cid in CARDS[:3]]
    claims = [
        *zip(CARDS[:3], paid, strict=True),
        (CARDS[0], till.void(CARDS[0], 100, paid[0])),
        (CARDS[1], till.refund(CARDS[1], 300, paid[1])),
        (CARDS[2], other.sale(CARDS[2], 40)),
        (CARDS[2], other.redeem(CARDS[2], 99_999)),
    ]
    expected = dict.fromkeys(CARDS[:3], LOADED)

    async def scene() -> None:
        async with book.writer() as writer:
            for cid, claim in claims:
                found = receipt((await writer.post([claim], ask=True))[0])
                cents = found.amount if found.outcome == OK else 0
                expected[cid] += -cents if claim.kind == REDEEM else cents
                assert found.balance == expected[cid]

    asyncio.run(scene())
    assert list(expected.values()) == [LOADED - 200, LOADED, LOADED - 260]
    assert {cid: book.balance(cid) for cid in CARDS[:3]} == expected
