"""The print house gets each card as printed, and nothing that a spreadsheet would run."""

import csv
from io import StringIO

import pytest
from tests.cards.printing import printed_cards

from heller.cards.derived import grouped
from heller.cards.print_house import COLUMNS, print_house_csv
from heller.cards.sheet import PrintedCard


def lines(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_each_card_is_one_line() -> None:
    cards = printed_cards(3)
    expected = [
        [str(place), "25,00\u00a0€", card.pay_code, card.view_code, grouped(card.number), card.pin]
        for place, card in enumerate(cards, start=1)
    ]
    assert lines(print_house_csv(2_500, cards)) == [list(COLUMNS), *expected]


def test_a_variable_card_has_no_amount() -> None:
    assert lines(print_house_csv(0, printed_cards(1)))[1][1] == ""


def test_a_pin_keeps_its_zeros() -> None:
    card = PrintedCard("HG1:0", "https://karte.unna.example/#HV1.0", "0" * 16, "000007")
    assert print_house_csv(0, [card]).endswith(b'"0000 0000 0000 0000";"000007"\r\n')


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@sum", "\t=1"])
def test_a_formula_is_refused(start: str) -> None:
    with pytest.raises(AssertionError):
        print_house_csv(0, [PrintedCard("HG1:0", start, "0" * 16, "000007")])
