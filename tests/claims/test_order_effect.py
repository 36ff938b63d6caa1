"""An order's arguments, read strictly."""

from typing import Any

import pytest
from tests.claims.made import order, ordering

from heller.claims.decide import NO_REF
from heller.claims.office import OfficeOrder
from heller.claims.order_effect import Effect, amount, argument
from heller.errors import OrderRefused


def given(**arguments: Any) -> OfficeOrder:  # noqa: ANN401 - any kind is tried
    return ordering(order("any", **arguments)).order


def test_argument_of_its_kind() -> None:
    assert argument(given(ref=b"ref"), "ref", bytes) == b"ref"


@pytest.mark.parametrize("value", ["ref", 1, None, True])
def test_argument_of_another_kind_is_refused(value: object) -> None:
    with pytest.raises(OrderRefused, match="'ref' is missing or not bytes"):
        argument(given(ref=value), "ref", bytes)


def test_missing_argument_is_refused() -> None:
    with pytest.raises(OrderRefused, match="'ref' is missing or not bytes"):
        argument(given(), "ref", bytes)


@pytest.mark.parametrize("value", [0, 7, 255])
def test_amount_within_its_bounds(value: int) -> None:
    assert amount(given(value=value), "value", 255) == value


@pytest.mark.parametrize("value", [-1, 256])
def test_amount_beyond_its_bounds_is_refused(value: int) -> None:
    with pytest.raises(OrderRefused, match="'value' must be between 0 and 255"):
        amount(given(value=value), "value", 255)


@pytest.mark.parametrize("value", ["7", True, None])
def test_amount_that_is_no_whole_number_is_refused(value: object) -> None:
    with pytest.raises(OrderRefused, match="'value' is missing or not int"):
        amount(given(value=value), "value")


def test_amount_fits_a_message_when_nothing_else_is_said() -> None:
    assert amount(given(value=2**32 - 1), "value") == 2**32 - 1
    with pytest.raises(OrderRefused):
        amount(given(value=2**32), "value")


def test_an_order_without_effect_touches_nothing() -> None:
    nothing = Effect()
    assert (nothing.changes, nothing.transfer.postings, nothing.evidence) == ((), (), ())
    assert (nothing.ref, nothing.cents, nothing.target) == (NO_REF, 0, None)
