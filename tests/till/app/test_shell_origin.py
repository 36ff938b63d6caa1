"""clear_site_data: whoever owns the book's host takes nothing from a till; so the app has its own.

One answer with this header from the app's own origin deletes journal and app. From another origin,
even one on the same machine, it deletes nothing of the app's.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright
from tests.till.app.hosting import AppHost, hosted, opened
from tests.till.app.releases import publish, says

pytestmark = pytest.mark.browser
CLEAR = {"Clear-Site-Data": '"cache", "cookies", "storage", "executionContexts"'}
WRITE = """() => new Promise((resolve) => {
  const request = indexedDB.open("journal", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("records");
  request.onsuccess = () => {
    const change = request.result.transaction("records", "readwrite", { durability: "strict" });
    change.objectStore("records").put("a claim", 1);
    change.oncomplete = () => { request.result.close(); resolve(); };
  };
})"""
NAMES = "indexedDB.databases().then((found) => found.map((one) => one.name))"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[AppHost]:
    with hosted(publish(tmp_path / "app", "one").public) as host:
        yield host


@pytest.fixture
def book(tmp_path: Path) -> Iterator[AppHost]:
    """An attacker's answers from the address of the book, or of the stand-in."""
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "v1").write_text("{}")
    with hosted(folder) as host:
        host.more |= CLEAR | {
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        yield host


def till(page: Page, app: AppHost) -> None:
    page.goto(app.address)
    says(page, "one", ready=True)
    page.evaluate(WRITE)
    assert page.evaluate(NAMES) == ["journal"]


@pytest.mark.parametrize("credentials", ["omit", "include", "same-origin"])
def test_from_the_books_address_it_takes_nothing(
    playwright: Playwright, app: AppHost, book: AppHost, tmp_path: Path, credentials: str
) -> None:
    if credentials == "include":
        book.more["Access-Control-Allow-Origin"] = app.address.rstrip("/")
        book.more["Access-Control-Allow-Credentials"] = "true"
    ask = "([url, credentials]) => fetch(url + 'v1', { credentials }).then((r) => r.text())"
    with opened(playwright, tmp_path / "profile") as device:
        page = device.new_page()
        till(page, app)
        assert page.evaluate(ask, [book.address, credentials]) == "{}"
        app.stop()
        page.reload()
        says(page, "one", ready=True)
        assert page.evaluate(NAMES) == ["journal"]


def test_from_its_own_address_it_would_take_everything(
    playwright: Playwright, app: AppHost, tmp_path: Path
) -> None:
    """The reason for an origin of its own, seen with own eyes; and that the test above can fail."""
    with opened(playwright, tmp_path / "profile") as device:
        page = device.new_page()
        till(page, app)
        app.more |= {"Clear-Site-Data": '"storage"'}
        page.evaluate("fetch('files.json', { cache: 'reload' }).then((r) => r.text())")
        assert page.evaluate(NAMES) == []
