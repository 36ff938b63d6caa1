"""What the tests of the till app share: Chromium, small releases, the gallery, the scanners."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright
from tests.till.app.gallery_host import gallery_host
from tests.till.app.hosting import CHROMIUM, FLAGS, AppHost, hosted
from tests.till.app.releases import publish
from tests.till.app.scanning import scanners


@pytest.fixture(scope="module")  # two at once do not go
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
    yield found
    found.close()


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The address of every screen over a till of paper."""
    with gallery_host() as address:
        yield address


@pytest.fixture(scope="module")
def scanner_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a bare page with the app's scanners on it."""
    with scanners(tmp_path_factory.mktemp("scanners")) as address:
        yield address


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where release one of a bare page was built; the next ones go there."""
    publish(tmp_path / "out", "one")
    return tmp_path / "out"


@pytest.fixture
def release_host(out: Path) -> Iterator[AppHost]:
    with hosted(out / "public") as running:
        yield running
