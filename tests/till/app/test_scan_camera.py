"""The camera reads printed cards, calmly, and says plainly when it cannot."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Page, Playwright, expect
from tests.till.app.hosting import CHROMIUM
from tests.till.app.scanning import (
    backs,
    cards,
    device,
    film,
    one_card,
    opened_page,
)

from heller.cards.sheet import PrintedCard

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium: apt-get install chromium"),
]

# A stream whose picture the test draws: `show(address)` holds a picture to the camera.
PAINTED = """
() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const brush = canvas.getContext("2d");
  const clear = () => { brush.fillStyle = "#bbb"; brush.fillRect(0, 0, 640, 480); };
  let picture = null;
  const video = document.querySelector("video");
  const frame = () => new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  const inView = async () => { for (let n = 0; n < 3 && video.srcObject; n += 1) await frame(); };
  const draw = () => { clear(); if (picture) brush.drawImage(picture, 120, 40, 400, 400); };
  setInterval(draw, 20);
  draw();
  window.show = async (url) => {
    const shown = Object.assign(new Image(), { src: url });
    await shown.decode();
    picture = shown;
    await inView();
  };
  window.asked = 0;
  navigator.mediaDevices.getUserMedia = async () => {
    window.asked += 1;
    return canvas.captureStream(30);
  };
}
"""


@pytest.fixture(scope="module")
def printed() -> list[PrintedCard]:
    return cards(2)


@pytest.fixture
def painted(playwright: Playwright, scanner_page: str) -> Iterator[Page]:
    with device(playwright) as context:
        page = opened_page(context, scanner_page)
        page.evaluate(PAINTED)
        yield page


def test_a_printed_card_before_the_camera_is_read_once_while_it_stays(
    playwright: Playwright, scanner_page: str, printed: list[PrintedCard], tmp_path: Path
) -> None:
    file = film(tmp_path / "card.mjpeg", one_card(backs(printed)))
    with device(playwright, f"--use-file-for-fake-video-capture={file}") as context:
        page = opened_page(context, scanner_page)
        assert page.evaluate("open()") is None
        expect(page.locator("li").first).to_have_text(printed[1].pay_code)
        page.wait_for_function("() => document.querySelector('video').currentTime > 0.5")
        expect(page.locator("li")).to_have_text([printed[1].pay_code])


def qr(text: str) -> str:
    """Give a code as a picture in a data scanner_page."""
    return str(segno.make(text, error="m").png_data_uri(scale=6, border=4))


def test_cards_are_told_one_after_the_other(painted: Page, printed: list[PrintedCard]) -> None:
    painted.evaluate("open()")
    for place, card in enumerate(printed):
        painted.evaluate("show", qr(card.pay_code))
        expect(painted.locator("li").nth(place)).to_have_text(card.pay_code)


def test_the_other_code_counts_only_when_it_stays_alone(
    painted: Page, printed: list[PrintedCard]
) -> None:
    painted.evaluate("open()")
    painted.evaluate("show", qr(printed[0].view_code))
    expect(painted.locator("li")).to_have_text([printed[0].view_code])


def test_one_stream_serves_the_whole_shift(painted: Page, printed: list[PrintedCard]) -> None:
    painted.evaluate("open().then(() => camera.stop())")
    painted.evaluate("show", qr(printed[0].pay_code))
    assert painted.evaluate("document.querySelector('video').srcObject") is None
    painted.evaluate("open()")
    expect(painted.locator("li")).to_have_text([printed[0].pay_code])
    assert painted.evaluate("asked") == 1


def test_after_a_pause_the_card_from_before_is_not_told_again(
    painted: Page, printed: list[PrintedCard]
) -> None:
    painted.evaluate("open()")
    painted.evaluate("show", qr(printed[0].pay_code))
    expect(painted.locator("li")).to_have_count(1)
    painted.evaluate("camera.stop()")
    painted.evaluate("show", qr(printed[1].pay_code))
    painted.evaluate("open()")
    expect(painted.locator("li").nth(1)).to_have_text(printed[1].pay_code)
    expect(painted.locator("li")).to_have_text([card.pay_code for card in printed])


def test_a_camera_without_light_has_no_torch(painted: Page) -> None:
    assert painted.evaluate("open().then(() => camera.torch)") is None


def test_refused_by_the_person(playwright: Playwright, scanner_page: str) -> None:
    with device(playwright, "--use-fake-device-for-media-stream", camera=False) as context:
        page = opened_page(context, scanner_page)
        assert page.evaluate("open()") == "camera_refused"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("NotAllowedError", "camera_refused"),
        ("SecurityError", "camera_refused"),
        ("NotFoundError", "no_camera"),
        ("OverconstrainedError", "no_camera"),
        ("NotReadableError", "camera_busy"),
        ("AbortError", "camera_busy"),
        ("TypeError", "camera_busy"),
    ],
)
def test_every_trouble_has_its_code(painted: Page, name: str, code: str) -> None:
    painted.evaluate(
        "name => { navigator.mediaDevices.getUserMedia = async () => {"
        " throw new DOMException('no', name); }; }",
        name,
    )
    assert painted.evaluate("open()") == code


def test_no_camera_where_the_browser_has_none(painted: Page) -> None:
    painted.evaluate("() => { navigator.mediaDevices.getUserMedia = undefined; }")
    assert painted.evaluate("open()") == "no_camera"


def glances(page: Page, *sights: tuple[int, list[str]]) -> list[list[str]]:
    """Show these texts at these milliseconds; gives what is told at each."""
    script = "s => { const g = new Glances(); return s.map(([at, texts]) => g.take(texts, at)); }"
    found: list[list[str]] = page.evaluate(script, [list(one) for one in sights])
    return found


def test_the_same_text_is_told_at_most_once_in_two_seconds(painted: Page) -> None:
    at = (0, 100, 1_900, 2_000, 2_100, 4_000)
    said = glances(painted, *((when, ["HG1:A"]) for when in at))
    assert said == [["HG1:A"], [], [], ["HG1:A"], [], ["HG1:A"]]


def test_a_card_that_left_and_came_back_late_is_new(painted: Page) -> None:
    assert glances(painted, (0, ["HG1:A"]), (5_000, []), (5_100, ["HG1:A"]))[2] == ["HG1:A"]


def test_beside_a_pay_code_no_other_code_counts(painted: Page) -> None:
    both = ["https://karte#HV1.5.x", "HG1:A"]
    said = glances(painted, (0, both), (300, both[:1]), (800, both[:1]), (950, both[:1]))
    assert said == [["HG1:A"], [], both[:1], []]


def test_two_cards_in_view_are_both_told(painted: Page) -> None:
    assert glances(painted, (0, ["HG1:A", "HG1:B"])) == [["HG1:A", "HG1:B"]]
