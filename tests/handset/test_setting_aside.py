"""A till's folder is set aside whole, and goes on being a till from there."""

from pathlib import Path

import pytest
from tests.handset import faults
from tests.handset.city import City
from tests.handset.conftest import INVITE, Opener, TestClock

from heller.handset.problems import HomeBusy
from heller.handset.setting_aside import set_aside
from heller.handset.till import Handset


def test_what_was_not_handed_in_can_be_from_the_new_place(
    handset: Handset, opened: Opener, city: City, clock: TestClock, home: Path
) -> None:
    card = handset.scan(city.loaded(500).pay_code)
    city.faults["*"] = faults.dead(99)
    handset.redeem(card, 100)
    handset.close()
    former = set_aside(home)
    assert (former, home.exists()) == (home.with_name("till-former-1"), False)
    city.faults.clear()
    assert opened().enrol(INVITE, lambda _words: None).till == 18
    with Handset(former, clock, transport=city.transport) as old:
        assert old.upload().receipted == 2


def test_names_are_not_used_twice(home: Path) -> None:
    home.mkdir()
    set_aside(home)
    home.mkdir()
    assert set_aside(home).name == "till-former-2"


def test_a_till_at_work_stays(handset: Handset, home: Path) -> None:
    with pytest.raises(HomeBusy):
        set_aside(home)
    assert home.exists()
