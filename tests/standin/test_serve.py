"""The process: ends at SIGTERM, remembers after SIGKILL, listens first."""

import signal

from tests.running_city import until
from tests.standin.running import Pair, outcome


def test_ordered_end_is_0(pair: Pair) -> None:
    process = pair.standin.process
    assert process is not None
    pair.standin.signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert '"standin_closed"' in pair.standin.log_text()


def test_what_was_answered_outlives_a_kill(orphan: Pair) -> None:
    card = orphan.card()
    claim = orphan.other.record(card, 3_000)
    orphan.other.go_on(claim)
    answer = orphan.ask("decide", claim)
    assert outcome(answer) == "ok"
    orphan.standin.kill()
    orphan.standin.start()
    second = orphan.till.record(card, 3_000)
    orphan.till.go_on(second)
    assert outcome(orphan.ask("decide", second)) == "listening"
    assert orphan.ask("decide", claim).json() == answer.json()
    until(lambda: orphan.standin.health()["state"] == "deciding", "it has listened")
