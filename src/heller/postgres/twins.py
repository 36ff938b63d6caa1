"""Saying that something exists already, without showing the driver's own errors to other rooms."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.errors import UniqueViolation

from heller.postgres.errors import AlreadyThere


@contextmanager
def no_twins() -> Iterator[None]:
    """Raise AlreadyThere when what the block writes has a key that is taken."""
    try:
        yield
    except UniqueViolation as error:
        raise AlreadyThere(detail=error.diag.constraint_name) from None
