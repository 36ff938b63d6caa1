"""A book that lost entries takes them back from its stand-in, byte for byte."""

import subprocess

from tests.running_city import until
from tests.standin.running import Pair, outcome, receipt

from heller.cards.batch import MadeCard
from heller.claims.kinds import SALE


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
    pair.till.post(pair.decision(claim, 1), ask=False)
    pair.sold(700)
    handed_over_all_the_same(pair, card, 4_000)
    until(pair.has_all, "the stand-in has all")
    seq = pair.city.seq()
    assert pair.city.stop() == 0
    subprocess.run(["rm", "-r", postgres], check=True)
    subprocess.run(["cp", "-a", older, postgres], check=True)
    pair.city.start()
    assert pair.city.seq() == seq
    assert pair.till.post(claim).json()["results"] == booked.json()["results"]
    sale = pair.till.record(card, 2_000, kind=SALE)
    assert receipt(pair.till.post(sale)).balance == 2_000
    pair.city.require_good()


def handed_over_all_the_same(pair: Pair, card: MadeCard, cents: int) -> None:
    """Have a declined claim advised: the card gives what it has, the rest is shortfall."""
    claim = pair.other.record(card, cents)
    assert outcome(pair.other.post(claim)) == "declined"
    pair.other.go_on(claim)
    before = pair.city.seq()
    assert pair.other.post(pair.decision(claim, 3, pair.other), ask=False).is_success
    assert pair.city.seq() == before + 1
