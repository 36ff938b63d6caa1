"""A city with a stand-in, in processes of their own, whose event loops do not meet Playwright's."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.running_city import until
from tests.standin.running import running_pair
from tests.till.app.till.devices import Device, Office

from heller.operate.home import Home

OPENS_ALONE_S = 60


class Standin:
    """The stand-in's process: `kill`, `start`, `health`; and what becomes of the book."""

    def __init__(self, pair: Any, thread: ThreadPoolExecutor) -> None:  # noqa: ANN401 - a Pair
        self._pair, self._thread = pair, thread

    def __getattr__(self, name: str) -> Callable[..., Any]:
        owner = self._pair if hasattr(self._pair, name) else self._pair.standin
        method = getattr(owner, name)
        return lambda *values, **more: self._thread.submit(method, *values, **more).result()

    @property
    def city_home(self) -> Home:
        found: Home = self._pair.city.home
        return found

    def stop_book(self, number: int) -> None:
        """Send the book's process a signal."""
        self._pair.city.process.send_signal(number)

    def burn_and_start_book(self) -> None:
        """The stand-in is gone with all that it knew; the book opens without it after 30 s."""
        self._thread.submit(self._burn_and_start_book).result()

    def _burn_and_start_book(self) -> None:
        city = self._pair.city
        self._pair.standin.kill()
        city.process = city.launch()
        until(city.is_open, "the book opens without its stand-in", OPENS_ALONE_S)

    @property
    def address(self) -> str:
        found: str = self._pair.standin.address
        return found


@contextmanager
def office_and_standin(folder: Path, **extra: int) -> Iterator[tuple[Office, Standin]]:
    """Make a city with a stand-in and run both for as long as the block lasts."""
    with ThreadPoolExecutor(1) as thread:
        running = running_pair(folder, **extra)
        pair = thread.submit(running.__enter__).result()
        try:
            yield Office(pair.city, thread), Standin(pair, thread)
        finally:
            thread.submit(running.__exit__, None, None, None).result()


def make_balances(home: Home) -> None:
    """Have the city make the snapshot that is due, now."""
    command = [sys.executable, "-m", "heller.cli", "serve", "snapshots", "--home", str(home.folder)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def load_balances(device: Device, home: Home) -> None:
    """Let the till hold what every card has now."""
    make_balances(home)
    before = device.look["status"]["balancesAt"]
    device.open()
    until(lambda: device.look["status"]["balancesAt"] > before, "the till has newer balances")
