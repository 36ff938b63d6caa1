"""A real city, and tills in a real Chromium that are enrolled in it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser
from tests.till.app.hosting import AppHost
from tests.till.app.till.devices import Device, Office, harness_host, office


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppHost]:
    with harness_host(tmp_path_factory.mktemp("app")) as running:
        yield running


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A city that runs as long as these tests."""
    with office(tmp_path_factory.mktemp("city")) as running:
        yield running


@pytest.fixture(scope="session")
def point(real: Office) -> int:
    """A sale point that also redeems."""
    made: int = real.shop("i-Punkt")
    real.seller(made)
    return made


@pytest.fixture
def fresh(browser: Browser, host: AppHost) -> Iterator[Callable[[], Device]]:
    """Give devices that nobody has used before, opened."""
    with ExitStack() as stack:

        def make() -> Device:
            context = browser.new_context()
            stack.callback(context.close)
            device = Device(context.new_page(), host)
            device.open()
            return device

        yield make


@pytest.fixture
def device(fresh: Callable[[], Device], real: Office, point: int) -> Device:
    """A device enrolled at the sale point."""
    made = fresh()
    made.enrol(real, point)
    return made
