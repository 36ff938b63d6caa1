"""The receipt check is one file that asks nobody, and a browser believes only the city in it."""

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.claims.samples import KEYSET, RECEIPT, ROOT, SCOPE, key

from heller.claims.codes import Code, write_code
from heller.claims.messages import Receipt, seal
from heller.errors import BadSignature
from heller.keys import SigningKey
from heller.till.pages.build import build_receipt_page, embedded

SEALED = seal(SCOPE, ROOT, KEYSET)
PAGE = build_receipt_page(SEALED, ROOT.public)
ACK, STANDIN = key("ACK"), key("STANDIN")
DECLINED = RECEIPT._replace(by=2, key=5, outcome=2, reason=35, balance=810, ledger_seq=0)


def code(receipt: Receipt, signer: SigningKey) -> str:
    return write_code(Code.RECEIPT, seal(SCOPE, signer, receipt))


def test_the_policy_allows_what_is_in_the_page_and_nothing_else() -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', PAGE)
    script = re.search(r'<script type="module">(.*?)</script>', PAGE, re.DOTALL)
    style = re.search(r"<style>(.*?)</style>", PAGE, re.DOTALL)
    assert policy is not None
    assert script is not None
    assert style is not None
    hashes = [b64encode(sha256(p[1].encode()).digest()).decode() for p in (script, style)]
    assert policy[1] == (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}'; style-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_the_page_names_no_host_and_is_small() -> None:
    outside = re.sub(r'<script type="application/json".*?</script>', "", PAGE, flags=re.DOTALL)
    code_only = re.sub(r"^\s*//.*$", "", outside, flags=re.MULTILINE)
    assert re.findall(r"(?:https?:)?//[a-z]", code_only) == []
    assert "%%" not in PAGE
    assert len(gzip.compress(PAGE.encode())) < 25_000


def test_a_citys_name_is_text_and_never_markup() -> None:
    keyset = replace(KEYSET, name="<b>Unna</b>", phone="</script>")
    page = build_receipt_page(seal(SCOPE, ROOT, keyset), ROOT.public)
    assert "<b>" not in page
    assert page.count("</script>") == 2


def test_no_data_ends_the_script_around_it() -> None:
    text = embedded({"a": "</script><!--"})
    assert "<" not in text
    assert json.loads(text) == {"a": "</script><!--"}


def test_keys_that_root_did_not_sign_make_no_page() -> None:
    with pytest.raises(BadSignature):
        build_receipt_page(SEALED, key("thief").public)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page at 360 pixels, opened from a file: nothing serves it."""
    file = tmp_path / "receipt.html"
    file.write_text(PAGE, encoding="utf-8")
    context = browser.new_context(viewport={"width": 360, "height": 740})
    shown = context.new_page()
    said: list[str] = []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda error: said.append(str(error)))
    shown.on("request", lambda request: said.append(request.url))
    shown.goto(file.as_uri())
    yield shown
    assert said == [file.as_uri()]
    context.close()


def checked(page: Page, text: str) -> str:
    page.get_by_label("Text des Belegs").fill(text)
    page.get_by_role("button", name="Beleg prüfen").click()
    page.locator("#result").wait_for()
    return page.locator("#answer").inner_text()


@pytest.mark.browser
def test_a_genuine_receipt_is_shown_in_both_languages(page: Page) -> None:
    assert checked(page, f" {code(RECEIPT, ACK)}\n") == "Echt · gebucht"
    facts = page.locator("#facts").inner_text()
    assert facts.split("\n") == [
        "Betrag", "12,40\u00a0€", "Guthaben danach", "25,20\u00a0€",
        "Zeit", "24. Dezember 2022, 11:00\u00a0Uhr", "Bestätigt von", "Stadt Unna",
        "Buchung", "1/48213",
    ]  # fmt: skip
    page.get_by_role("button", name="English").click()
    assert page.locator("#answer").inner_text() == "Genuine · booked"
    assert "€12.40" in page.locator("#facts").inner_text()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.title() == "Check a receipt · Stadtgutschein Unna"


@pytest.mark.browser
def test_a_genuine_no_is_not_green(page: Page) -> None:
    assert checked(page, code(DECLINED, STANDIN)) == "Echt · nicht gebucht"
    assert page.locator("#state").get_attribute("class") == "state other"
    assert "Das Guthaben reicht nicht." in page.locator("#facts").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("text", "answer", "field"),
    [
        (code(RECEIPT, key("thief")), "Nicht echt", "state forged"),
        (code(RECEIPT._replace(key=99), ACK), "Nicht prüfbar", "state unknown"),
        (code(RECEIPT, ACK)[:-4], "Nicht lesbar", "state unknown"),
        ("", "Nicht lesbar", "state unknown"),
    ],
    ids=["forged", "unknown key", "cut", "nothing"],
)
def test_anything_else_shows_no_facts(page: Page, text: str, answer: str, field: str) -> None:
    assert checked(page, text) == answer
    assert page.locator("#state").get_attribute("class") == field
    assert page.locator("#facts").inner_text() == ""


@pytest.mark.browser
@pytest.mark.parametrize("written", [quote, str], ids=["as links are", "as it is"])
def test_a_link_carries_the_receipt(page: Page, written: type[str]) -> None:
    page.goto(f"{page.url}#HR1:{written(code(RECEIPT, ACK)[4:])}")
    page.locator("#result").wait_for()
    assert page.locator("#answer").inner_text() == "Echt · gebucht"


@pytest.mark.browser
def test_the_page_fits_a_small_phone_and_moves_to_the_answer(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    checked(page, code(DECLINED, STANDIN))
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate("document.activeElement.id") == "answer"


@pytest.mark.browser
def test_a_browser_without_signatures_says_so(page: Page) -> None:
    page.evaluate(
        "() => { crypto.subtle.importKey = async () => "
        "{ throw new DOMException('', 'NotSupportedError'); }; }"
    )
    assert checked(page, code(RECEIPT, ACK)) == "Nicht prüfbar"
    assert "neueren Browser" in page.locator("#sentence").inner_text()
