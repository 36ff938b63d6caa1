"""What goes wrong between a till and its city."""

import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
from tests.handset.city import problem_answer

from heller.errors import Problem

Fault = Callable[[], httpx.Response]


def dead(times: int) -> list[Fault]:
    """Nothing answers, so many times."""
    return [_no_answer] * times


def closed(times: int) -> list[Fault]:
    """Nobody listens, so many times."""
    return [_refused] * times


def says(kind: type[Problem]) -> Fault:
    """The door names a problem."""
    return lambda: problem_answer(kind())


def answers(status: int, content: bytes) -> Fault:
    """Something else answers."""
    return lambda: httpx.Response(status, content=content)


def _no_answer() -> httpx.Response:
    raise httpx.ReadTimeout("silence")


def _refused() -> httpx.Response:
    raise httpx.ConnectError("nobody listens")


def copy_of(home: Path, to: Path) -> Path:
    """Back a till's folder up."""
    shutil.copytree(home, to)
    return to


def restore(saved: Path, home: Path) -> None:
    """Put a backup back."""
    shutil.rmtree(home)
    shutil.copytree(saved, home)
