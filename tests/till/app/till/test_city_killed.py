"""The city's process is killed while people pay: honest at the counter, right in the book."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.running_city import make_city, until
from tests.till.app.till.devices import Device, Office
from tests.till.app.till.faults import gone

pytestmark = pytest.mark.browser


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Office]:
    """A city for one test that kills it."""
    with ThreadPoolExecutor(1) as thread:
        made = thread.submit(make_city, tmp_path).result()
        thread.submit(made.start).result()
        yield Office(made, thread)
        if made.process is not None:
            made.kill()


@pytest.fixture
def till(fresh: Callable[[], Device], own: Office) -> Device:
    point = own.shop("i-Punkt")
    own.seller(point)
    made = fresh()
    made.page.route("**/v1/snapshots/*", gone)  # without balances it can accept nothing alone
    made.enrol(own, point)
    return made


def test_killed_and_back_every_word_of_the_till_is_booked(till: Device, own: Office) -> None:
    card, other = (made.pay_code for made in own.cards(2))
    assert till.sell(card, 5_000)["state"] == "accepted"
    own.kill()
    paid = till.redeem(card, 1_000)
    assert (paid["state"], paid["by"], paid["balance"]) == ("open", None, None)
    status = till.look["status"]
    assert (status["mode"], status["noBook"], status["upTo"]) == ("expired", True, 0)
    assert till.decide(paid["seq"], handed_over=True)["state"] == "recorded"
    not_paid = till.redeem(card, 2_000)
    assert till.decide(not_paid["seq"], handed_over=False)["state"] == "dropped"
    sold = till.sell(other, 2_500)
    assert (sold["state"], len(sold["certificate"])) == ("recorded", 874)
    assert till.do("balance", card) == {"trouble": "line_down"}
    assert till.look["status"]["unsent"] == 3
    own.start()
    until(lambda: till.call("uploadNow")["left"] == 0, "all is handed in")
    till.until_status("mode", "online")
    assert till.do("balance", card)["cents"] == 4_000  # paid by its advice, within the pot
    assert till.do("balance", other)["cents"] == 2_500
    assert till.call("entry", paid["seq"])["state"] == "recorded"
    assert till.call("entry", sold["seq"])["state"] == "accepted"
    assert till.redeem(card, 500)["balance"] == 3_500
    own.require_good()
