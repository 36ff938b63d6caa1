"""A city on its own embedded server, and on a cluster of its operator."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from tests.running_city import UNNA, RunningCity, free_port

from heller.city.fund import fund
from heller.operate.audit import rebuild_city, verify_city
from heller.operate.ceremony import Person, hold
from heller.operate.create import finish, prepare
from heller.operate.engine import Engine
from heller.operate.home import CitySettings, Home
from heller.postgres import roles
from heller.postgres.connect import connect
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.errors import BookInUse, DataDirectoryTaken, ServerNotRunning


def untold(_done: int, _total: int) -> None:
    """Show no progress."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server that belongs to no city's folder."""
    folder = tmp_path_factory.mktemp("cluster")
    folder.chmod(0o755)  # PostgreSQL runs as another user when this process is root
    with EmbeddedPostgres(folder / "postgres") as server:
        yield server


def password_of(cluster: EmbeddedPostgres, role: str) -> str:
    text = (cluster.home / "passwords" / role).read_text()
    return text.strip().rsplit(":", 1)[1]


@pytest.fixture
def outer(
    cluster: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> CitySettings:
    """Settings that name the cluster by its owner; the other roles' passwords are in PGPASSFILE."""
    passfile = tmp_path / "pgpass"
    passwords = (f"*:*:*:{role}:{password_of(cluster, role)}\n" for role in roles.CITY[1:])
    passfile.write_text("".join(passwords))
    passfile.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passfile))
    parts = conninfo_to_dict(cluster.dsn(roles.OWNER))
    del parts["passfile"]
    url = make_conninfo("", **parts, password=password_of(cluster, roles.OWNER))
    return replace(UNNA, port=free_port(), database_url=url)


def test_city_on_an_outer_cluster(outer: CitySettings, tmp_path: Path) -> None:
    home, people = Home(tmp_path / "city"), [Person("anna", "x"), Person("bert", "y")]
    carried = hold(prepare(home, outer, os.urandom), tmp_path / "stick", people, 1, os.urandom)
    finish(home, carried, fund(110, 40_000_000, 6), {}, time, os.urandom)
    assert not home.postgres.exists()
    city = RunningCity(home, tmp_path / "stick", tmp_path)
    try:
        city.start()
        city.shop("Buch Meier")
        assert (verify_city(home, untold).entries, city.seq()) == (3, 3)
        with pytest.raises(BookInUse):
            rebuild_city(home, untold)
        assert city.stop() == 0
    finally:
        if city.process is not None:
            city.kill()
    rebuild_city(home, untold)
    assert verify_city(home, untold).findings == []


def test_roles_of_an_outer_cluster_take_no_password_of_the_owner(
    outer: CitySettings, cluster: EmbeddedPostgres, tmp_path: Path
) -> None:
    home = Home(tmp_path)
    home.write_settings(outer)
    with Engine(home) as engine:
        assert engine.dsn(roles.OWNER) == outer.database_url
        address = engine.dsn(roles.BOOK)
        assert password_of(cluster, roles.OWNER) not in address
        with connect(address, "test") as connection:
            assert connection.execute("SELECT current_user").fetchone() == (roles.BOOK,)


def test_embedded_server_runs_once_and_is_found_by_others(city: RunningCity) -> None:
    second = Engine(city.home)
    with pytest.raises(DataDirectoryTaken):
        second.__enter__()
    assert second.migrate() == 0  # the city's own start has applied them
    with connect(second.dsn(roles.AUDIT), "test") as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("heller",)


def test_stopped_server_has_no_address(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.write_settings(UNNA)
    with pytest.raises(ServerNotRunning, match="heller serve"):
        Engine(home).dsn(roles.OWNER)
