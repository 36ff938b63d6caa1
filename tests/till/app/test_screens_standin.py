"""The whole app while the servers die: the stand-in agrees, the till goes on, all comes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect
from tests.running_city import until
from tests.till.app.hosting import AppHost
from tests.till.app.test_screens_city import (
    NBSP,
    PATIENCE_MS,
    Counter,
    at_bakery,
    context,
    host,
)
from tests.till.app.till.devices import Office
from tests.till.app.till.pairs import Standin, make_balances, office_and_standin

pytestmark = pytest.mark.browser
__all__ = ["context", "host"]
GREEN = "rgb(0, 122, 90)"
AMBER = "rgb(255, 197, 51)"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[Office, Standin]]:
    """A city and a stand-in for one test that kills them."""
    with office_and_standin(tmp_path) as running:
        yield running


@pytest.fixture
def counter(context: BrowserContext, host: AppHost, own: tuple[Office, Standin]) -> Counter:
    return at_bakery(context, host, own[0])


def field(counter: Counter) -> str:
    found: str = counter.page.evaluate("getComputedStyle(document.body).backgroundColor")
    return found


def has_chip(counter: Counter, word: str) -> None:
    expect(counter.page.locator(".top .chip")).to_have_text(word, timeout=PATIENCE_MS)


def test_the_book_is_dead_and_the_stand_in_agrees(
    counter: Counter, own: tuple[Office, Standin]
) -> None:
    city, standin = own
    (card,) = city.cards(1)
    counter.sell(card.pay_code)
    has_chip(counter, "Online")
    standin.end_book()
    counter.redeem(card.pay_code)
    counter.shows("Angenommen")
    counter.says("Ware herausgeben. Der Ersatzrechner hat zugestimmt.")
    counter.says(f"37,60{NBSP}€")
    has_chip(counter, "Notbetrieb")
    assert field(counter) == GREEN
    counter.done()


def test_everything_is_dead_and_the_till_goes_on_alone(
    counter: Counter, own: tuple[Office, Standin]
) -> None:
    """Amber, twenty euros a card, a smaller sum offered, nothing lost when all comes back."""
    city, standin = own
    cards = [made.pay_code for made in city.cards(2)]
    for card in cards:
        counter.sell(card)
    until(standin.has_all, "the stand-in has all entries")
    make_balances(standin.city_home)
    counter.page.reload()
    counter.shows("Einlösen")
    counter.touch("Bereit?")
    counter.says("Ja. Diese Kasse kann")
    expect(counter.page.locator(".kv")).to_contain_text("Ersatzrechner erreichbarJa")
    counter.page.keyboard.press("Escape")
    city.kill()
    standin.kill()
    counter.redeem(cards[0])
    counter.shows(f"Angenommen – ohne{NBSP}Netz")
    counter.says(
        "Ware herausgeben. Sie bekommen das Geld. Die Kasse bucht nach, sobald sie Netz hat."
    )
    counter.says(f"Noch ohne Netz137,60{NBSP}€")
    assert field(counter) == AMBER
    has_chip(counter, "Ohne Netz")
    counter.done()
    counter.says(f"Bis 20{NBSP}€ je Karte.")
    counter.redeem(cards[0])
    counter.shows("Nicht eingelöst")
    counter.says(f"Ohne Netz gehen höchstens 20{NBSP}€ je Karte.")
    counter.touch(f"7,60{NBSP}€ einlösen")
    counter.shows(f"Angenommen – ohne{NBSP}Netz")
    counter.page.reload()
    counter.shows(f"Angenommen – ohne{NBSP}Netz")
    counter.done()
    standin.start()
    city.start()
    has_chip(counter, "Online")
    expect(counter.page.locator(".unsent")).to_have_count(0, timeout=PATIENCE_MS)
    counter.touch("Buchungen von heute")
    expect(counter.page.locator(".move")).to_have_count(5)
    expect(counter.page.locator("main")).not_to_contain_text("noch nicht übertragen")
    city.require_good()
    counter.page.keyboard.press("Escape")
    counter.scan(cards[0])
    counter.says(f"30,00{NBSP}€")
