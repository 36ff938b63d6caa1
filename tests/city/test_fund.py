"""The fund figure F, for the city of the story and for smaller ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heller.city.fund import Fund, busy_day, fund


def test_unna_needs_two_hundred_thousand_euros() -> None:
    """110 shops, 400,000 euros a year, six partners that sell: in cents."""
    unna = fund(110, 40_000_000, 6)
    assert unna == Fund(
        merchants=110,
        isolated=5_500_000,
        standin=10_560_000,
        sellers=2_200_000,
        reserve=1_400_000,
        standin_per_merchant=96_000,
    )
    assert unna.total == 19_660_000


def test_a_small_shop_still_gets_a_stand_in_pot_of_500_euros() -> None:
    assert fund(10, 100_000, 0).standin_per_merchant == 50_000


def test_busy_day_is_a_twenty_fifth_of_the_year_and_a_tenth() -> None:
    assert busy_day(40_000_000, 110) == 16_000
    assert busy_day(1_000, 7) == 6


@given(
    shops=st.integers(1, 5_000),
    turnover=st.integers(0, 10**11),
    partners=st.integers(0, 500),
)
def test_the_reserve_is_whole_thousands_and_at_least_a_thirteenth(
    shops: int, turnover: int, partners: int
) -> None:
    found = fund(shops, turnover, partners)
    rest = found.total - found.reserve
    assert found.reserve % 100_000 == 0
    assert rest * 23 <= found.reserve * 300 < rest * 23 + 100_000 * 300


@pytest.mark.parametrize("shops", [1, 110, 2_000])
def test_pots_are_the_same_for_every_shop(shops: int) -> None:
    found = fund(shops, 40_000_000, 1)
    assert (found.isolated, found.standin) == (shops * 50_000, shops * found.standin_per_merchant)
