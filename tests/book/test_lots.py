"""Lots: when they pay, in which order they are taken, and how money returns to them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heller.book.lots import (
    GERMANY,
    GRACE_SECONDS,
    Lot,
    LotKind,
    Returned,
    available,
    consume,
    end_of_third_year,
    german_day,
    give_back,
    still_out,
)
from heller.book.transfer import LotMove, LotOpening

REF = b"ref of ten"


def moment(text: str) -> int:
    """Give the second of a German wall clock time."""
    return int(datetime.fromisoformat(text).replace(tzinfo=GERMANY).timestamp())


def paid(no: int, remaining: int, until: int, since: int = 0) -> Lot:
    return Lot(no, LotKind.PAID, remaining, since, until)


def bonus(no: int, remaining: int, until: int) -> Lot:
    return Lot(no, LotKind.BONUS, remaining, 0, until)


@pytest.mark.parametrize(
    ("sold", "last_second"),
    [
        ("2023-12-23T11:00:00", "2026-12-31T22:59:59"),
        ("2023-12-31T23:59:59", "2026-12-31T22:59:59"),
        ("2024-01-01T00:00:00", "2027-12-31T22:59:59"),
        ("2024-02-29T12:00:00", "2027-12-31T22:59:59"),
        ("2024-03-31T03:30:00", "2027-12-31T22:59:59"),
        ("2024-10-27T02:30:00", "2027-12-31T22:59:59"),
    ],
    ids=["the story", "last second", "new year", "leap day", "spring night", "autumn night"],
)
def test_fifo_expiry(sold: str, last_second: str) -> None:
    """Each loading expires on its own, at the end of the third year after it, German time."""
    expected = datetime.fromisoformat(last_second).replace(tzinfo=UTC)
    assert end_of_third_year(moment(sold)) == int(expected.timestamp())


def test_the_german_new_year_counts_not_the_utc_one() -> None:
    late = int(datetime(2023, 12, 31, 23, 30, tzinfo=UTC).timestamp())
    assert end_of_third_year(late) == moment("2027-12-31T23:59:59")


def test_lot_pays_from_its_first_to_its_last_second() -> None:
    lot = paid(1, 500, until=20, since=10)
    assert [lot.pays(at) for at in (9, 10, 20, 21)] == [False, True, True, False]
    assert available([lot, paid(2, 70, 15)], 15) == 570


def test_bonus_first_then_what_expires_first() -> None:
    lots = [paid(1, 100, 50), paid(2, 100, 40), bonus(3, 100, 90), bonus(4, 100, 80)]
    assert consume(REF, lots, 350, at=30) == (
        LotMove(REF, 4, -100),
        LotMove(REF, 3, -100),
        LotMove(REF, 2, -100),
        LotMove(REF, 1, -50),
    )


def test_of_two_with_one_expiry_the_older_is_taken() -> None:
    assert consume(REF, [paid(2, 50, 40), paid(1, 50, 40)], 60, at=1) == (
        LotMove(REF, 1, -50),
        LotMove(REF, 2, -10),
    )


def test_empty_expired_and_coming_lots_are_passed_by() -> None:
    lots = [paid(1, 0, 40), paid(2, 70, 29), paid(3, 70, 40, since=31), paid(4, 70, 99)]
    assert consume(REF, lots, 60, at=30) == (LotMove(REF, 4, -60),)


def test_a_single_lot_is_taken_without_sorting() -> None:
    assert consume(REF, [paid(1, 70, 40)], 70, at=30) == (LotMove(REF, 1, -70),)


def test_taking_more_than_there_is_stops_the_process() -> None:
    with pytest.raises(AssertionError):
        consume(REF, [paid(1, 70, 40), paid(2, 70, 40)], 141, at=30)


def test_still_out_skips_what_came_back_last_taken_first() -> None:
    taken = [LotMove(REF, 1, -300), LotMove(REF, 2, -700)]
    assert still_out(taken, 0) == [LotMove(REF, 2, -700), LotMove(REF, 1, -300)]
    assert still_out(taken, 250) == [LotMove(REF, 2, -450), LotMove(REF, 1, -300)]
    assert still_out(taken, 700) == [LotMove(REF, 1, -300)]
    assert still_out(taken, 1_000) == []


def test_money_returns_to_the_lots_it_came_from() -> None:
    lots = [paid(1, 0, 40), bonus(2, 5, 90)]
    out = [LotMove(REF, 1, -300), LotMove(REF, 2, -700)]
    assert give_back(REF, lots, out, 800, at=30) == Returned(
        (LotMove(REF, 1, 300), LotMove(REF, 2, 500)), ()
    )
    assert give_back(REF, lots, out, 300, at=30) == Returned((LotMove(REF, 1, 300),), ())


def test_an_expired_lot_gives_way_to_one_of_its_kind_with_thirty_days() -> None:
    lots = [bonus(1, 0, 40), paid(2, 0, 41), paid(3, 0, 42)]
    out = [LotMove(REF, 1, -300), LotMove(REF, 2, -200), LotMove(REF, 3, -100)]
    assert GRACE_SECONDS == 30 * 24 * 3600
    assert give_back(REF, lots, out, 600, at=42) == Returned(
        (LotMove(REF, 4, 300), LotMove(REF, 5, 200), LotMove(REF, 3, 100)),
        (
            LotOpening(REF, 4, LotKind.BONUS, 0, 42 + GRACE_SECONDS),
            LotOpening(REF, 5, LotKind.PAID, 0, 42 + GRACE_SECONDS),
        ),
    )


def test_a_lot_in_its_last_second_is_not_expired() -> None:
    assert give_back(REF, [paid(1, 0, 40)], [LotMove(REF, 1, -9)], 9, at=40).opened == ()


def test_giving_back_more_than_was_taken_stops_the_process() -> None:
    with pytest.raises(AssertionError):
        give_back(REF, [paid(1, 0, 40)], [LotMove(REF, 1, -9)], 10, at=30)


LOTS = st.lists(
    st.tuples(st.sampled_from(LotKind), st.integers(0, 900), st.integers(0, 3), st.integers(2, 9)),
    max_size=6,
).map(lambda rows: [Lot(no, *row) for no, row in enumerate(rows, start=1)])


@given(lots=LOTS, at=st.integers(0, 10), data=st.data())
def test_what_is_taken_and_given_back_is_the_same_cents(
    lots: list[Lot], at: int, data: st.DataObject
) -> None:
    cents = data.draw(st.integers(0, available(lots, at)))
    moves = consume(REF, lots, cents, at) if cents else ()
    remaining = {lot.no: lot.remaining for lot in lots}
    assert sum(move.cents for move in moves) == -cents
    assert [move for move in moves if remaining[move.lot] + move.cents < 0] == []
    first = data.draw(st.integers(0, cents))
    back = give_back(REF, lots, still_out(moves, 0), first, at)
    rest = give_back(REF, lots, still_out(moves, first), cents - first, at)
    returned = dict.fromkeys(remaining, 0)
    for move in (*back.moves, *rest.moves):
        returned[move.lot] += move.cents
    assert returned == {no: -sum(m.cents for m in moves if m.lot == no) for no in remaining}


def test_a_german_day_begins_at_german_midnight() -> None:
    """31 December 2026, 22:59:59 and 23:00:00 UTC; and in summer an hour earlier."""
    assert [german_day(at) for at in (1_798_757_999, 1_798_758_000)] == [20261231, 20270101]
    assert [german_day(at) for at in (1_782_856_799, 1_782_856_800)] == [20260630, 20260701]
