"""A demo city is killed without warning and comes back with everything it had acknowledged."""

import httpx
import pytest

from heller.demo.actions import Actions
from heller.demo.table import Table


def test_killed_and_brought_back(table: Table) -> None:
    process, actions = table.cities["kamen"].process, Actions(table)
    body = {"city": "kamen", "till": "kiosk", "card": 0, "amount": "20", "lang": "en"}
    assert (actions.do("sell", body) or {})["title"] == "Sold · €20.00"
    process.kill()
    assert process.alive is False
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{process.address}/v1/health", timeout=1)
    assert (actions.do("redeem", body) or {})["title"] == "No answer from the book"
    process.start()
    assert (actions.do("balance", body) or {})["title"] == "€20.00"


def test_starting_twice_starts_once(table: Table) -> None:
    process = table.cities["kamen"].process
    process.start()
    assert process.alive
