"""The test tool itself: it replicates, it holds commits back, it takes over."""

import psycopg
from tests.postgres import waiting
from tests.postgres.standby import Standby

from heller.postgres import roles


def numbers(dsn: str) -> list[tuple[int]]:
    with psycopg.connect(dsn) as connection:
        return connection.execute("SELECT n FROM public.t ORDER BY n").fetchall()


def test_a_standby_has_what_was_committed_and_takes_over(replicated: Standby) -> None:
    primary = replicated.primary.dsn(roles.OWNER)
    with psycopg.connect(primary, autocommit=True) as connection:
        connection.execute("CREATE TABLE public.t (n int)")
        connection.execute("INSERT INTO public.t VALUES (1)")
    waiting.until(lambda: numbers(replicated.dsn(roles.OWNER)) == [(1,)], "the row is replayed")
    replicated.promote()
    with psycopg.connect(replicated.dsn(roles.OWNER), autocommit=True) as connection:
        connection.execute("INSERT INTO public.t VALUES (2)")
    assert numbers(replicated.dsn(roles.OWNER)) == [(1,), (2,)]
    assert numbers(primary) == [(1,)]
