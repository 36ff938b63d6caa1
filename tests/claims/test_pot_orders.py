"""Two people raise a pot, refill it, or give a new device a second one."""

import pytest
from tests.claims.made import NOW, MemoryBook, approval, device, made_city, order

from heller.city.pots import YEAR, Extra
from heller.claims.orders import NEED_APPROVAL, OrderAnswer
from heller.claims.pot_orders import POT_ORDERS
from heller.errors import ApprovalNeeded, OrderRefused, Problem


def ordered(
    book: MemoryBook, kind: str, named: str = "", **arguments: int
) -> OrderAnswer | Problem:
    message = order(kind, by="anna", named=named, **arguments)
    return book.order(message, approval(message))


def test_no_pot_is_given_by_one_person() -> None:
    assert set(POT_ORDERS) <= NEED_APPROVAL
    one = made_city().order(order("pot.raise", point=2, isolated_cents=1))
    assert isinstance(one, ApprovalNeeded)


def test_a_big_shop_gets_its_pot_with_the_next_lease() -> None:
    book, till = made_city(new_device_wait=0), device(3)
    ordered(book, "pot.raise", point=2, isolated_cents=150_000)
    assert (book.register.raised, book.figure().reserve) == ({2: 150_000}, 100_000)
    book.now += 3 * 86_400
    book.hand_in(till.close())
    book.renew(till)
    assert (book.figure().isolated, book.figure().reserve) == (200_000, 0)


def test_what_is_granted_adds_up_and_ends_after_a_year() -> None:
    book = made_city()
    ordered(book, "pot.grant", "first", point=2, isolated_cents=100, standin_cents=200)
    ordered(book, "pot.grant", "second", point=2, isolated_cents=10, standin_cents=0)
    assert book.register.extras == {2: Extra(110, 200, NOW + YEAR)}
    book.now += YEAR + 1
    ordered(book, "pot.grant", "third", point=2, isolated_cents=1, standin_cents=0)
    assert book.register.extras == {2: Extra(1, 0, book.now + YEAR)}


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("pot.raise", {"point": 9, "isolated_cents": 1}),
        ("pot.raise", {"point": 2, "isolated_cents": 150_001}),
        ("pot.grant", {"point": 2, "isolated_cents": 10_000_001, "standin_cents": 0}),
        ("pot.grant", {"point": 2, "isolated_cents": 1}),
    ],
)
def test_what_is_refused(kind: str, arguments: dict[str, int]) -> None:
    assert isinstance(ordered(made_city(), kind, "refused", **arguments), OrderRefused)
