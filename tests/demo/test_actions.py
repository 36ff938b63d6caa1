"""The desk's buttons, pressed one after the other on two real cities."""

import pytest

from heller.demo.actions import Actions, Answer, read_cents
from heller.demo.table import Table


@pytest.fixture
def press(table: Table) -> "Hand":
    return Hand(Actions(table))


class Hand:
    """Presses buttons in English."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions

    def __call__(self, verb: str, **body: object) -> Answer:
        answer = self._actions.do(verb, {"lang": "en", "city": "unna", "till": "ipunkt", **body})
        assert answer is not None
        return answer


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12,40", 1240),
        ("12.4", 1240),
        ("12", 1200),
        (" 0,01 ", 1),
        ("", None),
        ("1,234", None),
        ("-5", None),
    ],
)
def test_an_amount_is_read_as_people_type_it(text: str, cents: int | None) -> None:
    assert read_cents(text) == cents


def test_a_card_is_sold_spent_undone_and_refunded(press: Hand) -> None:
    sold = press("sell", card=1, amount="50")
    paid = press("redeem", card=1, till="baeckerei", amount="12,40")
    undone = press("void", card=1, till="baeckerei")
    again = press("redeem", card=1, till="baeckerei", amount="10")
    back = press("refund", card=1, till="baeckerei", amount="4")
    assert [(answer["title"], answer["text"]) for answer in (sold, paid, undone, again, back)] == [
        ("Sold · €50.00", "The card now holds €50.00."),
        ("Accepted · €12.40", "Hand over the goods. €37.60 left."),
        ("€12.40 booked back", "The card holds €50.00 again."),
        ("Accepted · €10.00", "Hand over the goods. €40.00 left."),
        ("€4.00 booked back", "The card holds €44.00 again."),
    ]
    assert press("balance", card=1)["title"] == "€44.00"


def test_a_sealed_card_pays_nothing(press: Hand) -> None:
    answer = press("redeem", card=5, till="buch", amount="1")
    assert (answer["good"], answer["text"]) == (False, "The card has not been sold yet.")


def test_an_amount_that_cannot_be_read_books_nothing(press: Hand) -> None:
    assert press("redeem", card=1, amount="lots")["title"] == "The amount cannot be read"


def test_nothing_to_undo_is_said_so(press: Hand) -> None:
    assert press("void", city="kamen", till="eis")["title"] == "There is nothing to undo here"


def test_an_unknown_button_does_nothing(table: Table) -> None:
    assert Actions(table).do("explode", {}) is None
