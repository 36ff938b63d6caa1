"""Printing: complete files, registered cards, and no secret anywhere else; or nothing at all."""

import csv
import io
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped] # ships no types
import pytest
import zxingcpp
from tests.running_city import RunningCity

from heller.cards.scan import ViewCode, parse_scanned
from heller.claims.keyset import Endpoint
from heller.keys import signing_key
from heller.operate.office import Caller, Office, OrderFailed
from heller.operate.open_city import keyset_of
from heller.operate.print_cards import PrintJob, card_address, print_cards, printed


@pytest.fixture(scope="module")
def office(city: RunningCity) -> Iterator[Office]:
    """The city's office."""
    with city.office() as desk:
        yield desk


def untold(_done: int, _total: int) -> None:
    """Show no progress."""


def job_in(folder: Path, count: int = 3, face: int = 2_500) -> PrintJob:
    return PrintJob(count, face, folder / "sheet.pdf", folder / "house.csv")


def codes_on(path: Path) -> set[str]:
    """Scan all pages."""
    pages = [page.render(scale=4).to_pil() for page in pypdfium2.PdfDocument(path)]
    return {code.text for page in pages for code in zxingcpp.read_barcodes(page)}


def rows_of(path: Path) -> list[list[str]]:
    lines = io.StringIO(path.read_text("utf-8-sig"))
    return [
        [row["pay_code"], row["view_code"], row["pin"]]
        for row in csv.DictReader(lines, delimiter=";")
    ]


def test_sheet_and_list_hold_each_card(city: RunningCity, office: Office, tmp_path: Path) -> None:
    cards = print_cards(city.home, office, job_in(tmp_path), os.urandom, untold)
    shown = [printed(keyset_of(city.home), card) for card in cards]
    codes = {code for one in shown for code in (one.pay_code, one.view_code)}
    assert codes_on(tmp_path / "sheet.pdf") == codes
    wanted = [[one.pay_code, one.view_code, one.pin] for one in shown]
    assert rows_of(tmp_path / "house.csv") == wanted
    files = sorted(tmp_path.iterdir())
    assert [path.name for path in files] == ["house.csv", "sheet.pdf"]
    assert [path.name for path in files if path.stat().st_mode & 0o077] == []


def test_printed_cards_are_registered(city: RunningCity, office: Office, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    before = office.look("totals")["cards"]
    cards = print_cards(
        city.home, office, job_in(tmp_path), os.urandom, lambda *far: told.append(far)
    )
    assert [office.find_card(card.number) for card in cards] == [card.ref for card in cards]
    assert office.look("totals")["cards"] - before == 3
    assert told == [(3, 3)]


def test_large_batch_is_registered_in_parts(city: RunningCity, office: Office) -> None:
    told: list[tuple[int, int]] = []
    job = PrintJob(501, 0, None, None)
    print_cards(city.home, office, job, os.urandom, lambda *far: told.append(far))
    assert told == [(500, 501), (501, 501)]


def test_no_secret_is_left_in_the_city(city: RunningCity, office: Office, tmp_path: Path) -> None:
    job = replace(job_in(tmp_path, count=2), csv=None)
    cards = print_cards(city.home, office, job, os.urandom, untold)
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.pdf"]
    secrets = [part for card in cards for part in (card.pay_code.encode(), card.view)]
    files = [path for path in city.home.folder.rglob("*") if path.is_file()]
    assert [path for path in files if any(one in path.read_bytes() for one in secrets)] == []


def test_refused_order_leaves_no_sheet(city: RunningCity, tmp_path: Path) -> None:
    caller = Caller("office-9", signing_key(os.urandom(32)))
    stranger = Office(city.home.socket, city.scope, caller, lambda: 1_800_000_000.0, os.urandom)
    with pytest.raises(OrderFailed):
        print_cards(city.home, stranger, job_in(tmp_path), os.urandom, untold)
    stranger.close()
    assert list(tmp_path.iterdir()) == []


def test_file_that_cannot_be_written_registers_no_card(
    city: RunningCity, office: Office, tmp_path: Path
) -> None:
    before = office.look("totals")["cards"]
    job = replace(job_in(tmp_path), csv=tmp_path / "missing" / "house.csv")
    with pytest.raises(FileNotFoundError):
        print_cards(city.home, office, job, os.urandom, untold)
    assert (list(tmp_path.iterdir()), office.look("totals")["cards"]) == ([], before)


def test_card_page_is_named_on_cards_once_there_is_one(city: RunningCity) -> None:
    keyset = keyset_of(city.home)
    assert card_address(keyset) == f"{city.address}/"
    pages = {**keyset.endpoints, Endpoint.CARD_PAGE: ("https://karte.unna.example",)}
    named = replace(keyset, endpoints=pages)
    assert card_address(named) == "https://karte.unna.example/"
    (card,) = city.cards(1)
    assert parse_scanned(printed(named, card).view_code) == ViewCode()
