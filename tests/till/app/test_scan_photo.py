"""Photos and scans of printed cards are read, all of them, in the order of reading."""

import base64
from collections.abc import Iterator

import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import Page, Playwright
from tests.till.app.hosting import CHROMIUM
from tests.till.app.scanning import (
    backs,
    cards,
    device,
    jpeg,
    one_card,
    opened_page,
)

from heller.cards.sheet import PrintedCard

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def printed() -> list[PrintedCard]:
    return cards(10)


@pytest.fixture(scope="module")
def back(printed: list[PrintedCard]) -> Image.Image:
    return backs(printed)


@pytest.fixture(scope="module")
def page(playwright: Playwright, scanner_page: str) -> Iterator[Page]:
    with device(playwright) as context:
        yield opened_page(context, scanner_page)


def read(page: Page, data: bytes) -> list[str]:
    """Hand a file to the page, as a person chooses one."""
    script = """text => {
      const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
      return readPhoto(new Blob([bytes])).catch((error) => [error.code]);
    }"""
    found: list[str] = page.evaluate(script, base64.b64encode(data).decode())
    return found


def pays(texts: list[str]) -> list[str]:
    return [text for text in texts if text.startswith("HG1:")]


def test_a_worn_and_skewed_sheet_gives_every_card_in_order(
    page: Page, printed: list[PrintedCard], back: Image.Image
) -> None:
    worn = back.rotate(1.5, expand=True, fillcolor="white").filter(ImageFilter.GaussianBlur(1))
    found = pays(read(page, jpeg(worn)))
    assert found == [printed[place].pay_code for place in (1, 0, 3, 2, 5, 4, 7, 6, 9, 8)]


@pytest.mark.parametrize("turn", [0, 90, 180, 217])
def test_one_card_however_it_lies(
    page: Page, printed: list[PrintedCard], back: Image.Image, turn: int
) -> None:
    lying = one_card(back).rotate(turn, expand=True, fillcolor="#888888")
    assert pays(read(page, jpeg(lying))) == [printed[1].pay_code]


def test_both_codes_of_a_card_are_given(
    page: Page, printed: list[PrintedCard], back: Image.Image
) -> None:
    found = read(page, jpeg(one_card(back)))
    assert sorted(found) == sorted([printed[1].pay_code, printed[1].view_code])


def test_a_large_photo_is_read(page: Page, printed: list[PrintedCard], back: Image.Image) -> None:
    large = Image.new("RGB", (6_000, 4_500), "#777777")
    large.paste(one_card(back).resize((2_480, 1_600)), (1_700, 1_400))
    assert pays(read(page, jpeg(large))) == [printed[1].pay_code]


def test_no_code_is_an_empty_list(page: Page) -> None:
    assert read(page, jpeg(Image.new("RGB", (400, 300), "white"))) == []


@pytest.mark.parametrize("data", [b"", b"no picture", b"%PDF-1.7"])
def test_what_is_no_picture_is_said_so(page: Page, data: bytes) -> None:
    assert read(page, data) == ["picture_unreadable"]


def test_no_other_host_is_asked_for_the_reader(
    playwright: Playwright, scanner_page: str, printed: list[PrintedCard], back: Image.Image
) -> None:
    """wasm_from_cdn: with every other host out of reach scanning works, and none is asked."""
    with device(playwright, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost") as context:
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        page = opened_page(context, scanner_page)
        assert pays(read(page, jpeg(one_card(back)))) == [printed[1].pay_code]
        assert [url for url in asked if not url.startswith((scanner_page, "blob:"))] == []
        assert f"{scanner_page}vendor/zxing/reader.wasm" in asked


def test_a_reader_that_could_not_be_loaded_is_started_again(
    playwright: Playwright, scanner_page: str, printed: list[PrintedCard], back: Image.Image
) -> None:
    with device(playwright) as context:
        page = opened_page(context, scanner_page)
        page.route("**/decode-worker.js", lambda route: route.abort())
        assert read(page, jpeg(one_card(back))) == [None]
        page.unroute("**/decode-worker.js")
        assert pays(read(page, jpeg(one_card(back)))) == [printed[1].pay_code]
