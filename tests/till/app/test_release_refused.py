"""A release that the city did not sign, or whose files differ, is refused; the old one goes on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright
from tests.claims.samples import KAMEN, ROOT, SATURDAY, key
from tests.till.app.hosting import AppHost, opened
from tests.till.app.releases import enrol, files, look, publish, says

from heller.keys import scope_of
from heller.till.app_build import Signer, build_app
from heller.till.app_files import list_text

pytestmark = pytest.mark.browser


@pytest.fixture
def till(playwright: Playwright, release_host: AppHost, tmp_path: Path) -> Iterator[Page]:
    """An enrolled till that runs release one."""
    with opened(playwright, tmp_path / "profile") as device:
        page = device.new_page()
        page.goto(release_host.address)
        says(page, "one", ready=True)
        enrol(page)
        says(page, "one", signed=SATURDAY)
        yield page


def unsigned(out: Path) -> None:
    build_app(out, None, files("two"))


def signed_by_another_key(out: Path) -> None:
    publish(out, "two", SATURDAY + 1, signed_by=key("somebody"))


def signed_by_another_role(out: Path) -> None:
    publish(out, "two", SATURDAY + 1, signed_by=key("ACK"))


def signed_for_another_city(out: Path) -> None:
    build_app(out, Signer(scope_of(KAMEN, ROOT.public), key("RELEASE"), SATURDAY + 1), files("two"))


def file_changed(out: Path) -> None:
    publish(out, "two", SATURDAY + 1)
    (out / "public" / "screens" / "app.js").write_text("location = 'https://evil.example';")


def file_missing(out: Path) -> None:
    publish(out, "two", SATURDAY + 1)
    (out / "public" / "wire.js").unlink()


def signature_cut(out: Path) -> None:
    publish(out, "two", SATURDAY + 1)
    path = out / "public" / "release.bin"
    path.write_bytes(path.read_bytes()[:-1])


def portal_answers(out: Path) -> None:
    (out / "public" / "release.bin").write_bytes(b"<html>Please log in to the Wi-Fi</html>")


def older(out: Path) -> None:
    (out / "public" / "release.bin").unlink()
    publish(out, "nil", SATURDAY - 1)


def same_number(out: Path) -> None:
    (out / "public" / "release.bin").unlink()
    publish(out, "two", SATURDAY)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (unsigned, "missing"),
        (signed_by_another_key, "bad_signature"),
        (signed_by_another_role, "bad_signature"),
        (signed_for_another_city, "wrong_city"),
        (file_changed, "tampered"),
        (file_missing, "missing"),
        (signature_cut, "malformed"),
        (portal_answers, "malformed"),
        (older, "older"),
        (same_number, "two_releases"),
    ],
)
def test_refused_and_the_old_one_goes_on(
    till: Page, release_host: AppHost, out: Path, change: Callable[[Path], None], code: str
) -> None:
    change(out)
    look(till)
    says(till, "one", refused=code, offered=None, ready=True)
    till.reload()
    says(till, "one", refused=code, offered=None, signed=SATURDAY)
    release_host.stop()
    till.reload()
    says(till, "one", ready=True)


def test_a_half_uploaded_release_is_taken_when_it_is_whole(till: Page, out: Path) -> None:
    file_missing(out)
    look(till)
    says(till, "one", refused="missing")
    publish(out, "two", SATURDAY + 1)
    look(till)
    says(till, "one", refused=None, offered=SATURDAY + 1)


def test_a_till_that_is_not_enrolled_takes_what_its_host_gives(
    playwright: Playwright, release_host: AppHost, out: Path, tmp_path: Path
) -> None:
    with opened(playwright, tmp_path / "profile") as device:
        page = device.new_page()
        page.goto(release_host.address)
        says(page, "one", ready=True, signed=None)
        build_app(out, None, files("two"))
        look(page)
        page.locator("button").click()
        says(page, "two", ready=True, signed=None)
        enrol(page)
        says(page, "two", refused="missing", signed=None)


def test_a_host_with_another_app_beside_the_signature_installs_nothing(
    playwright: Playwright, release_host: AppHost, out: Path, tmp_path: Path
) -> None:
    app = out / "public" / "screens" / "app.js"
    app.write_text(app.read_text() + "// and more")
    changed = files("one") | {"screens/app.js": app.read_bytes()}
    (out / "public" / "files.json").write_bytes(list_text(changed))
    with opened(playwright, tmp_path / "profile") as device:
        page = device.new_page()
        page.goto(release_host.address)
        says(page, "one", ready=False, refused="tampered")


def test_what_was_installed_unsigned_is_not_called_signed(
    playwright: Playwright, release_host: AppHost, out: Path, tmp_path: Path
) -> None:
    """A host gave another app under a list of its own; enrolling brings it to light."""
    app = out / "public" / "screens" / "app.js"
    app.write_text(app.read_text() + "// and more")
    (out / "public" / "files.json").write_bytes(
        list_text(files("one") | {"screens/app.js": app.read_bytes()})
    )
    signed = (out / "public" / "release.bin").read_bytes()
    (out / "public" / "release.bin").unlink()
    with opened(playwright, tmp_path / "profile") as device:
        page = device.new_page()
        page.goto(release_host.address)
        says(page, "one", ready=True)
        (out / "public" / "release.bin").write_bytes(signed)
        enrol(page)
        says(page, "one", signed=None)
