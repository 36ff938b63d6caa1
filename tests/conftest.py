"""What every test has: seeded examples in CI, new ones at home, a slice of the long tier."""

import os
import re
import zlib
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, settings

# Real PostgreSQL and real processes answer when they answer: no deadline for one example.
settings.register_profile("home", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile(
    "long",
    deadline=None,
    max_examples=5_000,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
USUAL = "ci" if os.environ.get("CI") else "home"
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", USUAL))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer `--slice 1/20`: run the first of twenty parts of what was collected."""
    parser.addoption("--slice", default="1/1", help="part/parts, for example 1/20; same each time")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the part asked for, chosen by the tests' names, so that it stays the same each time."""
    chosen = slice_of([item.nodeid for item in items], config.getoption("slice"))
    dropped = [item for item in items if item.nodeid not in chosen]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item.nodeid in chosen]


def slice_of(names: Sequence[str], wanted: str) -> set[str]:
    """Choose the names of one part; all parts together are all names, each once."""
    match = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", wanted)
    if not match or int(match[1]) > int(match[2]):
        message = f"--slice {wanted}: write part/parts, for example 1/20 up to 20/20"
        raise pytest.UsageError(message)
    part, parts = int(match[1]), int(match[2])
    return {name for name in names if zlib.crc32(name.encode()) % parts == part - 1}
