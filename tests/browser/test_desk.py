"""The demo desk in a real Chromium: sold, paid, killed, brought back; by mouse and by keyboard."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.demo.conftest import free_ports
from tests.demo.test_serve import wait_for

pytestmark = pytest.mark.browser
CHROMIUM = Path("/usr/bin/chromium")
PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "demo-desk.png"
PATIENCE_MS = 60_000  # as long as a city may take to start
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo as a person starts it."""
    port, folder = free_ports(), tmp_path_factory.mktemp("desk")
    command = [
        sys.executable,
        "-m",
        "heller.cli",
        "demo",
        "--folder",
        str(folder),
        "--port",
        str(port),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://unna.localhost:{port}"
        process.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


def open_desk(browser: Browser, desk: str, **look: object) -> Page:
    context = browser.new_context(**look)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(desk)
    expect(page.locator("#cards li")).to_have_count(6, timeout=PATIENCE_MS)
    return page


def answered(page: Page, title: str) -> None:
    """See this answer, once the city has done what was asked."""
    expect(page.locator("#answer strong")).to_have_text(title, timeout=PATIENCE_MS)


def press(page: Page, till: str, verb: str, amount: str, title: str) -> None:
    page.select_option("#till", till)
    page.fill("#amount", amount)
    page.click(f"[data-verb={verb}]")
    answered(page, title)


def test_a_visitor_sells_pays_kills_and_brings_back(browser: Browser, desk: str) -> None:
    page = open_desk(browser, f"{desk}/?lang=en", viewport={"width": 1280, "height": 900})
    press(page, "unna/ipunkt", "sell", "50", "✓ Sold · €50.00")
    press(page, "unna/baeckerei", "redeem", "12.40", "✓ Accepted · €12.40")
    expect(page.locator("#journal tr").first).to_contain_text("Redemption", timeout=PATIENCE_MS)
    page.locator("#cities button").first.click()
    answered(page, "✓ Killed")
    press(page, "unna/baeckerei", "redeem", "1", "✓ Accepted · €1.00")
    expect(page.locator("#answer p")).to_contain_text("The stand-in has agreed.")
    expect(page.locator("#cards b").first).to_have_text("unknown just now", timeout=PATIENCE_MS)
    page.locator("#till").focus()
    page.locator("#cities button").first.click()
    answered(page, "✓ Back again")
    press(page, "unna/baeckerei", "balance", "", "✓ €36.60")
    press(page, "unna/baeckerei", "verify", "", "✓ Everything is right")


def test_the_receipt_opens_on_the_page_that_asks_nobody(browser: Browser, desk: str) -> None:
    page = open_desk(browser, f"{desk}/?lang=de", viewport={"width": 1280, "height": 900})
    press(page, "unna/ipunkt", "sell", "10", "✓ Verkauft · 10,00\N{NO-BREAK SPACE}€")
    if os.environ.get("HELLER_PICTURES"):
        press(page, "unna/baeckerei", "redeem", "2,40", "✓ Angenommen · 2,40\N{NO-BREAK SPACE}€")
        page.screenshot(path=PICTURE)
    with page.context.expect_page() as opened:
        page.click("#check")
    expect(opened.value.locator("body")).to_contain_text("Echt", timeout=PATIENCE_MS)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_bars_anybody(browser: Browser, desk: str, language: str, scheme: str) -> None:
    page = open_desk(browser, f"{desk}/?lang={language}", color_scheme=scheme)
    found = Axe().run(page)
    assert [(v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]] == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_page_is_wider_than_the_screen(browser: Browser, desk: str, width: int) -> None:
    page = open_desk(browser, desk, viewport={"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_other_host_is_asked(browser: Browser, desk: str) -> None:
    page = browser.new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(desk)
    expect(page.locator("#cards li")).to_have_count(6, timeout=PATIENCE_MS)
    assert [url for url in asked if not url.startswith((desk, "data:"))] == []


def test_the_keyboard_alone_is_enough(browser: Browser, desk: str) -> None:
    page = open_desk(browser, f"{desk}/?lang=en")
    page.locator("#cards button").nth(4).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cards button").nth(4)).to_have_attribute("aria-pressed", "true")
    page.locator("#amount").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    answered(page, "✕ Not redeemed")
