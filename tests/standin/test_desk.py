"""One path through all of it: sold at the book, book dead, redeemed at the stand-in, book back."""

from tests.running_city import until
from tests.standin.running import Pair, outcome, receipt


def test_card_sold_at_the_book_is_redeemed_while_the_book_is_dead(pair: Pair) -> None:
    card = pair.sold(5_000)
    pair.end_book()
    claim = pair.till.record(card, 3_000)
    answer = pair.ask("decide", claim)
    found = receipt(answer)
    assert (outcome(answer), found.by, found.balance) == ("ok", 2, 2_000)
    pair.till.go_on(claim)
    decision = pair.decision(claim, 2)
    assert outcome(pair.ask("records", decision)) == "noted"
    pair.city.start()
    until(lambda: pair.door.get("/v1/health").json()["state"] == "deciding", "the book decides")
    again = pair.till.post(claim, ask=True)
    assert again.is_success, again.text
    pair.city.require_good()
