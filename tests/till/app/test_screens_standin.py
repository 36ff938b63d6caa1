"""The whole app while the servers die: the stand-in agrees, the till goes on, all comes back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect
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
from tests.till.app.till.pairs import Standin, office_and_standin

pytestmark = pytest.mark.browser
__all__ = ["context", "host"]
GREEN = "rgb(0, 122, 90)"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Standin]]:
    with office_and_standin(tmp_path_factory.mktemp("pair")) as running:
        yield running


@pytest.fixture
def counter(context: BrowserContext, host: AppHost, both: tuple[Office, Standin]) -> Counter:
    return at_bakery(context, host, both[0])


def has_chip(counter: Counter, word: str) -> None:
    expect(counter.page.locator(".top .chip")).to_have_text(word, timeout=PATIENCE_MS)


def test_the_book_is_dead_and_the_stand_in_agrees(
    counter: Counter, both: tuple[Office, Standin]
) -> None:
    city, standin = both
    (card,) = city.cards(1)
    counter.sell(card.pay_code)
    has_chip(counter, "Online")
    standin.end_book()
    counter.redeem(card.pay_code)
    counter.shows("Angenommen")
    counter.says("Ware herausgeben. Der Ersatzrechner hat zugestimmt.")
    counter.says(f"37,60{NBSP}€")
    has_chip(counter, "Notbetrieb")
    field = counter.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert field == GREEN
    counter.done()
