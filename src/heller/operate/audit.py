"""Verifying and rebuilding a city's book from its folder."""

from collections.abc import Iterator
from contextlib import contextmanager

from heller.operate.engine import Engine
from heller.operate.home import Home
from heller.operate.open_city import keyset_of, scope_of_home
from heller.postgres import rebuild, roles, verify
from heller.postgres.errors import DataDirectoryTaken
from heller.postgres.replay import Progress


@contextmanager
def owner_dsn(home: Home) -> Iterator[str]:
    """Give the owner's address; starts the embedded server when the city is not running."""
    engine = Engine(home)
    try:
        engine.__enter__()
    except DataDirectoryTaken:
        yield engine.dsn(roles.OWNER)  # the city runs: its own server answers
        return
    try:
        yield engine.dsn(roles.OWNER)
    finally:
        engine.__exit__(None, None, None)


def verify_city(home: Home, progress: Progress) -> verify.Report:
    """Recompute the book; also while the city runs."""
    scope, keyset = scope_of_home(home), keyset_of(home)
    with owner_dsn(home) as dsn:
        return verify.verify(dsn, scope, keyset, progress)


def rebuild_city(home: Home, progress: Progress) -> dict[str, int]:
    """Rebuild the projections; the city must be stopped."""
    scope = scope_of_home(home)
    with owner_dsn(home) as dsn:
        return rebuild.rebuild(dsn, scope, progress)
