"""`heller office cards print`, `block` and `unblock` at a real city."""

import os
from pathlib import Path

import pytest
from tests.cli.ordering import REFUSED, USAGE, facts, office, said
from tests.running_city import RunningCity, Town

from heller.book.decline import Reason
from heller.cards.card import CID_BYTES
from heller.cards.derived import number

PRINTED = "{} sealed cards are registered. They are worth nothing until they are sold.\n"


def test_batch_is_printed(city: RunningCity, tmp_path: Path) -> None:
    pdf, csv = tmp_path / "sheet.pdf", tmp_path / "house.csv"
    files = ("--pdf", str(pdf), "--csv", str(csv))
    assert said(city, "cards", "print", "--count", "2", "--face", "25", *files) == (
        PRINTED.format(2)
    )
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert len(csv.read_text("utf-8-sig").splitlines()) == 3
    assert sorted(tmp_path.iterdir()) == [csv, pdf]


def test_batch_is_counted_for_scripts(city: RunningCity, tmp_path: Path) -> None:
    csv = str(tmp_path / "house.csv")
    assert facts(city, "cards", "print", "--count", "1", "--csv", csv) == {"cards": 1}


@pytest.mark.parametrize("options", [(), ("--count", "0", "--pdf", "a.pdf"), ("--count", "1001")])
def test_batch_without_end_or_place_is_refused(options: tuple[str, ...], city: RunningCity) -> None:
    assert office(city, "cards", "print", *options).exit_code == USAGE


def test_place_that_is_not_there_is_told(city: RunningCity, tmp_path: Path) -> None:
    refused = office(city, "cards", "print", "--pdf", str(tmp_path / "missing" / "a.pdf"))
    assert (refused.exit_code, "No such file or directory" in refused.stderr) == (REFUSED, True)


def test_blocked_card_pays_again_when_unblocked(city: RunningCity, town: Town) -> None:
    (made,) = city.cards(1)
    card = town.desk.scan(made.pay_code)
    town.desk.sell(card, 5_000)
    assert said(city, "block", made.number) == "The card is blocked.\n"
    declined = town.book.redeem(card, 1_000)
    assert (declined.state, declined.reason) == ("declined", Reason.CARD_BLOCKED)
    spaced = " ".join(made.number[at : at + 4] for at in range(0, 16, 4))
    assert said(city, "unblock", spaced) == "The card pays again.\n"
    assert town.book.redeem(card, 1_000).state == "accepted"


def test_misread_number_is_told_before_anything_is_asked(city: RunningCity) -> None:
    (made,) = city.cards(1)
    last = (int(made.number[-1]) + 1) % 10
    for misread in ("1234", made.number[:-1] + str(last)):
        refused = office(city, "block", misread)
        assert (refused.exit_code, "Read it again" in refused.stderr) == (USAGE, True)


def test_number_of_no_card_is_refused(city: RunningCity) -> None:
    assert office(city, "block", number(os.urandom(CID_BYTES))).exit_code == REFUSED
