"""docs/how-money-flows.md says what the movements' docstrings say."""

import pytest
from tests.movements.make_flows import (
    MOVEMENTS,
    NO_MOVEMENT,
    PAGE,
    STORY,
    Booking,
    Movement,
    Side,
    movement,
    overview,
    page,
    read_movements,
)


def test_the_page_is_what_the_docstrings_make() -> None:
    """If not: .venv/bin/python -m tests.movements.make_flows, and read the difference."""
    assert PAGE.read_text() == page()


def test_every_movement_has_its_section() -> None:
    names = {path.stem for path in MOVEMENTS.glob("*.py")}
    assert names - NO_MOVEMENT == set(STORY)


@pytest.mark.parametrize("found", read_movements(), ids=lambda found: found.name)
def test_a_docstring_is_a_booking_and_when_it_is_refused(found: Movement) -> None:
    sides = [[side.side for side in booking.sides] for booking in found.bookings]
    assert [sorted(set(one), reverse=True) for one in sides] == [["debit", "credit"]] * len(sides)
    assert sides == [sorted(one, reverse=True) for one in sides]
    assert found.bookings != []
    assert [word for word in found.words if word.startswith(("No: ", "Held: "))] != []


def test_a_docstring_is_read() -> None:
    found = movement(
        "pay",
        "Pay: with a card.\n\nAt the till:\n\n    debit   card, by expiry\n"
        "    credit  merchant payable\n\nNo: it\nis empty.\n",
    )
    sides = [Side("debit", "card", "by expiry"), Side("credit", "merchant payable", "")]
    assert found == Movement(
        "pay", "Pay: with a card.", [Booking("At the till:", sides)], ["No: it is empty."]
    )
    assert overview([found]) == (
        "```mermaid\nflowchart LR\n"
        '  card["card"] -->|pay| merchant_payable["merchant payable"]\n```\n'
    )


def test_an_account_outside_the_chart_is_not_taken() -> None:
    with pytest.raises(StopIteration):
        movement("pay", "Pay: x.\n\n    debit   cash\n    credit  card\n")
