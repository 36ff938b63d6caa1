"""The book comes back: what only the stand-in heard is taken in, then the book decides alone."""

import time

import httpx
import pytest
from tests.running_city import until
from tests.standin.acting_book import ActingBook
from tests.standin.running import Pair, outcome, receipt


def test_what_only_the_stand_in_heard_reaches_the_book(pair: Pair) -> None:
    card = pair.sold(5_000)
    pair.end_book()
    claim = pair.other.record(card, 2_000)
    answer = pair.ask("decide", claim)
    pair.other.go_on(claim)
    assert outcome(answer) == "ok"
    pair.ask("records", pair.decision(claim, 4, pair.other))
    pair.city.start()
    head = pair.city.seq()
    entries = pair.door.get("/v1/receipts/" + receipt(answer).claim_hash.hex())
    assert entries.is_success, head
    pair.city.require_good()


def test_stand_in_is_stopped_before_the_book_decides(pair: Pair) -> None:
    card = pair.sold(5_000)
    pair.end_book()
    claim = pair.till.record(card, 2_000)
    pair.till.go_on(claim)
    assert outcome(pair.ask("decide", claim)) == "ok"
    pair.city.start()
    assert pair.standin.health()["state"] == "stopped"
    assert '"reconciled"' in pair.city.log_text()
    last = ActingBook(pair.city, pair.side).kept()[1]
    assert last >= 3  # the note, the outcome, the stop


def test_door_says_reconciling_until_the_stand_in_was_read(pair: Pair) -> None:
    card = pair.sold(5_000)
    pair.end_book()
    pair.standin.kill()
    pair.city.process = pair.city.launch()
    until(lambda: state(pair) == "reconciling", "the book reconciles")
    claim = pair.till.record(card, 1_000)
    assert outcome(pair.till.post(claim)) == "reconciling"
    pair.standin.start()
    until(lambda: state(pair) == "deciding", "the book decides")
    assert outcome(pair.till.post(claim)) == "ok"


@pytest.mark.long
def test_book_opens_with_an_alarm_after_30_seconds(pair: Pair) -> None:
    card = pair.sold(5_000)
    pair.end_book()
    pair.standin.kill()
    started = time.monotonic()
    pair.city.process = pair.city.launch()
    until(lambda: state(pair) == "deciding", "the book opens", 60)
    assert time.monotonic() - started >= 30
    assert pair.city.health()["witness"] == "unreconciled"
    assert '"opened_without_stand_in"' in pair.city.log_text()
    assert outcome(pair.till.post(pair.till.record(card, 1_000))) == "ok"
    pair.standin.start()
    until(lambda: pair.city.health()["witness"] == "keeps", "the witness has all again")


def state(pair: Pair) -> str:
    """Give the door's state; "" while nobody answers."""
    try:
        return str(pair.city.health()["state"])
    except httpx.TransportError:
        return ""
