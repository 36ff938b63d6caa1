"""Lot classes: 250 at most, and what is shown is never more than there is."""

from collections import Counter
from random import Random

from heller.claims.signed_files import MAX_CLASSES, LotClass
from heller.claims.snapshot_classes import LAST_SECOND, choose_classes, class_at

NOW = 1_671_876_000


def test_a_lot_that_pays_already_needs_no_beginning() -> None:
    assert class_at(LotClass(NOW, NOW + 9, 3), NOW) == LotClass(0, NOW + 9, 3)
    assert class_at(LotClass(NOW + 1, NOW + 9, 3), NOW) == LotClass(NOW + 1, NOW + 9, 3)


def test_a_lot_that_pays_no_more_has_no_class() -> None:
    assert class_at(LotClass(0, NOW + 1, 0), NOW) is not None
    assert class_at(LotClass(0, NOW, 0), NOW) is None
    assert class_at(LotClass(NOW + 5, NOW + 5, 0), NOW) is None


def test_an_end_beyond_2106_is_the_last_second() -> None:
    assert class_at(LotClass(0, LAST_SECOND + 9, 0), NOW) == LotClass(0, LAST_SECOND, 0)
    assert class_at(LotClass(0, LAST_SECOND + 9, 0), LAST_SECOND) is None


def test_few_classes_stay_as_they_are() -> None:
    found = Counter({LotClass(0, NOW + n, n): n + 1 for n in range(MAX_CLASSES)})
    listed, places = choose_classes(found)
    assert list(listed) == sorted(found)
    assert {one: listed[place] for one, place in places.items()} == {one: one for one in found}


def test_too_many_are_rounded_the_rare_ones_first_and_never_in_favour_of_the_card() -> None:
    chance = Random(2)
    found = Counter(
        {
            LotClass(chance.choice([0, NOW + n]), NOW + 10**6 + 977 * n, 0): 1_000 - n
            for n in range(600)
        }
    )
    listed, places = choose_classes(found)
    assert len(listed) <= MAX_CLASSES
    assert len(places) == len(found)
    moved = {one: listed[place] for one, place in places.items()}
    assert all(to.active_from >= one.active_from and to.end <= one.end for one, to in moved.items())
    ranked = sorted(found, key=lambda one: -found[one])
    assert [moved[one] for one in ranked[:125]] == ranked[:125]
    assert max(one.end - to.end for one, to in moved.items()) < 86_400


def test_what_rounding_makes_empty_has_no_place() -> None:
    found = {LotClass(NOW + n, NOW + n + 2, 0): 1 for n in range(300)}
    listed, places = choose_classes(found)
    assert (len(listed), len(places)) == (125, 125)


def test_of_more_than_250_groups_the_rarest_are_left_out() -> None:
    found = {LotClass(0, LAST_SECOND, group): 1_000 - group for group in range(300)}
    listed, places = choose_classes(found)
    assert {one.group for one in listed} == set(range(MAX_CLASSES))
    assert len(places) == MAX_CLASSES
