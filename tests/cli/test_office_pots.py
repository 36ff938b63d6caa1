"""`heller office pot raise` and `grant` at a real city: two people, then the register."""

import pytest
from tests.cli.ordering import USAGE, office, said
from tests.running_city import RunningCity

from heller.operate.status import read_status


def approved(city: RunningCity, *words: str) -> None:
    assert "second person" in said(city, *words)
    with city.office() as desk:
        (waiting,) = desk.look("pending")["orders"]
        desk.approve(waiting["op"], 1, city.approver[1])


def test_pots_are_given_by_two_people(own_city: RunningCity) -> None:
    point = own_city.shop("Kaufhaus")
    approved(own_city, "pot", "raise", str(point), "1500")
    assert read_status(own_city.home)["fund"]["reserve_cents"] == 100_000
    approved(own_city, "pot", "grant", str(point), "--isolated", "10", "--stand-in", "20")
    assert read_status(own_city.home)["fund"]["reserve_cents"] == 103_000


@pytest.mark.parametrize("euros", ["-1", "1501", "much"])
def test_a_pot_above_the_maximum_is_refused(euros: str, city: RunningCity) -> None:
    assert office(city, "pot", "raise", "1", euros).exit_code == USAGE
