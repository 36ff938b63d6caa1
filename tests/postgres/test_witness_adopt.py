"""A book that lost entries takes them back from its stand-in, byte for byte."""

import subprocess

from tests.running_city import until
from tests.standin.running import Pair, outcome, receipt


def test_book_restored_older_takes_the_stand_ins_entries_first(pair: Pair) -> None:
    card = pair.sold(5_000)
    postgres = pair.city.home.postgres
    older = pair.city.home.folder.parent / "older"
    until(pair.has_all, "the stand-in has all")
    assert pair.city.stop() == 0
    subprocess.run(["cp", "-a", postgres, older], check=True)
    pair.city.start()
    claim = pair.till.record(card, 2_000)
    booked = pair.till.post(claim)
    pair.till.go_on(claim)
    pair.sold(700)
    until(pair.has_all, "the stand-in has all")
    seq = pair.city.seq()
    assert pair.city.stop() == 0
    subprocess.run(["rm", "-r", postgres], check=True)
    subprocess.run(["cp", "-a", older, postgres], check=True)
    pair.city.start()
    assert pair.city.seq() == seq
    assert pair.till.post(claim).json()["results"] == booked.json()["results"]
    left = pair.other.record(card, 3_000)
    assert (outcome(pair.other.post(left)), receipt(pair.other.post(left)).balance) == ("ok", 0)
    pair.city.require_good()
