"""The app starts without network and server: at once, after a restart, after an update."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright
from tests.claims.samples import SATURDAY
from tests.till.app.hosting import AppHost, opened
from tests.till.app.releases import enrol, look, publish, says

pytestmark = pytest.mark.browser


def test_starts_with_its_host_gone_also_after_a_restart(
    playwright: Playwright, release_host: AppHost, tmp_path: Path
) -> None:
    with opened(playwright, tmp_path / "profile") as device:
        page = device.new_page()
        page.goto(release_host.address)
        says(page, "one", ready=True)
        release_host.stop()
        page.reload()
        says(page, "one", ready=True, refused=None)
    with opened(playwright, tmp_path / "profile") as device:
        page = device.new_page()
        page.goto(release_host.address)
        says(page, "one", ready=True, refused=None)


def test_starts_at_any_address_of_its_own_with_a_query(
    playwright: Playwright, release_host: AppHost, tmp_path: Path
) -> None:
    with opened(playwright, tmp_path / "profile") as device:
        page = device.new_page()
        page.goto(release_host.address)
        says(page, "one", ready=True)
        release_host.stop()
        page.goto(f"{release_host.address}index.html?from=homescreen#HE1:ABC")
        says(page, "one", ready=True)


def test_update_waits_until_it_is_applied_and_then_starts_alone(
    playwright: Playwright, release_host: AppHost, out: Path, tmp_path: Path
) -> None:
    with opened(playwright, tmp_path / "profile") as device:
        page = device.new_page()
        page.goto(release_host.address)
        says(page, "one", ready=True)
        enrol(page)
        says(page, "one", signed=SATURDAY, offered=None)
        publish(out, "two", SATURDAY + 1)
        look(page)
        says(page, "one", offered=SATURDAY + 1, refused=None)
        page.reload()
        says(page, "one", offered=SATURDAY + 1)
        page.locator("button").click()
        says(page, "two", ready=True, signed=SATURDAY + 1, offered=None)
        release_host.stop()
    with opened(playwright, tmp_path / "profile") as device:
        page = device.new_page()
        page.goto(release_host.address)
        says(page, "two", ready=True, signed=SATURDAY + 1)
        kept = "caches.keys().then((names) => names.filter((n) => n.startsWith('heller-release')))"
        assert len(page.evaluate(kept)) == 1


def test_unchanged_large_files_are_not_fetched_again(
    playwright: Playwright, release_host: AppHost, out: Path, tmp_path: Path
) -> None:
    with opened(playwright, tmp_path / "profile") as device:
        page = device.new_page()
        page.goto(release_host.address)
        says(page, "one", ready=True)
        publish(out, "two", SATURDAY + 1)
        release_host.asked.clear()
        look(page)
        says(page, "one", offered=SATURDAY + 1)
        assert "screens/app.js" in release_host.asked
        assert "vendor/zxing/reader.wasm" not in release_host.asked


def test_a_signed_release_is_installed_without_the_hosts_list(
    playwright: Playwright, release_host: AppHost, out: Path, tmp_path: Path
) -> None:
    """So a till downloads each hash once; without a signature it needs the list."""
    with opened(playwright, tmp_path / "profile") as device:
        page = device.new_page()
        page.goto(release_host.address)
        says(page, "one", ready=True)
    assert ("release.bin" in release_host.asked, "files.json" in release_host.asked) == (
        True,
        False,
    )
    (out / "public" / "release.bin").unlink()
    with opened(playwright, tmp_path / "other") as device:
        page = device.new_page()
        page.goto(release_host.address)
        says(page, "one", ready=True)
    assert "files.json" in release_host.asked


def test_other_addresses_of_the_host_are_asked_there(
    playwright: Playwright, release_host: AppHost, out: Path, tmp_path: Path
) -> None:
    (out / "public" / "else.txt").write_text("from the host")
    with opened(playwright, tmp_path / "profile") as device:
        page = device.new_page()
        page.goto(release_host.address)
        says(page, "one", ready=True)
        assert page.evaluate("fetch('else.txt').then((r) => r.text())") == "from the host"


ASKS = """outcome => {
  const event = new Event("beforeinstallprompt", { cancelable: true });
  event.prompt = async () => { window.asked = (window.asked ?? 0) + 1; };
  event.userChoice = Promise.resolve({ outcome });
  window.dispatchEvent(event);
  return event.defaultPrevented;
}"""


@pytest.mark.parametrize(("outcome", "done"), [("accepted", True), ("dismissed", False)])
def test_the_app_offers_to_be_installed_once_when_the_browser_can(
    playwright: Playwright, release_host: AppHost, tmp_path: Path, outcome: str, *, done: bool
) -> None:
    with opened(playwright, tmp_path / "profile") as device:
        page = device.new_page()
        page.goto(release_host.address)
        says(page, "one", ready=True, canInstall=False)
        assert page.evaluate(ASKS, outcome) is True
        says(page, "one", canInstall=True)
        assert page.evaluate("shell.install()") is done
        says(page, "one", canInstall=False)
        assert (page.evaluate("shell.install()"), page.evaluate("asked")) == (False, 1)
