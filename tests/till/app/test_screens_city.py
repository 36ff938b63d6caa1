"""The whole app with a real city: enrolled, sold, paid, killed, asked again, undone."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from tests.till.app.hosting import AppHost, hosted, opened
from tests.till.app.till.devices import Office, office
from tests.till.app.till.faults import gone

from heller.handset.invite import write_invite
from heller.till.app_files import APP

pytestmark = pytest.mark.browser
NBSP: Final = "\N{NO-BREAK SPACE}"
# The city of the tests speaks http on this machine; a page in use allows https alone.
LOOPBACK: Final = "connect-src 'self' https: http://127.0.0.1:*"
PATIENCE_MS: Final = 15_000
HAND_MS: Final = 120  # a hand is slower than a scanner
BOTH: Final = 3


@dataclass
class Counter:
    """A till in a browser, with the scanner in the cashier's hand."""

    page: Page
    city: Office

    def scan(self, text: str) -> None:
        """Paste, as some scanners do; the page takes it wherever it stands."""
        self.page.evaluate(
            """(text) => {
              const clipboardData = new DataTransfer();
              clipboardData.setData("text", text);
              dispatchEvent(new ClipboardEvent("paste", { clipboardData }));
            }""",
            text,
        )

    def type(self, text: str) -> None:
        """Type as a scanner does: all keys at once, Enter last."""
        self.page.evaluate(
            """(keys) => keys.forEach((key) =>
              document.activeElement.dispatchEvent(
                new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })))""",
            [*text, "Enter"],
        )

    def touch(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).click()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.locator(f"[data-key='{key}']").click()

    def shows(self, text: str) -> None:
        expect(self.page.locator("h1")).to_have_text(text, timeout=PATIENCE_MS)

    def says(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text, timeout=PATIENCE_MS)

    def enrol(self, invitation: str) -> None:
        self.shows("Diese Kasse anmelden")
        self.scan(invitation)
        self.shows("Vier Wörter vergleichen")
        words = self.page.locator(".words li").all_inner_texts()
        assert len(words) == 4
        self.city.admit(tuple(words))
        self.shows("Diese Kasse ist angemeldet")
        self.says("Bäckerei Brinkmann")
        self.touch("Los geht es")

    def sell(self, card: str) -> None:
        self.touch("Verkaufen oder aufladen")
        self.scan(card)
        self.touch(f"50{NBSP}€")
        self.touch(f"Weiter mit 50,00{NBSP}€")
        self.says("Neue Karte verkaufen")
        self.touch(f"50,00{NBSP}€ kassiert, jetzt laden")
        self.shows("Verkauft")
        self.done()

    def done(self) -> None:
        """Confirm the result; what is scanned before that is done is not heard."""
        self.touch("Fertig")
        self.shows("Einlösen")

    def redeem(self, card: str) -> None:
        """Up to the touch that claims 12,40."""
        self.scan(card)
        self.press("1", "2", "4", "0")
        self.touch(f"12,40{NBSP}€ einlösen")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("city")) as running:
        yield running


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppHost]:
    folder = tmp_path_factory.mktemp("app") / "public"
    copytree(APP, folder)
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "connect-src 'self' https:;" in page
    (folder / "index.html").write_text(page.replace("connect-src 'self' https:", LOOPBACK))
    with hosted(folder) as running:
        yield running


@pytest.fixture
def context(playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    with opened(playwright, tmp_path / "profile") as made:
        made.set_default_timeout(PATIENCE_MS)
        yield made


@pytest.fixture
def counter(context: BrowserContext, host: AppHost, city: Office) -> Counter:
    return at_bakery(context, host, city)


def at_bakery(context: BrowserContext, host: AppHost, city: Office) -> Counter:
    """Enrol the only till of a new shop that sells and redeems."""
    point = city.shop("Bäckerei Brinkmann")
    city.seller(point)
    page = context.new_page()
    page.goto(host.address)
    made = Counter(page, city)
    made.enrol(write_invite(city.invite(point, BOTH)))
    made.shows("Einlösen")
    return made


def test_a_day_at_the_counter(counter: Counter, city: Office) -> None:
    """Enrolled, sold, redeemed, too little, undone, and all of it in the list."""
    (card,) = city.cards(1)
    counter.sell(card.pay_code)
    counter.redeem(card.pay_code)
    counter.shows("Angenommen")
    counter.says(f"37,60{NBSP}€")
    counter.done()
    counter.scan(card.pay_code)
    counter.says(f"{card.number[-4:]}: 37,60{NBSP}€")
    counter.page.keyboard.press("Escape")
    counter.touch("Buchungen von heute")
    counter.page.locator(".move").first.click()
    counter.touch("Zurückbuchen")
    counter.touch(f"12,40{NBSP}€ zurückbuchen")
    counter.shows("Zurückgebucht")
    counter.says(f"50,00{NBSP}€")
    counter.done()
    counter.touch("Buchungen von heute")
    expect(counter.page.locator(".move")).to_have_count(3)
    assert city.verify().good


def test_a_sealed_card_buys_nothing(counter: Counter, city: Office) -> None:
    (card,) = city.cards(1)
    counter.scan(card.pay_code)
    counter.shows("Nicht eingelöst")
    counter.says("Die Karte ist noch nicht verkauft.")


def test_killed_between_asking_and_answering(
    context: BrowserContext, host: AppHost, city: Office
) -> None:
    """The server dies: nothing is claimed twice; back again it counts once."""
    context.route("**/v1/snapshots/*", gone)  # without balances the till can accept nothing alone
    counter = at_bakery(context, host, city)
    (card,) = city.cards(1)
    counter.sell(card.pay_code)
    city.kill()
    counter.redeem(card.pay_code)
    counter.shows("Wird geprüft …")
    counter.touch("Ist die Buchung angekommen?")
    counter.says("Zuletzt gefragt")
    counter.page.reload()
    counter.shows("Wird geprüft …")
    city.start()
    counter.touch("Ist die Buchung angekommen?")
    counter.shows("Angenommen")
    counter.says(f"37,60{NBSP}€")
    counter.done()
    expect(counter.page.locator(".top")).to_contain_text("Online", timeout=PATIENCE_MS)
    assert city.verify().good


def test_number_and_pin(counter: Counter, city: Office) -> None:
    (card,) = city.cards(1)
    counter.sell(card.pay_code)
    counter.touch("Nummer eingeben")
    counter.press(*card.number.replace(" ", ""))
    counter.touch("Weiter zur PIN")
    counter.press(*card.pin)
    counter.touch("Karte öffnen")
    counter.shows("Betrag einlösen")
    counter.press("5", "00")
    counter.touch(f"5,00{NBSP}€ einlösen")
    counter.shows("Angenommen")
    counter.says(f"45,00{NBSP}€")


def test_practice_sends_nothing(counter: Counter, city: Office) -> None:
    before = city.seq()
    counter.touch("Bereit?")
    counter.touch(f"Jetzt üben (2{NBSP}Minuten)")
    counter.touch("Übung beginnen")
    counter.touch("Karte scannen")
    counter.page.locator(".practice-cards button").first.click()
    counter.shows("Betrag einlösen")
    counter.press("5", "00")
    counter.touch(f"5,00{NBSP}€ einlösen")
    counter.shows("Angenommen")
    expect(counter.page.locator(".top")).to_contain_text("ÜBUNG")
    counter.touch("Beleg zeigen oder drucken")
    counter.says("ÜBUNG – KEIN GELD")
    counter.touch("Zurück")
    counter.done()
    counter.touch("Übung beenden")
    counter.shows("Einlösen")
    assert city.seq() == before


def test_a_scanner_that_types_and_a_hand_that_types(counter: Counter, city: Office) -> None:
    """On a PC: scan, digits, Enter, Enter; the next card over a typed amount keeps the amount."""
    first, second = city.cards(2)
    keyboard = counter.page.keyboard
    for card in (first, second):
        counter.sell(card.pay_code)
    counter.type(first.pay_code)
    counter.says(f"{first.number[-4:]}: 50,00{NBSP}€")
    keyboard.type("1240", delay=HAND_MS)
    counter.type(second.pay_code)
    counter.says(f"12,40{NBSP}€ einlösen")
    counter.says(f"{second.number[-4:]}: 50,00{NBSP}€")
    keyboard.press("Shift", delay=HAND_MS)
    keyboard.press("Enter", delay=HAND_MS)
    counter.shows("Angenommen")
    expect(counter.page.get_by_role("button", name="Fertig")).to_be_focused()
    keyboard.press("Enter", delay=HAND_MS)
    counter.shows("Einlösen")
