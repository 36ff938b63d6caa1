"""The till in Firefox ESR and WebKitGTK: enrolled, sold, redeemed, reloaded with the servers gone.

Seen with Firefox ESR 153.7 and WebKitGTK 2.50.6, both of Debian 12: each can be a till.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from tests.running_city import PATIENCE_S, until
from tests.till.app.hosting import AppHost, hosted
from tests.till.app.test_screens_city import BOTH, LOOPBACK, NBSP
from tests.till.app.test_shell_weight import KEPT
from tests.till.app.till.devices import Office, office
from tests.till.app.webdriver import Browser, firefox, webkit

from heller.handset.invite import write_invite
from heller.postgres import waiting
from heller.till.app_build import build_app
from heller.till.app_files import INDEX, read_files

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CAN_SIGN: Final = """
return crypto.subtle.generateKey("Ed25519", false, ["sign"]).then(() => true, () => false)
"""
OLD: Final = b"""
SubtleCrypto.prototype.generateKey = async () => {
  throw new DOMException("Ed25519", "NotSupportedError");
};
"""
# Firefox's ClipboardEvent takes no clipboardData when it is made by a script.
PASTE: Final = """
const clipboardData = {{ getData: () => {} }};
dispatchEvent(Object.assign(new Event("paste", {{ cancelable: true }}), {{ clipboardData }}));
"""
FREE: Final = "not(@disabled) and not(ancestor::*[@aria-busy])"
READ: Final = "return document.querySelector('{}')?.innerText ?? ''"

Open = Callable[[Path], AbstractContextManager[Browser]]


@dataclass
class Counter:
    """A till in a browser, with a scanner that pastes."""

    browser: Browser

    def scan(self, text: str) -> None:
        """Paste, as some scanners do: keys come too slowly on a busy machine."""
        self.browser.run(PASTE.format(json.dumps(text)))

    def touch(self, label: str) -> None:
        """Touch a button once it takes touches: some wait a moment against the second tap."""
        self.browser.click(f"//button[{FREE} and normalize-space(.)='{label}']")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.browser.click(f"//*[@data-key='{key}']")

    def shows(self, title: str) -> None:
        found = waiting.until(lambda: self.read("h1") == title, PATIENCE_S)
        assert found, f"not {title}: {self.read('body')}"

    def says(self, text: str, where: str = "main") -> None:
        found = waiting.until(lambda: text in self.read(where), PATIENCE_S)
        assert found, f"no {text}: {self.read('body')}"

    def read(self, where: str) -> str:
        return str(self.browser.run(READ.format(where)))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("city")) as running:
        yield running


@pytest.fixture
def host(tmp_path: Path) -> Iterator[AppHost]:
    files = read_files()
    page = files[INDEX].replace(b"connect-src 'self' https:", LOOPBACK.encode())
    with hosted(build_app(tmp_path / "app", None, files | {INDEX: page}).public) as running:
        yield running


@pytest.mark.parametrize("opened", [firefox, webkit])
def test_enrol_redeem_and_open_with_the_servers_gone(
    opened: Open, host: AppHost, city: Office, tmp_path: Path
) -> None:
    (card,) = city.cards(1)
    with opened(tmp_path / "device") as browser:
        counter = Counter(browser)
        browser.go(host.address)
        can_sign(browser)
        enrol(counter, city)
        sell_and_redeem(counter, card.pay_code)
        with gone(host, city):
            browser.reload()
            stands_alone(counter)
        counter.says("Online", ".top")
    assert city.verify().good


def test_firefox_closed_and_opened_again_with_the_servers_gone(
    host: AppHost, city: Office, tmp_path: Path
) -> None:
    """WebKitGTK keeps nothing of a window that is driven, so this is not seen there."""
    with firefox(tmp_path / "device") as browser:
        browser.go(host.address)
        can_sign(browser)
        enrol(Counter(browser), city)
    with gone(host, city), firefox(tmp_path / "device") as browser:
        browser.go(host.address)
        Counter(browser).shows("Einlösen")
        Counter(browser).says("Keine Antwort", ".top")


@pytest.mark.parametrize("opened", [firefox, webkit])
def test_a_browser_without_the_signatures_is_no_till(opened: Open, tmp_path: Path) -> None:
    """As an old version of it is: here they are taken away before the app begins."""
    page = read_files()[INDEX].replace(b"<head>", b'<head><script src="old.js"></script>')
    files = read_files() | {INDEX: page, "old.js": OLD}
    with (
        hosted(build_app(tmp_path / "app", None, files).public) as host,
        opened(tmp_path / "device") as browser,
    ):
        browser.go(host.address)
        counter = Counter(browser)
        counter.shows("Dieses Gerät kann keine Kasse sein")
        counter.says("Dieser Browser kann nicht sicher unterschreiben.")


def can_sign(browser: Browser) -> None:
    if not browser.run(CAN_SIGN):
        pytest.skip(f"version {browser.version} knows no Ed25519: the app says that it cannot")


def enrol(counter: Counter, city: Office) -> None:
    """As a person does; only when the app is kept on the device it starts without its host."""
    point = city.shop("Bäckerei Brinkmann")
    city.seller(point)
    counter.shows("Diese Kasse anmelden")
    until(lambda: bool(counter.browser.run(f"return ({KEPT})()")), "the app is on the device")
    counter.scan(write_invite(city.invite(point, BOTH)))
    counter.shows("Vier Wörter vergleichen")
    words = counter.read(".words").split()
    assert len(words) == 4, words
    city.admit(tuple(words))
    counter.shows("Diese Kasse ist angemeldet")
    counter.touch("Los geht es")


def sell_and_redeem(counter: Counter, card: str) -> None:
    counter.touch("Verkaufen oder aufladen")
    counter.scan(card)
    counter.touch(f"50{NBSP}€")
    counter.touch(f"Weiter mit 50,00{NBSP}€")
    counter.touch(f"50,00{NBSP}€ kassiert, jetzt laden")
    counter.shows("Verkauft")
    counter.touch("Fertig")
    counter.shows("Einlösen")
    counter.scan(card)
    counter.press("1", "2", "4", "0")
    counter.touch(f"12,40{NBSP}€ einlösen")
    counter.shows("Angenommen")
    counter.says(f"37,60{NBSP}€")
    counter.touch("Fertig")
    counter.shows("Einlösen")


def stands_alone(counter: Counter) -> None:
    """The till is there with all that it wrote, and promises nothing."""
    counter.shows("Einlösen")
    counter.says("Keine Antwort", ".top")
    counter.touch("Buchungen von heute")
    counter.says("12,40")
    counter.says("50,00")


@contextmanager
def gone(host: AppHost, city: Office) -> Iterator[None]:
    """Neither the app's host nor the city's door is there."""
    host.stop()
    city.kill()
    try:
        yield
    finally:
        city.start()
        host.start()
