"""A Saturday before Christmas in Unna, from the print sheet to the closed book.

Everything here is real: the printed sheet is photographed, the tills talk to the city's door, and
at the end the whole book is added up again from its journal.
"""

import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pypdfium2  # type: ignore[import-untyped] # ships no types; used to photograph a sheet
import pytest
from PIL import ImageFilter
from tests.running_city import SOURCE, UNNA, RunningCity, running_city

from heller.cards.batch import MadeCard
from heller.claims.receipt_check import Finding, check_receipt
from heller.errors import Problem
from heller.handset.pictures import cards_in
from heller.handset.result import Result
from heller.handset.till import Handset
from heller.operate.audit import rebuild_city
from heller.operate.home import CitySettings
from heller.operate.open_city import keyset_of
from heller.operate.print_cards import PrintJob, print_cards

KAMEN = CitySettings(5978020, "Kamen", "02307 148-0", "127.0.0.1", 0)


@pytest.fixture
def unna(tmp_path: Path) -> Iterator[RunningCity]:
    folder = tmp_path / "unna"
    folder.mkdir()
    with running_city(folder, UNNA) as city:
        yield city


@pytest.fixture
def kamen(tmp_path: Path) -> Iterator[RunningCity]:
    folder = tmp_path / "kamen"
    folder.mkdir()
    with running_city(folder, KAMEN) as city:
        yield city


def printed(city: RunningCity, sheet: Path, count: int) -> list[MadeCard]:
    """The association prints a sheet of sealed cards."""
    with city.office() as office:
        job = PrintJob(count, 0, sheet, None)
        return print_cards(city.home, office, job, os.urandom, _quiet)


def _quiet(_done: int, _total: int) -> None:
    pass


def photographed(sheet: Path) -> list[Path]:
    """Photograph the sheet's backs: 300 dpi, a little out of focus."""
    pdf = pypdfium2.PdfDocument(sheet)
    try:
        return [_photo(pdf, place, sheet) for place in range(1, len(pdf), 2)]
    finally:
        pdf.close()


def _photo(pdf: pypdfium2.PdfDocument, place: int, sheet: Path) -> Path:
    page = pdf[place]
    bitmap = page.render(scale=300 / 72, grayscale=True)
    picture = bitmap.to_pil().filter(ImageFilter.GaussianBlur(1.5))
    path = sheet.with_name(f"photo-{place}.png")
    picture.save(path)
    bitmap.close()
    page.close()
    return path


def said(result: Result) -> tuple[str, str, str | None]:
    reason = result.reason.name.lower() if result.reason else None
    return result.kind, result.state, reason


def test_a_day_in_unna(unna: RunningCity, tmp_path: Path) -> None:
    with ExitStack() as stack:
        desk_point = unna.shop("i-Punkt")
        unna.seller(desk_point)
        desk = stack.enter_context(unna.enrol(desk_point))
        books = stack.enter_context(unna.enrol(unna.shop("Buch Meier"), role=1))
        bakery = stack.enter_context(unna.enrol(unna.shop("Bäckerei Özdemir"), role=1))

        # In the morning a sheet is printed; its cards are worth nothing yet.
        cards = printed(unna, tmp_path / "sheet.pdf", 10)
        codes = [code for photo in photographed(tmp_path / "sheet.pdf") for code in cards_in(photo)]
        assert sorted(codes) == sorted(card.pay_code for card in cards)
        (made,) = (card for card in cards if card.pay_code == codes[0])
        card = books.scan(codes[0])
        assert said(books.redeem(card, 100)) == ("redeem", "declined", "card_sealed")

        # A customer buys one with 50 euros, and spends it in two shops.
        assert said(desk.sell(desk.scan(codes[0]), 5_000)) == ("sale", "accepted", None)
        novel = books.redeem(card, 1_999)
        bread = bakery.redeem(bakery.scan(codes[0]), 640)
        assert (said(novel)[1], said(bread)[1]) == ("accepted", "accepted")
        assert books.balance(card).cents == 5_000 - 1_999 - 640

        # The novel comes back, the bread was typed wrong.
        assert said(books.refund(books.find(novel.claim_hash.hex()), 1_999))[1] == "accepted"
        assert said(bakery.void())[1] == "accepted"
        assert books.balance(card).cents == 5_000

        # The card is lost, and found again.
        number = made.number
        with unna.office() as office:
            ref = office.find_card(number)
        unna.order("card.block", ref=ref)
        assert said(books.redeem(card, 1)) == ("redeem", "declined", "card_blocked")
        unna.order("card.unblock", ref=ref)
        assert said(books.redeem(card, 1))[1] == "accepted"

        # At another till the code is torn, so number and PIN are typed.
        typed = bakery.unlock(number, made.pin)
        assert said(bakery.redeem(typed, 250))[1] == "accepted"

        # Somebody checks the receipt at home, without asking the city.
        keyset, root = unna.home.keyset(), keyset_of(unna.home).root
        assert novel.receipt_text is not None
        assert check_receipt(novel.receipt_text, keyset, root).finding is Finding.GENUINE
        forged = bytearray(novel.message or b"")
        forged[40] ^= 1
        assert check_receipt(bytes(forged), keyset, root).finding is Finding.FORGED

        # In the evening the book is added up, and added up again from its journal alone.
        settled(unna, desk, books, bakery)
        assert books.balance(card).cents == 5_000 - 1 - 250
        good = unna.require_good()
        no_secrets(unna, cards, [desk, books, bakery])
    assert unna.stop() == 0
    rebuild_city(unna.home, _quiet)
    again = unna.require_good()
    assert (again.entries, again.root) == (good.entries, good.root)


def settled(city: RunningCity, *tills: Handset) -> None:
    """Every record of every till has its receipt, and the sums are what was traded."""
    for till in tills:
        assert till.upload().left == 0
    with city.office() as office:
        totals = office.look("totals")
    assert totals["float_cents"] == 5_000 - 1 - 250
    assert totals["payable_cents"] == 1 + 250
    assert totals["receivable_cents"] == 5_000
    assert totals["suspense_cents"] == 0


def no_secrets(city: RunningCity, cards: list[MadeCard], tills: list[Handset]) -> None:
    """Nothing that opens a card or a till stands in any log (numbers and PINs neither)."""
    logs = city.log_text()
    assert "book_opened" in logs
    found = [
        name
        for card in cards
        for name, secret in (
            ("pay code", card.pay_code),
            ("number", card.number),
            ("view", card.view.hex()),
            ("PIN", f'"{card.pin}"'),
            ("PIN", f" {card.pin} "),
        )
        if secret in logs
    ]
    found += [
        f"till {till.identity.till}" for till in tills if till.identity.key.seed().hex() in logs
    ]
    assert found == []


def refused(till: Handset, pay_code: str) -> str:
    try:
        till.scan(pay_code)
    except Problem as problem:
        return problem.code
    return "taken"


def test_two_cities_share_nothing(unna: RunningCity, kamen: RunningCity) -> None:
    """Claims, keys and cards of one city are refused by the other, and leave no trace there."""
    with ExitStack() as stack:
        here = stack.enter_context(unna.enrol(unna.shop("Buch Meier")))
        there = stack.enter_context(kamen.enrol(kamen.shop("Buch Meier Kamen")))
        (card,) = unna.cards(1)
        before = kamen.seq()
        assert refused(here, card.pay_code) == "taken"
        assert refused(there, card.pay_code) == "wrong_city"
        claim = here.redeem(here.scan(card.pay_code), 1)
        entry = here.journal.entry(claim.claim.seq)
        assert entry is not None
        problem = asked(there, entry.record.message)
        assert problem == "wrong_city"
        receipt = claim.receipt_text
        assert receipt is not None
        keyset, root = kamen.home.keyset(), keyset_of(kamen.home).root
        assert check_receipt(receipt, keyset, root).finding is Finding.OTHER_CITY
        mixed = check_receipt(receipt, unna.home.keyset(), root)
        assert mixed.finding is Finding.NO_KEYS
        assert kamen.seq() == before
    unna.require_good()
    kamen.require_good()


def asked(till: Handset, message: bytes) -> str:
    """Post another city's record at this till's door."""
    body = {"records": [b64encode(message).decode()], "ask": True}
    return str(httpx.post(f"{till.identity.doors[0]}/v1/claims", json=body).json()["code"])


def test_command_line_agrees(unna: RunningCity) -> None:
    """What a person at the association types says the same."""
    command = [sys.executable, "-m", "heller.cli", "verify", "--home", str(unna.home.folder)]
    environment = {"PYTHONPATH": str(SOURCE)}
    found = subprocess.run([*command, "--json"], env=environment, capture_output=True, check=True)
    assert json.loads(found.stdout)["good"] is True
