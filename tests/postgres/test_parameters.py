"""The server is set as it is written, and stays so."""

from pathlib import Path

import psycopg
from tests.postgres import processes
from tests.postgres.asking import ask

from heller.postgres import binaries, parameters, roles
from heller.postgres.embedded import EmbeddedPostgres


def test_every_parameter_is_as_it_is_written(postgres_server: EmbeddedPostgres) -> None:
    major = binaries.data_major(postgres_server.cluster)
    assert major is not None
    wanted = parameters.for_major(major)
    with psycopg.connect(postgres_server.dsn(roles.ADMIN)) as admin:
        question = "SELECT name, current_setting(name) FROM unnest(%s::text[]) AS name"
        found: dict[str, str] = dict(admin.execute(question, [list(wanted)]).fetchall())
    assert found == wanted


def test_nobody_takes_the_durability_away(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        with psycopg.connect(server.dsn(roles.ADMIN), autocommit=True) as admin:
            admin.execute("ALTER SYSTEM SET fsync = off")
            admin.execute("ALTER SYSTEM SET synchronous_commit = off")
            admin.execute("SELECT pg_reload_conf()")
        server.stop()
        server.start()
        assert (ask(server, "SHOW fsync"), ask(server, "SHOW synchronous_commit")) == ("on", "on")


def test_a_city_that_sleeps_needs_little_memory(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        assert 1_000 < processes.memory_kib(server) < 40_000
