"""The bench's city is a real one: its book adds up."""

from pathlib import Path

from heller.operate.audit import verify_city
from heller.operate.bench.made_city import BALANCE, make_city
from heller.operate.engine import Engine
from heller.postgres import roles
from heller.postgres.connect import connect


def test_the_city_has_what_was_asked_for_and_adds_up(tmp_path: Path) -> None:
    city = make_city(tmp_path, 1, merchants=3, hot_tills=2, cards=5)
    report = verify_city(city.home, lambda _done, _all: None)
    assert report.findings == []
    assert (len(city.spread), len(city.hot), len(city.cids)) == (3, 2, 5)
    with Engine(city.home) as engine, connect(engine.dsn(roles.OWNER), "test") as connection:
        held = connection.execute("SELECT sum(remaining) FROM book.lot").fetchone()
    assert held == (5 * BALANCE,)
