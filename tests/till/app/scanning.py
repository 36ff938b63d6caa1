"""A bare page with the app's scanners on it, and pictures of printed cards to hold before them."""

import contextlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from tests.cards.printing import printed_cards
from tests.till.app.hosting import CHROMIUM, FLAGS, hosted

from heller.cards.sheet import PrintedCard, SheetLook, sheet_pictures
from heller.till.app_build import build_app
from heller.till.app_files import read_files

INDEX = b"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Scan</title>
<link rel="icon" href="data:,">
<video width="320"></video><button>Pay</button><input><output></output><ol></ol>
<script type="module" src="screens/app.js"></script>
"""
SCREEN = b"""
import { openCamera } from "../scan/camera.js";
import { readPhoto } from "../scan/photo.js";
import { listenForScanner } from "../scan/wedge.js";
import { Glances } from "../scan/glances.js";

const told = (text) => {
  const line = document.createElement("li");
  line.textContent = text;
  document.querySelector("ol").append(line);
};
const video = document.querySelector("video");
const opened = (camera) => { window.camera = camera; };
const open = () => openCamera(video, told).then(opened, (error) => error.code);
Object.assign(window, { open, readPhoto, told, listenForScanner, Glances });
document.title = "ready";
"""
FRAME = (1280, 720)


def cards(number: int) -> list[PrintedCard]:
    """Print so many cards."""
    return printed_cards(number)


def backs(printed: list[PrintedCard], dpi: int = 300) -> Image.Image:
    """Give the first sheet's side with the codes."""
    look = SheetLook("Unna", 2_500, "02303 103-0")
    return Image.open(BytesIO(sheet_pictures(look, printed[:10], dpi)[1])).convert("RGB")


def one_card(back: Image.Image) -> Image.Image:
    """Cut out the card at the top left: with an even number of cards it is the second."""
    return back.crop((0, 0, 1_240, 800))


def jpeg(picture: Image.Image) -> bytes:
    """Write a picture as a camera does."""
    data = BytesIO()
    picture.save(data, "JPEG", quality=85)
    return data.getvalue()


def film(path: Path, picture: Image.Image) -> Path:
    """Write a film of one picture, for Chromium's fake camera."""
    frame = Image.new("RGB", FRAME, "#777777")
    fitted = picture.copy()
    fitted.thumbnail(FRAME)
    frame.paste(fitted, ((FRAME[0] - fitted.width) // 2, (FRAME[1] - fitted.height) // 2))
    path.write_bytes(jpeg(frame) * 3)
    return path


@contextlib.contextmanager
def scanners(folder: Path) -> Iterator[str]:
    """Serve the bare page; gives its address."""
    kept = {n: d for n, d in read_files().items() if n.startswith(("scan/", "vendor/zxing/"))}
    files = {**kept, "index.html": INDEX, "screens/app.js": SCREEN}
    with hosted(build_app(folder / "scanners", None, files).public) as host:
        yield host.address


@contextlib.contextmanager
def device(playwright: Playwright, *flags: str, camera: bool = True) -> Iterator[BrowserContext]:
    """Open a browser with a fake camera that may be used, or may not."""
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    browser = playwright.chromium.launch(
        executable_path=str(CHROMIUM), args=[*FLAGS, *(fake if camera else []), *flags]
    )
    try:
        yield browser.new_context(permissions=["camera"] if camera else [])
    finally:
        browser.close()


def opened_page(context: BrowserContext, address: str) -> Page:
    """Go to the bare page."""
    page = context.new_page()
    page.goto(address)
    expect(page).to_have_title("ready")
    return page
