"""The book is killed, hangs, and comes back: the stand-in decides, and all is booked once."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.running_city import free_port, until
from tests.till.app.till.devices import Device, Json, Office
from tests.till.app.till.faults import between, gone
from tests.till.app.till.pairs import Standin, load_balances, office_and_standin

pytestmark = pytest.mark.browser
FIRST_MS = 3_000
LATER_MS = 300
TIMES = 5
L = 2_000
DECLARED_L = 5_000
DECIDING = 2
TOMORROW = "(() => { const now = Date.now; Date.now = () => now() + 90_000_000; })()"


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Office, Standin]]:
    """A city and a stand-in for one test that kills them."""
    with office_and_standin(tmp_path) as running:
        yield running


@pytest.fixture
def city(both: tuple[Office, Standin]) -> Office:
    return both[0]


@pytest.fixture
def standin(both: tuple[Office, Standin]) -> Standin:
    return both[1]


@pytest.fixture
def till(fresh: Callable[[], Device], city: Office) -> Device:
    return fresh().enrol_alone(city)


@pytest.fixture
def card(till: Device, city: Office, standin: Standin) -> str:
    """A card with 50 euros, of which the stand-in knows."""
    code: str = city.cards(1)[0].pay_code
    assert till.sell(code, 5_000)["state"] == "accepted"
    until(lambda: till.call("uploadNow")["left"] == 0, "all is receipted")
    until(standin.has_all, "the stand-in has all entries")
    return code


def timed(till: Device, card: str, cents: int = 100) -> Json:
    return till.do("timed", card, cents)


def paid_often(till: Device, card: str) -> tuple[float, list[float], set[str | None]]:
    """Pay six times; gives milliseconds of the first, of the others, and who decided."""
    found = [timed(till, card) for _ in range(TIMES + 1)]
    assert {one["state"] for one in found} == {"accepted"}
    first, *others = [one["ms"] for one in found]
    return first, others, {one["by"] for one in found}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hanging"])
def test_a_dead_book_keeps_nobody_waiting(
    till: Device, card: str, city: Office, standin: Standin, how: signal.Signals
) -> None:
    standin.stop_book(how)
    first, others, by = paid_often(till, card)
    print(f"book {how.name}, stand-in decides: first {first:.0f} ms, then {others}")  # noqa: T201
    assert by == {"standin"}
    assert first <= FIRST_MS
    assert max(others) <= LATER_MS
    status = till.look["status"]
    assert (status["mode"], status["upTo"], status["standin"]) == ("standin", None, True)
    if how == signal.SIGSTOP:
        standin.stop_book(signal.SIGCONT)
    else:
        city.kill()
        city.start()
    till.until_status("mode", "online")
    until(lambda: till.call("uploadNow")["left"] == 0, "all is handed in")
    assert till.do("balance", card)["cents"] == 5_000 - 100 * (TIMES + 1)
    states = {line["state"] for line in till.call("entries", {"from": 0, "to": 2**32})}
    assert states == {"accepted"}
    city.require_good()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hanging"])
def test_both_dead_keep_nobody_waiting(
    till: Device, card: str, city: Office, standin: Standin, how: signal.Signals
) -> None:
    load_balances(till, standin.city_home)
    standin.stop_book(how)
    standin.signal(how)
    first, others, by = paid_often(till, card)
    print(f"both {how.name}, the till decides: first {first:.0f} ms, then {others}")  # noqa: T201
    assert by == {None}
    assert first <= FIRST_MS
    assert max(others) <= LATER_MS
    status = till.look["status"]
    assert (status["mode"], status["upTo"]) == ("isolated", 2_000)
    for again in (standin.stop_book, standin.signal) if how == signal.SIGSTOP else ():
        again(signal.SIGCONT)
    if how == signal.SIGKILL:
        city.kill()
        standin.kill()
        standin.start()
        city.start()
    till.until_status("mode", "online")
    until(lambda: till.call("uploadNow")["left"] == 0, "all is handed in")
    assert till.do("balance", card)["cents"] == 5_000 - 100 * (TIMES + 1)
    city.require_good()


def test_what_the_stand_in_declines_is_declined(till: Device, card: str, standin: Standin) -> None:
    standin.end_book()
    paid = till.redeem(card, 6_000)
    assert (paid["state"], paid["reason"], paid["by"]) == ("declined", "insufficient", "standin")
    assert paid["balance"] == 5_000
    assert till.redeem(card, 5_000)["balance"] == 0


def test_a_sale_is_taken_by_the_stand_in(till: Device, city: Office, standin: Standin) -> None:
    code = city.cards(1)[0].pay_code
    standin.end_book()
    sold = till.sell(code, 2_500)
    assert (sold["state"], sold["by"], len(sold["certificate"])) == ("accepted", "standin", 874)
    assert till.redeem(code, 1_000)["balance"] == 1_500
    city.start()
    till.until_status("mode", "online")
    until(lambda: till.call("uploadNow")["left"] == 0, "all is handed in")
    assert till.do("balance", code)["cents"] == 1_500
    city.require_good()


def test_the_till_brings_the_stand_ins_receipt_to_the_book(
    till: Device, city: Office, standin: Standin
) -> None:
    """The stand-in burns before the book is back: its yes counts by the till's copy of it.

    Without it, 100 euros would be far above what a till may accept alone, and disputed.
    """
    code = city.cards(1)[0].pay_code
    assert till.sell(code, 15_000)["state"] == "accepted"
    until(standin.has_all, "the stand-in has all entries")
    standin.end_book()
    paid = till.redeem(code, 10_000)
    assert (paid["state"], paid["by"]) == ("accepted", "standin")
    with between(till.page, gone, f"{standin.address}/**"):
        standin.burn_and_start_book()
        till.until_status("mode", "online")
        until(lambda: till.call("uploadNow")["left"] == 0, "all is handed in")
    assert till.call("entry", paid["seq"])["state"] == "accepted"
    assert till.do("balance", code)["cents"] == 5_000
    city.require_good()


def test_the_next_address_is_asked_when_the_first_is_dead(till: Device, standin: Standin) -> None:
    dead = f"http://127.0.0.1:{free_port()}"
    found = till.do("askStandin", [dead, standin.address])
    assert len(found["status"]) == 2 * 93
    assert found["addresses"] == [standin.address, dead]
    assert found["ms"] <= LATER_MS + 250


def test_an_outage_that_the_stand_in_signed_raises_the_limit_for_a_day(
    till: Device, card: str, standin: Standin
) -> None:
    """Nothing answers any more: 50 euros a card while its word is fresh, 20 when it is old."""
    load_balances(till, standin.city_home)
    standin.end_book()
    assert till.redeem(card, 100)["by"] == "standin"
    until(lambda: bool(till.do("standinState") == DECIDING), "the till knows that it decides")
    standin.kill()
    till.until_status("mode", "isolated")
    assert till.look["status"]["upTo"] == DECLARED_L
    till.page.add_init_script(TOMORROW)
    till.open()
    till.until_status("upTo", L)
    assert till.redeem(card, L + 1)["problem"] == "alone_card_limit"
    assert till.redeem(card, L)["state"] == "accepted"
