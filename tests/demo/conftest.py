"""One laid table for all tests of the demo: two real cities with their processes and tills."""

import os
import socket
from collections.abc import Iterator

import pytest

from heller.demo.table import Table

STARTS = range(20_000, 32_000, 97)  # below the ports that the system gives out by itself


def free_ports() -> int:
    """Find a port whose five neighbours are free too: desk, cities, till app, phones, stand-in.

    Each process looks elsewhere first: a demo opens its ports late, and another run of the tests
    beside this one would find the same ports free.
    """
    for place in range(len(STARTS)):
        start = STARTS[(os.getpid() + place) % len(STARTS)]
        if all(_free(start + step) for step in range(6)):
            return start
    raise AssertionError("no free ports")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    laid = Table(tmp_path_factory.mktemp("demo"), free_ports())
    try:
        laid.lay()
        yield laid
    finally:
        laid.clear()
