"""The handset when the book is dead: a real stand-in decides, and all is booked once afterwards."""

import signal
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest
from tests.running_city import UNNA, until
from tests.standin.running import Pair, running_pair

from heller.book.decline import Reason
from heller.cards.batch import MadeCard
from heller.claims.isolated import Refusal
from heller.claims.records import BY_BOOK, BY_STANDIN, ISOLATED
from heller.handset.result import Result, State
from heller.handset.till import Handset

ALWAYS_S = 3.0
FROM_THE_SECOND_S = 0.3


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A city and its stand-in; each test brings back what it ends."""
    with running_pair(tmp_path_factory.mktemp("pair"), replace(UNNA, delta_seconds=1)) as made:
        yield made


@pytest.fixture
def till(pair: Pair, tmp_path: Path) -> Iterator[Handset]:
    """A till that waits as long as a real one, in a shop of its own."""
    shop = pair.city.shop("Bäckerei Brinkmann")
    with Handset(tmp_path / "till") as made:
        made.enrol(pair.city.invite(shop), pair.city.admit)
        until(pair.has_all, "the stand-in knows the till")
        yield made


@contextmanager
def book_dead(pair: Pair) -> Iterator[None]:
    """Kill the book once the stand-in has all, and bring it back."""
    until(pair.has_all, "the stand-in has all entries")
    pair.city.kill()
    try:
        yield
    finally:
        pair.city.start()


def redeemed(till: Handset, made: MadeCard, cents: int) -> tuple[Result, float]:
    """Redeem; give the result and the seconds that it took."""
    card = till.scan(made.pay_code)
    begin = time.monotonic()
    result = till.redeem(card, cents)
    return result, time.monotonic() - begin


def verdict_of(till: Handset, result: Result) -> int:
    said = till.journal.decision_on(result.claim.seq)
    assert said is not None
    return said.verdict


def bytes_of(till: Handset, result: Result) -> bytes:
    """Give the claim as the journal has it, to be sent again."""
    entry = till.journal.entry(result.claim.seq)
    assert entry is not None
    return entry.record.message


def receipt_of(till: Handset, result: Result) -> str:
    """Give the stand-in's receipt of a claim, in base64."""
    entry = till.journal.entry(result.claim.seq)
    assert entry is not None
    return b64encode(entry.standin or b"").decode()


def balance(till: Handset, made: MadeCard) -> int:
    return till.balance(till.scan(made.pay_code)).cents


def test_the_stand_in_decides_at_once_and_the_book_books_it_once(pair: Pair, till: Handset) -> None:
    made = pair.sold(5_000)
    assert verdict_of(till, redeemed(till, made, 1_000)[0]) == BY_BOOK
    with book_dead(pair):
        first, took = redeemed(till, made, 1_240)
        later = [redeemed(till, made, 100) for _ in range(3)]
        refused, _ = redeemed(till, made, 4_000)
        again = pair.ask("decide", bytes_of(till, first))
    assert again.json()["results"][-1]["outcome"] == "ok"
    assert again.json()["results"][-1]["receipt"] == receipt_of(till, first)

    assert [one.state for one in (first, *(one for one, _ in later))] == [State.ACCEPTED] * 4
    assert verdict_of(till, first) == BY_STANDIN
    assert first.receipt is not None
    assert (first.receipt.balance, first.problem) == (2_760, None)
    assert took <= ALWAYS_S
    assert median(seconds for _, seconds in later) <= FROM_THE_SECOND_S
    assert (refused.state, refused.reason) == (State.DECLINED, Reason.INSUFFICIENT)
    assert till.upload().left == 0
    assert balance(till, made) == 2_460
    pair.city.require_good()


def test_a_hanging_book_costs_the_first_payment_three_seconds_at_most(
    pair: Pair, till: Handset
) -> None:
    made = pair.sold(5_000)
    till.start()
    until(pair.has_all, "the stand-in has all entries")
    assert pair.city.process is not None
    pair.city.process.send_signal(signal.SIGSTOP)
    try:
        first, took = redeemed(till, made, 700)
        later = [redeemed(till, made, 100) for _ in range(3)]
    finally:
        pair.city.process.send_signal(signal.SIGCONT)
    assert [verdict_of(till, one) for one in (first, later[-1][0])] == [BY_STANDIN, BY_STANDIN]
    assert took <= ALWAYS_S
    assert median(seconds for _, seconds in later) <= FROM_THE_SECOND_S
    until(lambda: not till.book_is_silent, "the book is asked again")
    third, _ = redeemed(till, made, 700)
    assert verdict_of(till, third) == BY_BOOK
    assert till.upload().left == 0
    assert balance(till, made) == 5_000 - 700 - 300 - 700


def test_with_both_dead_the_till_goes_on_alone_and_with_the_book_back_all_is_booked(
    pair: Pair, till: Handset
) -> None:
    made = pair.sold(5_000)
    until(lambda: till.refresh_snapshot().newest.ledger_seq >= pair.city.seq(), "the sale is in it")
    with book_dead(pair):
        pair.standin.kill()
        try:
            alone, took = redeemed(till, made, 1_000)
            too_much, _ = redeemed(till, made, 1_100)
        finally:
            pair.standin.start()
    assert (alone.state, verdict_of(till, alone)) == (State.RECORDED, ISOLATED)
    assert took <= ALWAYS_S
    assert too_much.alone is not None
    assert too_much.alone.refusal is Refusal.CARD_LIMIT
    assert till.upload().left == 0
    assert balance(till, made) == 4_000


def test_the_stand_ins_word_declares_the_outage_for_a_day(pair: Pair, till: Handset) -> None:
    made = pair.sold(5_000)
    until(lambda: till.refresh_snapshot().newest.ledger_seq >= pair.city.seq(), "the sale is in it")
    with book_dead(pair):
        redeemed(till, made, 100)
        until(lambda: till.alone.outage.declared, "the till has heard it")
        pair.standin.kill()
        try:
            alone, _ = redeemed(till, made, 3_000)  # above the limit of an ordinary day
        finally:
            pair.standin.start()
    assert (alone.state, verdict_of(till, alone)) == (State.RECORDED, ISOLATED)
    assert till.upload().left == 0
    assert balance(till, made) == 1_900
