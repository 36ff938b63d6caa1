"""The first step: compare with the city, end what was left open; silence bars nothing."""

import pytest
from tests.handset import faults
from tests.handset.city import City
from tests.handset.conftest import Opener
from tests.handset.test_counter import cut_while_sending

from heller.errors import ClockApart, UnknownTill
from heller.handset.opening import AGAIN_S, Opening
from heller.handset.problems import MustEnrolAgain, NoAnswer
from heller.handset.till import Handset


def test_all_is_well(handset: Handset) -> None:
    assert handset.start().problem is None
    assert handset.start().answered


def test_silence_bars_nothing(handset: Handset, city: City) -> None:
    city.faults["*"] = faults.dead(99)
    opening = handset.start()
    assert (type(opening.problem), opening.answered) == (NoAnswer, False)
    opening.demand_free()


def test_a_no_bars_claims() -> None:
    with pytest.raises(UnknownTill):
        Opening(UnknownTill(), 0).demand_free()


def test_a_wrong_clock_bars_questions_only() -> None:
    Opening(ClockApart(), 0).demand_free()


def test_a_good_opening_holds_for_ever_and_another_for_seconds() -> None:
    assert Opening(None, 0).holds(10**9)
    assert Opening(NoAnswer(), 7).holds(7 + AGAIN_S - 1)
    assert not Opening(NoAnswer(), 7).holds(7 + AGAIN_S)


def test_a_till_that_must_be_enrolled_anew_touches_nothing(
    handset: Handset, opened: Opener, city: City
) -> None:
    cut_while_sending(handset, city, 100)
    again = opened()
    again.journal.keep(must_enrol=b"\1")
    assert isinstance(again.start().problem, MustEnrolAgain)
    assert (city.posts, len(again.journal.undecided())) == ([], 1)
