"""Cities with their stand-ins, by real processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.standin.own_copy import OwnCopy
from tests.standin.running import Pair, running_orphan, running_pair


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """A city and its stand-in for one test, both running."""
    with running_pair(tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A city and its stand-in for all tests, both running; nobody may end them."""
    with running_pair(tmp_path_factory.mktemp("both")) as made:
        yield made


@pytest.fixture(scope="session")
def orphan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A stand-in whose book is dead, with cards of 50 euros, for all tests."""
    with running_orphan(tmp_path_factory.mktemp("orphan")) as made:
        yield made


@pytest.fixture
def own(tmp_path: Path, orphan: Pair) -> Iterator[OwnCopy]:
    """An empty copy in this process, and the journal of the orphan's city."""
    made = OwnCopy(tmp_path, orphan)
    yield made
    made.connection.close()
