"""A printed sheet is read back by a scanner, also when print and camera are bad."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image, ImageFilter
from tests.cards.printing import printed_cards

from heller.cards.scan import PayCode, ViewCode, parse_scanned
from heller.cards.sheet import PrintedCard, SheetLook, sheet_pdf, sheet_pictures

UNNA = SheetLook("Unna", 2_500, "02303 103-0")
DPI = 300
PAY_MM = 24.5
MODULES = 49  # version 6 and four modules of quiet zone on each side


@pytest.fixture(scope="module")
def cards() -> list[PrintedCard]:
    return printed_cards(10)


@pytest.fixture(scope="module")
def pages(cards: list[PrintedCard]) -> list[Image.Image]:
    pictures = sheet_pictures(UNNA, cards, DPI)
    return [Image.open(BytesIO(picture)).convert("L") for picture in pictures]


def worn(page: Image.Image) -> Image.Image:
    """A copy as a worn printer and a crooked camera see it."""
    turned = page.rotate(2.5, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    skewed = turned.transform(
        turned.size, Image.Transform.AFFINE, (1, 0.03, 0, 0.01, 1, 0), fillcolor=255
    )
    return skewed.filter(ImageFilter.GaussianBlur(2))


def read(page: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(page)]


def test_ten_cards_are_one_sheet_of_fronts_and_one_of_backs(pages: list[Image.Image]) -> None:
    assert [page.size for page in pages] == [(2480, 3508), (2480, 3508)]
    assert read(pages[0]) == []


def test_a_worn_print_is_read_as_it_was_printed(
    cards: list[PrintedCard], pages: list[Image.Image]
) -> None:
    texts = read(worn(pages[1]))
    assert sorted(texts) == sorted(
        [card.pay_code for card in cards] + [card.view_code for card in cards]
    )
    kinds = [type(parse_scanned(text)) for text in texts]
    assert (kinds.count(PayCode), kinds.count(ViewCode)) == (10, 10)


def test_backs_are_mirrored_for_paper_turned_on_its_long_edge(
    cards: list[PrintedCard], pages: list[Image.Image]
) -> None:
    left = pages[1].crop((0, 0, 1240, 800))
    assert set(read(left)) == {cards[1].pay_code, cards[1].view_code}


def test_a_pay_code_has_half_a_millimetre_per_module(pages: list[Image.Image]) -> None:
    codes = [code for code in zxingcpp.read_barcodes(pages[1]) if code.text.startswith("HG1:")]
    widths = [code.position.top_right.x - code.position.top_left.x for code in codes]
    printed = PAY_MM / 25.4 * DPI * (MODULES - 8) / MODULES
    assert [round(width / printed, 2) for width in widths] == pytest.approx([1] * 10, abs=0.02)
    assert PAY_MM / MODULES >= 0.5


def test_equal_input_gives_an_equal_pdf(cards: list[PrintedCard]) -> None:
    first = sheet_pdf(UNNA, cards)
    assert first.startswith(b"%PDF-")
    assert sheet_pdf(UNNA, list(cards)) == first


def test_words_are_data_and_never_run(cards: list[PrintedCard]) -> None:
    look = SheetLook('#read("/etc/passwd") "]', 12_550, "$x$ #panic()")
    assert len(sheet_pictures(look, cards[:1], 72)) == 2


def test_a_card_without_an_amount_and_a_long_name_are_printed(cards: list[PrintedCard]) -> None:
    look = SheetLook("Villingen-Schwenningen", 0, "07721 82-0", "#2e6b3a")
    assert len(sheet_pictures(look, cards[:1], 72)) == 2


def test_an_address_too_long_for_the_small_code_is_refused() -> None:
    card = PrintedCard("HG1:0", "https://" + "a" * 90, "0" * 16, "000000")
    with pytest.raises(AssertionError, match="too long"):
        sheet_pdf(UNNA, [card])


@pytest.mark.parametrize("count", [0, 1_001])
def test_a_sheet_is_bounded(cards: list[PrintedCard], count: int) -> None:
    with pytest.raises(AssertionError):
        sheet_pdf(UNNA, cards[:1] * count)


def test_no_secret_is_shown(cards: list[PrintedCard]) -> None:
    assert repr(cards[0]) == "PrintedCard()"
