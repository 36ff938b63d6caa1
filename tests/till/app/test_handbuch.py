"""The handbook shows what the till shows; `HELLER_PICTURES=1` takes its pictures anew."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from tests.till.app.gallery_host import ROOT, gallery_host

pytestmark = pytest.mark.browser
CHROMIUM: Final = Path("/usr/bin/chromium")
PICTURES: Final = ROOT / "docs" / "pictures"
PAGES: Final = [ROOT / "README.md", ROOT / "docs" / "handbuch" / "kasse.md"]
SHOWN: Final = re.compile(r"pictures/(kasse-([a-z-]+)\.png)\)")
LARGEST: Final = 100_000  # bytes


def shown() -> dict[str, str]:
    """Give the file of each case that is shown somewhere."""
    found = [SHOWN.findall(page.read_text(encoding="utf-8")) for page in PAGES]
    return {case: file for one in found for file, case in one}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with gallery_host() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(
            base_url=address,
            viewport={"width": 360, "height": 640},
            locale="de-DE",
            reduced_motion="reduce",
            timezone_id="Europe/Berlin",
        )
        yield context.new_page()
        browser.close()


@pytest.mark.parametrize("case", sorted(shown()))
def test_picture_is_of_a_screen_that_there_is(page: Page, case: str) -> None:
    page.goto(f"/gallery.html?case={case}&lang=de")
    expect(page.locator("h1").first).to_be_visible()
    page.evaluate("document.fonts.ready")
    file = PICTURES / shown()[case]
    if os.environ.get("HELLER_PICTURES"):
        page.screenshot(path=file)
    assert 0 < file.stat().st_size <= LARGEST


def test_no_picture_is_left_over() -> None:
    assert {path.name for path in PICTURES.glob("kasse-*.png")} == set(shown().values())
