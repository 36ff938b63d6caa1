"""How a till stands: what is to go, and what it did last."""

from tests.handset.city import City

from heller.handset.result import State
from heller.handset.standing import last_result, results
from heller.handset.till import Handset


def test_results_are_listed_newest_first(handset: Handset, city: City) -> None:
    card = handset.scan(city.loaded(500).pay_code)
    handset.redeem(card, 100)
    handset.redeem(card, 900)
    standing = handset.standing()
    assert [result.state for result in standing.results] == [State.DECLINED, State.ACCEPTED]
    assert standing.results == results(handset.journal, 2)
    assert (len(handset.standing(1).results), standing.unreceipted) == (1, 1)


def test_the_last_result_is_new_until_it_was_seen(handset: Handset, city: City) -> None:
    assert last_result(handset.journal) is None
    paid = handset.redeem(handset.scan(city.loaded(500).pay_code), 100)
    assert last_result(handset.journal) == paid
    handset.seen(paid)
    assert last_result(handset.journal) is None
