"""Draw the till app's PNG icons from the one SVG, with Chromium.

.venv/bin/python -m tests.till.app.make_icons
"""

from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from tests.till.app.hosting import CHROMIUM, FLAGS

FOLDER: Final = Path(__file__).parents[3] / "src" / "heller" / "till" / "app" / "icons"
SOURCE: Final = FOLDER / "heller.svg"
PAPER: Final = "#fbfaf7"
# name: pixels, how much of them the mark fills, background (None: see-through)
DRAWN: Final[dict[str, tuple[int, float, str | None]]] = {
    "heller-192.png": (192, 1.0, None),
    "heller-512.png": (512, 1.0, None),
    "heller-maskable-512.png": (512, 0.72, PAPER),  # a circle of 80 % is never cut off
    "heller-apple-180.png": (180, 0.84, PAPER),  # iPhones fill see-through parts with black
}


def draw(browser: Browser, name: str) -> Image.Image:
    """Draw one icon."""
    pixels, part, background = DRAWN[name]
    page = browser.new_page(viewport={"width": pixels, "height": pixels})
    mark = round(pixels * part)
    page.set_content(
        "<style>*{margin:0}body{display:grid;place-content:center;height:100vh;"
        f"background:{background or 'transparent'}}}svg{{width:{mark}px;height:{mark}px}}</style>"
        + SOURCE.read_text(encoding="utf-8")
    )
    shot = page.screenshot(omit_background=background is None)
    page.close()
    return Image.open(BytesIO(shot)).convert("RGBA")


if __name__ == "__main__":
    with sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        for icon in DRAWN:
            drawn = draw(chromium, icon).quantize(32, method=Image.Quantize.FASTOCTREE)
            drawn.save(FOLDER / icon, optimize=True)
        chromium.close()
