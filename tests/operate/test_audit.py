"""A city's book is verified while the city runs and while it does not, and rebuilt when stopped."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.running_city import RunningCity, make_town, running_city

from heller.operate.audit import owner_dsn, rebuild_city, verify_city
from heller.operate.errors import NoCity
from heller.operate.home import Home
from heller.postgres.connect import connect
from heller.postgres.errors import BookInUse


def untold(_done: int, _total: int) -> None:
    """Show no progress."""


@pytest.fixture(scope="module")
def traded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCity]:
    """A city of its own in which something was sold and redeemed; these tests stop it."""
    with running_city(tmp_path_factory.mktemp("audit")) as made:
        town = make_town(made)
        (card,) = town.sold()
        town.book.redeem(card, 1_240)
        town.desk.close()
        town.book.close()
        yield made


def test_running_city_is_verified_and_not_rebuilt(traded: RunningCity) -> None:
    told: list[tuple[int, int]] = []
    report = verify_city(traded.home, lambda done, total: told.append((done, total)))
    assert (report.entries, report.findings) == (traded.seq(), [])
    assert told[-1] == (traded.seq(), traded.seq())
    with pytest.raises(BookInUse, match="Stop the city"):
        rebuild_city(traded.home, untold)
    assert traded.health()["state"] == "deciding"


def test_stopped_city_is_verified_rebuilt_and_goes_on(traded: RunningCity) -> None:
    seq, running = traded.seq(), traded.verify()
    traded.stop()
    with owner_dsn(traded.home) as dsn, connect(dsn, "test") as connection:
        connection.execute("UPDATE book.lot SET remaining = remaining + 1")
    damaged = verify_city(traded.home, untold)
    assert (damaged.entries, damaged.good) == (seq, False)
    rows = rebuild_city(traded.home, untold)
    assert (rows["lot"], rows["card"]) == (1, 1)
    rebuilt = verify_city(traded.home, untold)
    assert (rebuilt.root, rebuilt.findings) == (running.root, [])
    traded.start()
    assert traded.verify().good


def test_no_server_is_left_behind(traded: RunningCity, tmp_path: Path) -> None:
    for look in (verify_city, rebuild_city):
        with pytest.raises(NoCity):
            look(Home(tmp_path), untold)
    assert list(tmp_path.iterdir()) == []
