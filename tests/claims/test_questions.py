"""What a till asks fits what a person can have typed."""

from dataclasses import replace

import pytest
from tests.claims.samples import QUESTIONS

from heller.claims.questions import Unlock, code_hash
from heller.errors import Malformed

UNLOCK = QUESTIONS[1]


@pytest.mark.parametrize("changes", [{"number": 10**16 - 1}, {"pin": 999_999}, {"pin": 0}])
def test_the_largest_and_smallest_are_taken(changes: dict[str, int]) -> None:
    assert isinstance(UNLOCK, Unlock)
    unlock = replace(UNLOCK, **changes)  # type: ignore[arg-type] # numbers all
    assert Unlock.parse(unlock.pack(), unlock.city) == unlock


@pytest.mark.parametrize("changes", [{"number": 10**16}, {"pin": 1_000_000}])
def test_more_digits_than_printed_are_refused(changes: dict[str, int]) -> None:
    assert isinstance(UNLOCK, Unlock)
    with pytest.raises(Malformed):
        replace(UNLOCK, **changes)  # type: ignore[arg-type] # numbers all


def test_small_and_capital_letters_are_one_code() -> None:
    assert code_hash("k7qpw2mx") == code_hash("K7QPW2MX") != code_hash("K7QPW2MY")
