"""A till of a small honest city, enrolled, with clocks that a test moves."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest
from tests.handset.city import CODE, DOOR, NOW, ROOT, City

from heller.handset.invite import Invite
from heller.handset.till import Handset

INVITE = Invite(DOOR, CODE, ROOT.public)


class TestClock:
    """Clocks that stand still until a test, or waiting, moves them."""

    __test__ = False

    def __init__(self) -> None:
        self.time, self.slept = 1_000.0, 0.0

    def now(self) -> int:
        return NOW + int(self.time) - 1_000

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds
        self.slept += seconds


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "till"


Opener = Callable[[], Handset]


@pytest.fixture
def opened(city: City, clock: TestClock, home: Path) -> Iterator[Opener]:
    """Open the till's folder, as a new process would; the one before must be closed."""
    chance = Random(1).randbytes
    with ExitStack() as stack:
        yield lambda: stack.enter_context(Handset(home, clock, chance, city.transport))


@pytest.fixture
def handset(opened: Opener) -> Handset:
    """An enrolled till."""
    made = opened()
    made.enrol(INVITE, lambda _words: None)
    return made
