"""The fund figure at the door: its parts add up, and they are those of /metrics."""

import httpx
from tests.running_city import RunningCity

PARTS = ("isolated", "standin", "sellers", "deducted", "reserve", "beyond", "unflushed")


def figures(city: RunningCity) -> dict[str, int]:
    found: dict[str, int] = httpx.get(f"{city.address}/v1/fund").json()
    assert found["figure_cents"] == sum(found[f"{part}_cents"] for part in PARTS)
    return found


def measured(city: RunningCity) -> dict[str, int]:
    lines = httpx.get(f"{city.address}/metrics").text.splitlines()
    rows = (line.split(" ") for line in lines if line.startswith("heller_fund"))
    return {name: int(float(value)) for name, value in rows}


def test_each_grant_and_each_payment_is_in_its_part(own_city: RunningCity) -> None:
    empty = figures(own_city)
    assert (empty["figure_cents"], empty["fund_cents"]) == (0, own_city_fund(own_city))
    shop, desk = own_city.shop("Buch Meier"), own_city.shop("i-Punkt")
    own_city.seller(desk, 100_000, 100_000)
    with own_city.enrol(shop) as till, own_city.enrol(desk) as seller:
        pots = [one.identity.lease for one in (till, seller)]
        (card,) = (seller.scan(made.pay_code) for made in own_city.cards(1))
        seller.sell(card, 5_000)
        till.redeem(card, 1_000)
    found = figures(own_city)
    assert found == {
        "fund_cents": empty["fund_cents"],
        "figure_cents": found["figure_cents"],
        "isolated_cents": sum(one.isolated_outage for one in pots),
        "standin_cents": sum(one.standin for one in pots),
        "sellers_cents": 100_000,
        "deducted_cents": 0,
        "reserve_cents": 0,
        "beyond_cents": 0,
        "unflushed_cents": 100_000,
    }
    assert figures(own_city) == found
    assert measured(own_city) == {
        "heller_fund_cents": found.pop("fund_cents"),
        **{f"heller_fund_{name}": cents for name, cents in found.items()},
    }


def own_city_fund(city: RunningCity) -> int:
    with city.office() as office:
        return int(office.look("register")["settings"]["fund"])
