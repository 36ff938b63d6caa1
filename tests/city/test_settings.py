"""Settings keep their own bounds."""

import pytest

from heller.city.settings import SETTINGS


@pytest.mark.parametrize("name", SETTINGS)
def test_default_keeps_the_bounds(name: str) -> None:
    setting = SETTINGS[name]
    assert 0 <= setting.low <= setting.default <= setting.high


@pytest.mark.parametrize("name", ["limit", "limit_outage"])
def test_isolated_limit_never_goes_above_the_hard_maximum_of_the_tills(name: str) -> None:
    assert SETTINGS[name].high == 10_000


def test_defaults_are_those_of_the_design() -> None:
    assert {name: setting.default for name, setting in SETTINGS.items()} == {
        "card_limit": 25_000,
        "fund": 0,
        "lease_days": 7,
        "limit": 2_000,
        "limit_outage": 5_000,
        "isolated": 15_000,
        "isolated_outage": 50_000,
        "standin": 50_000,
        "ops": 20,
        "ops_outage": 150,
        "seller_credit": 200_000,
        "association_credit": 1_000_000,
        "day_limit": 100_000,
        "new_device_wait": 86_400,
    }
