"""A till in a real Chromium, without its screens: what tests say to it and what it answers."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Any

from playwright.sync_api import Page
from tests.running_city import BOTH, RunningCity, make_city, until
from tests.till.app.hosting import AppHost, hosted

from heller.handset.invite import write_invite
from heller.operate.home import Home
from heller.till.app_files import APP

HARNESS = Path(__file__).with_name("harness.js")
PAGE = '<!doctype html><title>Till</title><script type="module" src="harness.js"></script>'
CALL = "([name, values]) => harness[name](...values)"

Json = Any  # what a page gave


class Office:
    """A city's office, whose event loops must not meet Playwright's: each call runs in a thread."""

    def __init__(self, city: RunningCity, thread: ThreadPoolExecutor) -> None:
        self._city, self._thread = city, thread

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._city, name)
        return lambda *values, **more: self._thread.submit(method, *values, **more).result()

    @property
    def address(self) -> str:
        return self._city.address

    @property
    def city_home(self) -> Home:
        return self._city.home


@contextmanager
def office(folder: Path) -> Iterator[Office]:
    """Make a city and run it for as long as the block lasts."""
    with ThreadPoolExecutor(1) as thread:
        made = thread.submit(make_city, folder).result()
        try:
            thread.submit(made.start).result()
            yield Office(made, thread)
        finally:
            made.kill()


@dataclass
class Device:
    """One page with a till in it."""

    page: Page
    host: AppHost

    def open(self) -> Json:
        """Load the page and open its till."""
        self.load()
        return self.do("open")

    def load(self) -> None:
        """Load the page; there is no till in it yet."""
        self.page.goto(f"{self.host.address}harness.html")
        self.page.locator("html[data-loaded]").wait_for()

    def do(self, name: str, *values: object) -> Json:
        return self.page.evaluate(CALL, [name, list(values)])

    def call(self, method: str, *values: object) -> Json:
        return self.do("call", method, *values)

    @property
    def look(self) -> Json:
        return self.do("look")

    def until(self, name: str, wanted: object) -> None:
        """Wait until the till shows this."""
        until(lambda: bool(self.look[name] == wanted), f"{name} is {wanted}")

    def until_status(self, name: str, wanted: object) -> None:
        until(lambda: bool(self.look["status"][name] == wanted), f"{name} is {wanted}")

    def enrol(self, city: Office, point: int, role: int = BOTH) -> None:
        """Enrol as a person does, the office comparing the four words."""
        invitation = write_invite(city.invite(point, role))
        assert self.call("enrol", {"invitation": invitation}) == {"waiting": True}
        words = self.look["words"]
        city.admit(tuple(words))
        self.until("state", "ready")

    def enrol_alone(self, city: Office) -> "Device":
        """Enrol as the only till of a new shop: one lease of a shop has the isolated pot."""
        point = city.shop("Buchhandlung Hornung")
        city.seller(point, 200_000, 200_000)  # so that the city's fund is enough for many shops
        self.enrol(city, point)
        return self

    def redeem(self, text: str, cents: int, **more: object) -> Json:
        return self.do("claim", "redeem", text, cents, more)

    def sell(self, text: str, cents: int, **more: object) -> Json:
        return self.do("claim", "sell", text, cents, more)

    def decide(self, seq: int, *, handed_over: bool) -> Json:
        return self.call("decide", seq, handed_over)


@contextmanager
def harness_host(folder: Path) -> Iterator[AppHost]:
    """Serve the app as it lies in the source, with the page for tests beside it."""
    copytree(APP, folder / "app")
    (folder / "app" / "harness.html").write_text(PAGE, encoding="utf-8")
    (folder / "app" / "harness.js").write_bytes(HARNESS.read_bytes())
    with hosted(folder / "app") as host:
        yield host
