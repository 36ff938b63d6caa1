"""What travels beside an order is judged before the order is booked, and kept after it."""

import pytest
from tests.running_city import RunningCity

from heller.operate.office import OrderFailed


@pytest.mark.parametrize(
    ("kind", "arguments", "side"),
    [
        ("merchant.add", {}, {"name": ""}),
        ("merchant.add", {}, {"name": "x" * 121}),
        ("merchant.add", {}, {"nom": "x"}),
        ("merchant.add", {}, ["x"]),
        ("till.invite", {"point": 1, "role": 1}, {"code": "SHORT"}),
        ("till.invite", {"point": 1, "role": 1}, {"code": "Ä" * 12}),
        ("till.invite", {"point": 1, "role": 1}, {"code": 1}),
        ("till.invite", {"point": 1, "role": 1}, None),
        ("cards.register", {"face_cents": 0, "issuer_key": 1, "cards": []}, {"cards": [[1]]}),
        ("cards.register", {"face_cents": 0, "issuer_key": 1, "cards": []}, None),
    ],
)
def test_bad_side_books_nothing(
    city: RunningCity, kind: str, arguments: dict[str, object], side: object
) -> None:
    before = city.seq()
    with city.office() as office, pytest.raises(OrderFailed) as refused:
        office.order(kind, arguments, side)
    assert (refused.value.problem["code"], city.seq()) == ("malformed", before)


def test_side_must_be_the_one_that_was_signed(city: RunningCity) -> None:
    with city.office() as office, pytest.raises(OrderFailed) as refused:
        office.order("merchant.add", {"side_hash": bytes(32)})
    assert refused.value.problem["code"] == "malformed"


def test_names_are_kept_beside_the_journal(city: RunningCity) -> None:
    point = city.shop("Bäckerei Özdemir")
    with city.office() as office:
        found = {one["no"]: one["name"] for one in office.look("register")["points"]}
    assert found[point] == "Bäckerei Özdemir"
