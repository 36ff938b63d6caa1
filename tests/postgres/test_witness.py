"""The writer with a witness: answers carry its flush, and nothing waits for a dead one."""

import signal
import time
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor

from tests.running_city import until
from tests.standin.running import Pair, outcome

from heller.claims.between import Flush


def metric(pair: Pair, name: str) -> int:
    lines = pair.door.get("/metrics").text.splitlines()
    (line,) = (line for line in lines if line.startswith(f"heller_{name} "))
    return int(float(line.split()[1]))


def witness(pair: Pair) -> str:
    return str(pair.city.health()["witness"])


def sell(pair: Pair, cents: int = 1_000) -> tuple[float, Flush | None]:
    """Sell a fresh card; give how long the answer took (seconds), and its flush."""
    (card,) = pair.city.cards(1)
    claim = pair.till.record(card, cents, kind=0x11)
    started = time.monotonic()
    answer = pair.till.post(claim)
    took = time.monotonic() - started
    assert outcome(answer) == "ok"
    pair.till.go_on(claim)
    pair.till.post(pair.decision(claim, 1), ask=False)
    flush = answer.json()["witness"]
    return took, Flush.parse(b64decode(flush)[:-64], pair.city.scope.city) if flush else None


def test_answer_carries_the_flush_of_its_entry(pair: Pair) -> None:
    until(lambda: witness(pair) == "keeps", "the witness keeps up")
    _, flush = sell(pair)
    assert flush is not None
    assert flush.size >= pair.city.seq() - 1
    head = pair.door.get("/v1/tree/head").json()
    until(pair.has_all, "the stand-in has all")
    assert (head["size"], b64decode(head["root"])) == (flush.size, flush.root)


def test_stopped_stand_in_costs_a_second_once(pair: Pair) -> None:
    until(lambda: witness(pair) == "keeps", "the witness keeps up")
    cards = pair.city.cards(12)
    pair.standin.signal(signal.SIGSTOP)
    times = []
    for card in cards:
        claim = pair.till.record(card, 1_000, kind=0x11)
        started = time.monotonic()
        answer = pair.till.post(claim)
        times.append(time.monotonic() - started)
        assert (outcome(answer), answer.json()["witness"]) == ("ok", None)
        pair.till.go_on(claim)
    assert sum(one for one in times if one > 0.15) <= 1.0, times
    assert max(times[4:]) < 0.15, times
    assert (witness(pair), metric(pair, "witness_missed")) == ("silent", 3)
    pair.standin.signal(signal.SIGCONT)
    until(lambda: witness(pair) == "keeps", "the witness has all again")
    until(pair.has_all, "the stand-in has all entries")
    assert sell(pair)[1] is not None


def test_killed_stand_in_has_lost_no_flush(pair: Pair) -> None:
    until(lambda: witness(pair) == "keeps", "the witness keeps up")
    newest = 0
    for _ in range(3):
        _, flush = sell(pair)
        newest = max(newest, flush.size if flush else 0)
        pair.standin.kill()
        pair.standin.start()
        assert pair.standin.health()["seq"] >= newest > 0
        until(lambda: witness(pair) == "keeps", "the witness keeps up again")


def test_ordered_end_answers_what_is_committed(pair: Pair) -> None:
    until(lambda: witness(pair) == "keeps", "the witness keeps up")
    (card,) = pair.city.cards(1)
    claim = pair.till.record(card, 1_000, kind=0x11)
    pair.standin.signal(signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(pair.till.post, claim)
        until(lambda: pair.city.seq() > 0, "the door still answers")
        assert pair.city.stop() == 0
        assert outcome(answer.result(20)) in ("ok", "busy")
