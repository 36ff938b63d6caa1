"""Chromium reads the same bytes as Python and node, and refuses the same."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Route, sync_playwright

ROOT = Path(__file__).parents[2]
APP = ROOT / "src" / "heller" / "till" / "app"
VECTORS = ROOT / "src" / "heller" / "claims" / "vectors.json"
ORIGIN = "http://localhost"  # a secure context; nothing listens there, the files come from here
RUN = """async (vectors) => {
  const { run } = await import("/vectors_run.mjs");
  return run((name) => import(`/${name}`), vectors);
}"""


def serve(route: Route) -> None:
    """Answer a request with a file of the app or the tests."""
    name = route.request.url.removeprefix(f"{ORIGIN}/")
    folder = Path(__file__).parent if name.endswith(".mjs") else APP
    if name:
        route.fulfill(path=folder / name, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>Vectors</title>", content_type="text/html")


@pytest.mark.browser
def test_chromium_passes_every_vector() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.route("**/*", serve)
        page.goto(f"{ORIGIN}/")
        found = page.evaluate(RUN, json.loads(VECTORS.read_text(encoding="utf-8")))
        browser.close()
    assert found["failures"] == []
    assert found["count"] > 700
