"""The till app at the demo desk in a real Chromium: invited, admitted, cards held to it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.demo.conftest import free_ports
from tests.demo.test_serve import wait_for
from tests.running_city import until
from tests.till.app.test_shell_weight import KEPT

pytestmark = pytest.mark.browser
CHROMIUM = Path("/usr/bin/chromium")
PATIENCE_MS = 60_000  # as long as a city may take to start
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@pytest.fixture
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def ended(demo: subprocess.Popen[bytes]) -> Iterator[None]:
    """See that the demo ends, whatever happens."""
    try:
        yield
    finally:
        demo.terminate()
        demo.wait(20)


def open_app(desk: Page) -> Page:
    with desk.context.expect_page() as opened:
        desk.click("#app a")
    app = opened.value
    expect(app.locator("body")).to_have_attribute("data-tray", "listening", timeout=PATIENCE_MS)
    expect(app.get_by_role("heading", name="Kasse anmelden")).to_be_visible(timeout=PATIENCE_MS)
    return app


def enrol(desk: Page, app: Page) -> None:
    """Invite the app, compare the words, admit it."""
    desk.click("#invite")
    expect(desk.locator("#invitation")).to_be_visible(timeout=PATIENCE_MS)
    desk.click("#hand-invitation")
    expect(desk.locator("#waiting .check-words")).to_have_count(1, timeout=PATIENCE_MS)
    words = desk.locator("#waiting .check-words").inner_text().split(" · ")
    shown = app.locator("ol.words li")  # as a list: one word may come twice
    expect(shown).to_have_text(words, timeout=PATIENCE_MS)
    desk.click("#waiting button")
    app.get_by_role("button", name="Los geht es").click()


def pay(desk: Page, app: Page, keys: str, button: str) -> None:
    """Hold the first card of the tray to the app, and redeem."""
    desk.locator(".cards .small").first.click()
    expect(app.locator(".key").first).to_be_visible(timeout=PATIENCE_MS)
    for key in keys:
        app.keyboard.press(key)
    app.get_by_role("button", name=button).click()
    expect(app.get_by_role("heading", name="Angenommen")).to_be_visible(timeout=PATIENCE_MS)


def kill_and_go_on(desk: Page, app: Page) -> None:
    """Kill the book, pay by the stand-in's word, bring the book back, pay by its own."""
    button, answer = desk.locator("#cities button").first, desk.locator("#answer strong")
    button.click()
    expect(answer).to_contain_text("Abgeschossen", timeout=PATIENCE_MS)
    pay(desk, app, "100", "1,00 € einlösen")
    expect(app.locator("header")).to_contain_text("Notbetrieb")
    expect(app.get_by_text("Der Ersatzrechner hat zugestimmt.")).to_be_visible()
    app.get_by_role("button", name="Fertig").click()
    desk.locator("#till").focus()  # what is shown of the cities stands still while it has the focus
    button.click()
    expect(answer).to_contain_text("Wieder da", timeout=PATIENCE_MS)
    expect(app.locator("header")).to_contain_text("Online", timeout=PATIENCE_MS)


def test_a_visitor_enrols_redeems_and_opens_the_app_when_all_is_gone(
    browser: Browser, tmp_path: Path
) -> None:
    port = free_ports()
    command = [sys.executable, "-m", "heller.cli", "demo", "--folder", str(tmp_path / "demo")]
    with ended(subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL)):
        wait_for(f"http://127.0.0.1:{port}/")
        desk = browser.new_context(locale="de-DE").new_page()
        desk.goto(f"http://unna.localhost:{port}/?lang=de")
        app = open_app(desk)
        enrol(desk, app)
        desk.click("[data-verb=sell]")
        expect(desk.locator("#answer strong")).to_contain_text("Verkauft", timeout=PATIENCE_MS)
        pay(desk, app, "500", "5,00 € einlösen")
        expect(app.get_by_text("7,40 €")).to_be_visible(timeout=PATIENCE_MS)
        expect(desk.locator("#journal tr").first).to_contain_text("Einlösung", timeout=PATIENCE_MS)
        app.get_by_role("button", name="Fertig").click()
        kill_and_go_on(desk, app)
        until(lambda: app.evaluate(KEPT), "the app is on the device")
    app.reload()
    expect(app.get_by_text("Kasse 4 · Café Prünte")).to_be_visible(timeout=PATIENCE_MS)
