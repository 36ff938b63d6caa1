"""The manifest makes the app installable, and every icon is a picture of the one SVG."""

import json

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser
from tests.till.app.make_icons import DRAWN, FOLDER, draw

APP = FOLDER.parent


@pytest.mark.browser
@pytest.mark.parametrize("name", DRAWN)
def test_picture_is_drawn_from_the_svg(browser: Browser, name: str) -> None:
    """If not: .venv/bin/python -m tests.till.app.make_icons."""
    with Image.open(FOLDER / name) as icon:
        kept = icon.convert("RGBA")
    assert kept.size == (DRAWN[name][0],) * 2
    differs = ImageStat.Stat(ImageChops.difference(kept, draw(browser, name))).mean
    assert max(differs) < 3


def test_manifest_has_what_installing_asks_for() -> None:
    manifest = json.loads((APP / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert (manifest["display"], manifest["start_url"], manifest["scope"]) == (
        "standalone",
        "./",
        "./",
    )
    assert len(manifest["short_name"]) <= 12
    icons = {icon["src"]: icon["sizes"] for icon in manifest["icons"]}
    assert {"192x192", "512x512"} <= set(icons.values())
    for src, sizes in icons.items():
        assert (APP / src).exists()
        if sizes != "any":
            with Image.open(APP / src) as icon:
                assert f"{icon.width}x{icon.height}" == sizes


def test_iphones_and_tabs_find_their_icons() -> None:
    page = (APP / "index.html").read_text(encoding="utf-8")
    assert 'href="icons/heller.svg"' in page
    assert 'href="icons/heller-apple-180.png"' in page
    assert 'href="manifest.webmanifest"' in page
