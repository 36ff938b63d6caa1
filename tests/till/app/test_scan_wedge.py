"""A scanner that types, and a paste, are heard anywhere but in a text field; no person is."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.async_api import CDPSession, async_playwright
from playwright.async_api import expect as expect_later
from playwright.sync_api import Page, Playwright, expect
from tests.till.app.hosting import CHROMIUM, FLAGS
from tests.till.app.scanning import cards, device, opened_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium: apt-get install chromium"),
]
# Where each sign of a pay code lies on an American keyboard: key of the place, with shift or not.
PLACES = {"$": ("Digit4", 1), "%": ("Digit5", 1), "*": ("Digit8", 1), "+": ("Equal", 1)}
PLACES |= {":": ("Semicolon", 1), "-": ("Minus", 0), ".": ("Period", 0), "/": ("Slash", 0)}
PLACES |= {" ": ("Space", 0)}
GERMAN = {"Y": "Z", "Z": "Y", "$": "$", "%": "%", "*": "(", "+": "`", ":": "Ö", "-": "ß"}
GERMAN |= {".": ".", "/": "-", " ": " "}


@pytest.fixture(scope="module")
def tab(playwright: Playwright, scanner_page: str) -> Iterator[Page]:
    with device(playwright) as context:
        yield opened_page(context, scanner_page)


@pytest.fixture
def page(tab: Page) -> Page:
    """The page anew, with an ear for scanners, and a button that counts its presses."""
    tab.reload()
    expect(tab).to_have_title("ready")
    tab.evaluate("""() => {
      window.stop = listenForScanner(told);
      window.heard = [];
      document.addEventListener("keydown", (event) => heard.push(event.key));
      const output = document.querySelector("output");
      document.querySelector("button").addEventListener("click", () => { output.value += "paid"; });
    }""")
    return tab


PAY_CODE = cards(1)[0].pay_code

# Keys as a scanner sends them: [key, code, shift] each so many milliseconds after the one before.
TYPE = """([keys, gap]) => {
  let at = 1000;
  for (const [key, code, shiftKey] of keys) {
    const how = { key, code, shiftKey, bubbles: true, cancelable: true };
    const event = new KeyboardEvent("keydown", how);
    Object.defineProperty(event, "timeStamp", { value: (at += gap) });
    document.activeElement.dispatchEvent(event);
  }
}"""
LATER = TYPE.replace("1000", "9000")


def keys(text: str) -> list[list[object]]:
    return [[sign, "", False] for sign in text]


ENTER: list[list[object]] = [["Enter", "Enter", False]]


def test_a_typed_code_is_told_with_its_blanks(page: Page) -> None:
    page.evaluate(TYPE, [keys(PAY_CODE) + ENTER, 5])
    assert page.evaluate("document.querySelector('li').textContent") == PAY_CODE


def test_while_a_scanner_types_nothing_is_pressed_and_no_amount_grows(page: Page) -> None:
    page.locator("button").focus()
    page.evaluate(TYPE, [keys("HG1:A B 12 C") + ENTER, 5])
    assert page.locator("li").all_inner_texts() == ["HG1:A B 12 C"]
    assert page.evaluate("heard") == ["H"]
    assert page.locator("output").inner_text() == ""


@pytest.mark.parametrize("gap", [2, 20, 60])
def test_slow_and_quick_scanners(page: Page, gap: int) -> None:
    page.evaluate(TYPE, [keys("HG1:ABCDEF") + ENTER, gap])
    assert page.locator("li").all_inner_texts() == ["HG1:ABCDEF"]


def test_a_person_is_no_scanner(page: Page) -> None:
    page.evaluate(TYPE, [keys("1240") + ENTER, 120])
    assert page.evaluate("heard") == ["1", "2", "4", "0", "Enter"]
    assert page.locator("li").count() == 0


@pytest.mark.parametrize("gap", [1, 40])
def test_quick_fingers_lose_no_digit(page: Page, gap: int) -> None:
    page.evaluate(TYPE, [keys("1240") + ENTER, gap])
    assert page.evaluate("heard") == ["1", "2", "4", "0", "Enter"]
    assert page.locator("li").count() == 0


def test_a_product_that_is_scanned_by_mistake_confirms_nothing(page: Page) -> None:
    page.evaluate(TYPE, [keys("4006381333931") + ENTER, 5])
    assert page.locator("li").all_inner_texts() == ["4006381333931"]
    assert page.evaluate("heard") == list("40063")


def test_a_scanner_set_to_another_keyboard_is_understood(page: Page) -> None:
    """On a German computer an American colon is an Ö: the key's place tells what was meant."""
    sent = []
    for sign in PAY_CODE:
        code, shift = PLACES.get(sign, (f"Digit{sign}" if sign.isdigit() else f"Key{sign}", 0))
        shift = 1 if sign.isalpha() else shift
        sent.append([GERMAN.get(sign, sign), code, bool(shift)])
    page.evaluate(TYPE, [sent + ENTER, 5])
    assert page.evaluate("document.querySelector('li').textContent") == PAY_CODE


def test_a_pause_within_a_code_is_forgiven(page: Page) -> None:
    page.evaluate(TYPE, [keys("HG1:AB"), 5])
    page.evaluate(TYPE.replace("1000", "1300"), [keys("12") + ENTER, 5])
    assert page.locator("li").all_inner_texts() == ["HG1:AB12"]
    assert page.evaluate("heard") == ["H"]


@pytest.mark.parametrize("at", range(1, 5))
def test_a_machine_that_stands_still_within_the_first_signs_loses_no_code(
    page: Page, at: int
) -> None:
    page.evaluate(TYPE, [keys(PAY_CODE[:at]), 5])
    page.evaluate(
        TYPE.replace("1000", str(1000 + 5 * at + 1_900)), [keys(PAY_CODE[at:]) + ENTER, 5]
    )
    assert page.evaluate("document.querySelector('li').textContent") == PAY_CODE


def test_a_person_who_types_after_half_a_code_is_heard_again(page: Page) -> None:
    page.evaluate(TYPE, [keys("HG1:AB"), 5])
    page.evaluate(TYPE.replace("1000", "1200"), [keys("123456789012"), 200])
    assert page.evaluate("heard") == ["H", "9", "0", "1", "2"]
    page.evaluate(LATER, [keys("H"), 5])
    page.evaluate(LATER.replace("9000", "9200"), [keys("12") + ENTER, 200])
    assert page.evaluate("heard.slice(-4)") == ["H", "1", "2", "Enter"]
    assert page.locator("li").count() == 0


async def typed_into_a_stall(address: str, text: str, stall_ms: int) -> list[str]:
    """Send a code's keys as the system does, while the page is busy and hears none of them."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = await browser.new_page()
        await page.goto(address)
        await expect_later(page).to_have_title("ready")
        await page.evaluate("void listenForScanner(told)")
        session = await page.context.new_cdp_session(page)
        stall = "(ms) => { const end = performance.now() + ms; while (performance.now() < end); }"
        head, rest = text[:2], [*text[2:], "\r"]
        for sign in head:
            await session.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": sign})
        busy = asyncio.create_task(page.evaluate(stall, stall_ms))
        await asyncio.gather(busy, *(pressed(session, sign) for sign in rest))
        found = await page.locator("li").all_text_contents()
        await browser.close()
        return found


async def pressed(session: CDPSession, sign: str) -> None:
    key = "Enter" if sign == "\r" else sign
    await session.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": key})


def test_a_page_that_is_busy_while_the_scanner_types_hears_the_code(scanner_page: str) -> None:
    with ThreadPoolExecutor(1) as thread:  # an event loop runs in this one
        typing = thread.submit(asyncio.run, typed_into_a_stall(scanner_page, PAY_CODE, 3_000))
        assert typing.result() == [PAY_CODE]


def test_shift_in_between_changes_nothing(page: Page) -> None:
    sent = [["Shift", "ShiftLeft", True], ["H", "KeyH", True], *keys("G1:ABC")]
    page.evaluate(TYPE, [sent + ENTER, 5])
    assert page.locator("li").all_inner_texts() == ["HG1:ABC"]


def test_what_was_typed_long_before_does_not_count(page: Page) -> None:
    page.evaluate(TYPE, [keys("99"), 500])
    page.evaluate(LATER, [keys("HG1:ABC") + ENTER, 5])
    assert page.locator("li").all_inner_texts() == ["HG1:ABC"]


def test_a_text_field_keeps_its_keys_and_its_paste(page: Page) -> None:
    page.locator("input").focus()
    page.keyboard.type("HG1:ABCDEF")
    page.keyboard.press("Enter")
    assert page.locator("input").input_value() == "HG1:ABCDEF"
    assert page.locator("li").count() == 0


PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const how = { clipboardData, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def test_a_paste_is_told_without_what_hangs_on(page: Page) -> None:
    page.evaluate(PASTE, f"  {PAY_CODE}\n")
    page.evaluate(PASTE, "   ")
    assert page.evaluate("[...document.querySelectorAll('li')].map((li) => li.textContent)") == [
        PAY_CODE
    ]
    page.locator("input").focus()
    page.evaluate(PASTE, PAY_CODE)
    assert page.locator("li").count() == 1


def test_after_stop_nobody_listens(page: Page) -> None:
    page.evaluate("stop()")
    page.evaluate(TYPE, [keys("HG1:ABCDEF") + ENTER, 5])
    page.evaluate(PASTE, PAY_CODE)
    assert page.locator("li").count() == 0
    assert len(page.evaluate("heard")) == 11
