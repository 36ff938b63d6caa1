"""Every screen in every state: nothing bars anybody, nothing is cut off, nothing is too small."""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final, Literal

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from tests.till.app.gallery_host import APP

from heller.claims.codes import Code, write_code

pytestmark = pytest.mark.browser
CHROMIUM: Final = Path("/usr/bin/chromium")
FLAGS: Final = ["--no-sandbox", "--disable-gpu"]
PHONE: Final = ViewportSize(width=360, height=640)
SIZES: Final = {"phone": (360, 640), "tablet": (820, 1180), "desktop": (1280, 800)}
PARTS: Final = 4
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
# What may be smaller than 48 px: a line of the list is as wide as the screen; inside a sentence
# nothing is touched.
SMALLEST: Final = 44
WITH_KEYPAD: Final = [
    *("amount", "amount-short", "amount-silent", "amount-practice"),
    *("typed-number", "typed-pin", "sell", "refund", "pin"),
]
# WCAG 1.4.12
SPACED: Final = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; }
* { word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }
"""
SPACE_OUT: Final = """(rules) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets = [sheet];
}"""
# Axe cannot decide these by itself; looked at by a person, with the reason.
SIGNED_OFF: Final = {"video-caption": "the camera's live picture has no sound"}


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=PHONE)
    made.set_default_timeout(10_000)
    yield made
    made.close()


def opened(page: Page, gallery: str, case: str, language: str = "de") -> None:
    """Show one screen; it is there when its heading has the focus or gave it to a button."""
    page.goto(f"{gallery}/gallery.html?case={case}&lang={language}")
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("button:disabled:not(.btn-main)")).to_have_count(0)


def cases(page: Page, gallery: str, part: int) -> list[str]:
    opened(page, gallery, "home")
    found = page.locator("body").get_attribute("data-cases")
    assert found is not None
    return found.split()[part::PARTS]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_bars_anybody(
    context: BrowserContext, gallery: str, part: int, language: str
) -> None:
    """Axe finds nothing, in light and dark; what it cannot decide is on the list."""
    page = context.new_page()
    for case in cases(page, gallery, part):
        opened(page, gallery, case, language)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page).response
            bad = [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]]
            assert bad == [], (case, scheme)
            open_ends = {one["id"] for one in found["incomplete"]} - SIGNED_OFF.keys()
            assert open_ends == set(), (case, scheme)
        keep_pictures(page, case, language)


def keep_pictures(page: Page, case: str, language: str) -> None:
    """With HELLER_SCREENS=<folder>: every screen in three sizes and both looks."""
    folder = os.environ.get("HELLER_SCREENS")
    for name, (width, height) in SIZES.items() if folder else ():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            path = Path(str(folder)) / f"{name}-{language}-{scheme}" / f"{case}.png"
            page.screenshot(path=path, full_page=True)
    page.set_viewport_size(PHONE)


@pytest.mark.parametrize("part", range(PARTS))
def test_each_screen_fits_and_asks_one_thing(
    context: BrowserContext, gallery: str, part: int
) -> None:
    """No wider than 320 px, nor than 360 px at 200 %; one filled button; nothing too small."""
    page = context.new_page()
    for case in cases(page, gallery, part):
        page.set_viewport_size({"width": 320, "height": 640})
        opened(page, gallery, case)
        assert too_small(page) == [], case
        assert page.locator(".btn-main").count() <= 1, case
        assert width(page) <= 320, case
        page.set_viewport_size(PHONE)
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert width(page) <= PHONE["width"], case
        page.evaluate("document.documentElement.style.removeProperty('font-size')")
        page.evaluate(SPACE_OUT, SPACED)
        assert width(page) <= PHONE["width"], case


def width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def too_small(page: Page) -> list[str]:
    """Name what is lower than a fingertip."""
    boxes = page.evaluate(
        """[...document.querySelectorAll("button, a, .option, summary")]
        .filter((one) => one.checkVisibility() && !one.matches(".unseen"))
        .map((one) => [one.textContent, one.getBoundingClientRect().height])"""
    )
    return [text for text, height in boxes if height < SMALLEST]


@pytest.mark.parametrize("case", WITH_KEYPAD)
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_keypad_needs_no_scrolling(
    context: BrowserContext, gallery: str, case: str, language: str
) -> None:
    page = context.new_page()
    opened(page, gallery, case, language)
    assert page.evaluate("document.documentElement.scrollHeight") <= PHONE["height"]
    keys = page.evaluate(
        "[...document.querySelectorAll('.key')].map((key) => key.getBoundingClientRect().height)"
    )
    assert all(height >= 56 for height in keys)


def test_every_no_has_its_screen(context: BrowserContext, gallery: str) -> None:
    """Each decline and each trouble is shown with a sentence, a sign, and a way on."""
    page = context.new_page()
    opened(page, gallery, "home")
    names = page.evaluate(
        """Promise.all([import("/texts/reasons.js"), import("/texts/troubles.js")])
        .then(([one, two]) => [...Object.keys(one.REASONS).map((name) => `reason-${name}`),
         ...Object.keys(two.TROUBLES).map((name) => `trouble-${name}`)])"""
    )
    assert len(names) > 60
    for case in names:
        opened(page, gallery, case, "en" if case.startswith("t") else "de")
        expect(page.locator(".why svg")).to_have_count(1)
        text = page.locator("main").inner_text()
        assert "undefined" not in text, case
        assert "{" not in text, case
        assert page.locator(".btn-main").count() == 1, case


def test_signs_stay_without_colours(context: BrowserContext, gallery: str) -> None:
    """In forced colours the fields have rims and the signs are there."""
    page = context.new_page()
    page.emulate_media(forced_colors="active")
    rims = {"result-ok": "solid", "result-stop": "solid", "result-noted": "dotted"}
    for case, style in rims.items():
        opened(page, gallery, case)
        rim = page.evaluate("getComputedStyle(document.querySelector('main')).outlineStyle")
        assert rim == style, case
        expect(page.locator(".big")).to_be_visible()


def test_nothing_moves_for_those_who_asked_for_it(context: BrowserContext, gallery: str) -> None:
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    opened(page, gallery, "home")
    assert page.evaluate("document.getAnimations().length") == 0


def test_the_style_is_small() -> None:
    assert len((APP / "till.css").read_bytes()) <= 20_000


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_codes_on_receipts_can_be_read(
    context: BrowserContext, gallery: str, scheme: Literal["light", "dark"]
) -> None:
    """As a phone sees them: the receipt, and the certificate of a sale, which is long."""
    page = context.new_page()
    page.emulate_media(color_scheme=scheme)
    certificate = bytes(at * 7 % 251 for at in range(437))
    codes = {
        "slip": write_code(Code.RECEIPT, bytes(range(123))),
        "slip-certificate": write_code(Code.CERTIFICATE, certificate),
    }
    for case, text in codes.items():
        opened(page, gallery, case)
        with Image.open(BytesIO(page.locator(".qr").screenshot())) as picture:
            larger = picture.convert("L").resize((3 * picture.width, 3 * picture.height))
            assert [found.text for found in zxingcpp.read_barcodes(larger)] == [text]
