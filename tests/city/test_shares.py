"""How F is split: one factor for all, deduction, reserve, and never above F."""

from dataclasses import replace

import pytest

from heller.city.pots import DAY, Extra, Grant, Loss
from heller.city.register import (
    MAY_REDEEM,
    MAY_SELL,
    Merchant,
    Point,
    Register,
    SellerRight,
    State,
    Till,
    TillState,
)
from heller.city.shares import Figure, Pots, Split

NOW = 1_700_000_000
TILL = Till(1, 1, 1, bytes(32), MAY_REDEEM, TillState.ACTIVE)
FULL = Pots(50_000, 50_000, 0)


def city(fund: int = 1_000_000, points: int = 2) -> Register:
    """Two merchants with one point each, tills 1 and 2; standard pots of 500 euros twice."""
    register = Register(settings={"fund": fund})
    for no in range(1, points + 1):
        register.merchants[no] = Merchant(no, State.ACTIVE)
        register.points[no] = Point(no, no, State.ACTIVE, 0)
        register.tills[no] = replace(TILL, no=no, merchant=no, point=no)
    return register


def lease(number: int, pots: Pots, merchant: int = 1, point: int = 0) -> Grant:
    return Grant(number, number, merchant, point or merchant, NOW, NOW + 7 * DAY, *pots)


def share(register: Register, *losses: Loss, till: Till = TILL, waits: bool = False) -> Pots:
    return Split(register, losses, NOW).share(till, waits=waits)


def figure(register: Register, *losses: Loss, now: int = NOW) -> Figure:
    return Split(register, losses, now).figure()


def test_pots_are_whole_as_long_as_f_suffices() -> None:
    assert share(city()) == share(city(fund=200_000)) == FULL


def test_all_pots_shrink_by_one_factor_whoever_comes_first() -> None:
    register = city(fund=100_000)
    first = share(register)
    register.grants[1] = lease(1, first)
    second = share(register, till=register.tills[2])
    assert first == second == Pots(25_000, 25_000, 0)
    register.grants[2] = lease(2, second, 2)
    assert figure(register).total == 100_000


def test_without_a_fund_there_is_no_pot() -> None:
    assert share(city(fund=0)) == Pots(0, 0, 0)


def test_a_new_shop_gets_less_until_the_others_have_closed() -> None:
    register = city(fund=100_000, points=1)
    register.grants[1] = lease(1, share(register))
    assert register.grants[1].isolated == 50_000
    grown = city(fund=100_000)
    grown.grants.update(register.grants)
    assert share(grown, till=grown.tills[2]) == Pots(0, 0, 0)
    del grown.grants[1]
    assert share(grown, till=grown.tills[2]) == Pots(25_000, 25_000, 0)


def test_a_new_device_waits_for_its_isolated_pot_only() -> None:
    assert share(city(), waits=True) == Pots(0, 50_000, 0)


def test_one_lease_of_a_shop_carries_the_isolated_pot_and_all_share_the_other() -> None:
    register = city()
    other = register.tills[3] = replace(TILL, no=3)
    first = share(register)
    assert first == Pots(50_000, 25_000, 0)
    register.grants[1] = lease(1, first)
    assert share(register, till=other) == Pots(0, 25_000, 0)
    register.tills[3] = replace(other, state=TillState.REVOKED)
    assert share(city()) == FULL


def test_a_device_enrolled_again_gets_what_the_open_lease_leaves() -> None:
    register = city()
    register.grants[1] = lease(1, Pots(50_000, 30_000, 0))
    register.tills[1] = replace(TILL, state=TillState.REVOKED)
    again = register.tills[3] = replace(TILL, no=3)
    assert share(register, till=again) == Pots(0, 20_000, 0)
    register.extras[1] = Extra(40_000, 0, NOW + DAY)
    assert share(register, till=again) == Pots(40_000, 20_000, 0)
    register.extras[1] = Extra(40_000, 0, NOW - 1)
    assert share(register, till=again) == Pots(0, 20_000, 0)


def test_what_a_pot_cost_is_deducted_from_the_same_merchants_next() -> None:
    lost = Loss(1, 9, "isolated", 20_000), Loss(1, 9, "standin", 5_000)
    register = city()
    assert share(register, *lost) == Pots(30_000, 45_000, 0)
    assert share(register, *lost, till=register.tills[2]) == FULL
    assert (figure(register, *lost).deducted, figure(register, *lost).beyond) == (25_000, 0)


def test_the_cost_of_a_lease_that_holds_its_pot_is_inside_it() -> None:
    register = city()
    register.grants[9] = lease(9, FULL)
    lost = Loss(1, 9, "isolated", 20_000), Loss(1, 9, "standin", 5_000)
    assert figure(register, *lost) == Figure(50_000, 50_000, 0, 0, 0, 0)
    assert figure(register, *lost, now=NOW + 70 * DAY) == Figure(0, 50_000, 0, 20_000, 0, 0)


def test_what_no_pot_bears_is_told_apart_and_takes_room() -> None:
    register = city(fund=200_000)
    lost = Loss(1, 9, "", 150_000)
    assert figure(register, lost).beyond == 150_000
    assert share(register, lost) == Pots(50_000, 0, 0)


def test_the_cost_follows_the_merchant_to_its_other_shop() -> None:
    register = city()
    register.points[3] = Point(3, 1, State.ACTIVE, 0)
    register.grants[1] = lease(1, FULL)
    other = replace(TILL, no=3, point=3)
    assert share(register, Loss(1, 9, "isolated", 20_000), till=other) == Pots(30_000, 50_000, 0)


def test_people_raise_a_big_shops_pot_and_grant_out_of_the_reserve() -> None:
    register = city()
    register.raised[1] = 150_000
    register.extras[1] = Extra(0, 10_000, NOW)
    assert share(register) == Pots(150_000, 60_000, 0)
    assert figure(register).reserve == 110_000
    register.grants[1] = lease(1, share(register))
    assert figure(register) == Figure(150_000, 60_000, 0, 0, 0, 0)


def test_the_reserve_never_lifts_the_figure_above_f() -> None:
    register = city(fund=200_000)
    register.grants.update({1: lease(1, FULL), 2: lease(2, FULL, 2)})
    register.raised[1] = 150_000
    assert (figure(register).total, figure(register).reserve) == (200_000, 0)


def test_a_sellers_credit_counts_once_a_point_and_shrinks_too() -> None:
    register = city(fund=300_000)
    register.sellers[1] = SellerRight(1, 400_000, 0, State.ACTIVE)
    seller = replace(TILL, role=MAY_REDEEM | MAY_SELL)
    first = share(register, till=seller)
    assert first == Pots(25_000, 25_000, 200_000)
    register.grants[1] = lease(1, first)
    register.grants[3] = lease(3, Pots(0, 0, 200_000), 1)
    assert figure(register) == Figure(25_000, 25_000, 200_000, 0, 0, 0)
    assert share(register, till=seller).credit == 200_000
    register.sellers[1] = SellerRight(1, 400_000, 0, State.BLOCKED)
    assert share(register, till=seller).credit == 0


@pytest.mark.parametrize("blocked", ["till", "point", "merchant"])
def test_who_is_stopped_gets_no_pot(blocked: str) -> None:
    register, till = city(), TILL
    if blocked == "till":
        till = replace(TILL, state=TillState.FROZEN)
    elif blocked == "point":
        register.points[1] = Point(1, 1, State.BLOCKED, 0)
    else:
        register.merchants[1] = Merchant(1, State.BLOCKED)
    assert share(register, till=till) == Pots(0, 0, 0)


def test_ok_receipts_without_a_flush_are_part_of_the_figure() -> None:
    assert Split(city(), (), NOW).figure(unflushed=7).total == 7
