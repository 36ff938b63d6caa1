"""Notice, decide and records while the book lives, hangs or cannot be reached."""

import json
import signal
import socket
import time

import pytest
from tests.running_city import until
from tests.standin.acting_book import ActingBook
from tests.standin.running import Pair, outcome, receipt

from heller.standin.tills import MAX_RECORDS


def test_living_book_decides_what_the_stand_in_is_asked(both: Pair) -> None:
    card = both.sold(5_000)
    until(lambda: both.standin.health()["book"] == "heard", "the book is heard")
    claim = both.till.record(card, 2_000)
    both.till.go_on(claim)
    answer = both.ask("decide", claim)
    assert (outcome(answer), receipt(answer).by, receipt(answer).balance) == ("ok", 1, 3_000)
    assert both.till.post(claim).json()["results"] == answer.json()["results"]
    both.till.post(both.decision(claim, 1), ask=False)


def test_copy_gives_the_books_own_receipt(both: Pair) -> None:
    card = both.sold(5_000)
    claim = both.till.record(card, 2_000)
    both.till.go_on(claim)
    booked = both.till.post(claim).json()["results"]
    until(both.has_all, "the stand-in has the entry")
    assert [both.ask(way, claim).json()["results"] for way in ("notice", "decide")] == [booked] * 2
    both.till.post(both.decision(claim, 1), ask=False)


def test_books_refusal_is_passed_on(both: Pair) -> None:
    claim = both.till.claim(both.sold(1_000), 100, prev=bytes(16))
    (card,) = both.city.cards(1)
    until(both.has_all, "the stand-in knows the cards")
    answer = both.ask("decide", both.till.seal(claim, card))
    assert outcome(answer) in ("bad_proof", "chain_mismatch")


def test_hanging_book_that_has_stopped_it_is_given_its_two_seconds(pair: Pair) -> None:
    card = pair.sold(5_000)
    until(pair.has_all, "the stand-in has all")
    claim = pair.till.record(card, 2_000)
    assert pair.city.process is not None
    pair.city.process.send_signal(signal.SIGSTOP)
    assert outcome(pair.ask("decide", claim)) == "book_decides"
    until(lambda: pair.standin.health()["book"] == "silent", "the book is missed")
    answer = pair.ask("decide", claim)
    pair.city.process.send_signal(signal.SIGCONT)
    assert (outcome(answer), receipt(answer).by) == ("ok", 2)


def test_restarted_beside_a_living_book_it_leaves_deciding_to_the_book(pair: Pair) -> None:
    card = pair.sold(5_000)
    until(pair.has_all, "the stand-in has all")
    pair.standin.kill()
    pair.standin.start()
    until(lambda: pair.standin.health()["book"] == "heard", "the book is heard")
    until(lambda: pair.standin.health()["state"] != "listening", "it has listened")
    assert pair.standin.health()["state"] == "stopped"
    claim = pair.till.record(card, 2_000)
    answer = pair.ask("decide", claim)
    assert (outcome(answer), receipt(answer).by, receipt(answer).balance) == ("ok", 1, 3_000)


def test_book_that_is_heard_and_does_not_answer_is_waited_for_half_a_second(orphan: Pair) -> None:
    settings = orphan.city.home.settings()
    claim = orphan.till.record(orphan.card(), 2_000)
    orphan.till.go_on(claim)
    book = ActingBook(orphan.city, orphan.side, int(orphan.standin.health()["epoch"]) + 1)
    with socket.create_server((settings.host, settings.port)):
        assert book.push().is_success
        started = time.monotonic()
        answer = orphan.ask("decide", claim)
        took = time.monotonic() - started
    assert (outcome(answer), receipt(answer).by) == ("ok", 2)
    assert 0.45 < took < 2


def test_no_record_too_many_and_no_claim(both: Pair) -> None:
    decide = "/v1/decide"
    for body, code in (
        ({}, "malformed"),
        ({"records": []}, "malformed"),
        ({"records": ["AA=="]}, "malformed"),
        ({"records": ["AA=="] * (MAX_RECORDS + 1)}, "too_large"),
        ({"records": [1]}, "malformed"),
    ):
        assert both.side.post(decide, content=json.dumps(body)).json()["code"] == code
    claim = both.till.record(both.sold(1_000), 100)
    both.till.go_on(claim)
    assert outcome(both.ask("decide", both.decision(claim, 4))) == "not_a_claim"


@pytest.mark.parametrize("path", ["/v1/decide", "/v1/notice", "/v1/records"])
def test_browser_may_ask_from_the_till_apps_origin(both: Pair, path: str) -> None:
    answer = both.side.post(path, content="{}", headers={"origin": "https://till.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
