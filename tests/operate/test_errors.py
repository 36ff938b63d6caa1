"""Each error of the operator says what to do next, in its first line."""

import pytest

from heller.operate import errors
from heller.operate.errors import NoCity, OperateError

ALL = [one for one in vars(errors).values() if isinstance(one, type) and one is not OperateError]


@pytest.mark.parametrize("error", ALL)
def test_first_line_is_the_message(error: type[OperateError]) -> None:
    first, *_ = (error.__doc__ or "").split("\n")
    assert str(error()) == first
    assert first.endswith(".")


def test_detail_follows() -> None:
    assert str(NoCity("/srv/unna")) == (
        "There is no city in this folder; make one with `heller city create`. /srv/unna"
    )
