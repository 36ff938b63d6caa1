"""Cards are read from photos and sheets, all of them, in the order of reading."""

from io import BytesIO
from pathlib import Path

import pytest
import segno
from PIL import Image, ImageFilter
from tests.cards.printing import printed_cards

from heller.cards.sheet import PrintedCard, SheetLook, sheet_pdf, sheet_pictures
from heller.handset import pictures
from heller.handset.pictures import cards_in, texts_in
from heller.handset.problems import ForeignCode, NoCode, OtherCode, PictureUnreadable

LOOK = SheetLook("Unna", 2_500, "02303 103-0")


@pytest.fixture(scope="module")
def cards() -> list[PrintedCard]:
    return printed_cards(12)


@pytest.fixture(scope="module")
def back(cards: list[PrintedCard]) -> Image.Image:
    return Image.open(BytesIO(sheet_pictures(LOOK, cards[:10], 300)[1])).convert("RGB")


def saved(picture: Image.Image, path: Path) -> Path:
    picture.save(path)
    return path


def test_a_print_sheet_gives_every_card_once(cards: list[PrintedCard], tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(sheet_pdf(LOOK, cards))
    found = cards_in(path)
    assert sorted(found) == sorted(card.pay_code for card in cards)
    # Backs are mirrored for printing on both sides: a row is read right card first.
    assert found[:4] == [cards[place].pay_code for place in (1, 0, 3, 2)]


@pytest.mark.parametrize("name", ["back.png", "back.jpg"])
def test_a_photo_of_several_cards_gives_all(
    cards: list[PrintedCard], back: Image.Image, tmp_path: Path, name: str
) -> None:
    worn = back.rotate(1.5, expand=True, fillcolor="white").filter(ImageFilter.GaussianBlur(1))
    found = cards_in(saved(worn, tmp_path / name))
    assert found == [cards[place].pay_code for place in (1, 0, 3, 2, 5, 4, 7, 6, 9, 8)]


def test_one_card_upside_down(cards: list[PrintedCard], back: Image.Image, tmp_path: Path) -> None:
    one = back.crop((0, 0, 1_240, 800)).rotate(180)
    assert cards_in(saved(one, tmp_path / "one.png")) == [cards[1].pay_code]
    assert sorted(texts_in(tmp_path / "one.png")) == sorted([cards[1].pay_code, cards[1].view_code])


def qr(text: str, path: Path) -> Path:
    segno.make(text, error="m").save(str(path), scale=6)
    return path


def test_a_view_code_asks_for_the_other(cards: list[PrintedCard], tmp_path: Path) -> None:
    with pytest.raises(OtherCode):
        cards_in(qr(cards[0].view_code, tmp_path / "view.png"))


def test_a_foreign_code_and_no_code_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ForeignCode):
        cards_in(qr("https://example.org", tmp_path / "foreign.png"))
    with pytest.raises(NoCode):
        cards_in(saved(Image.new("L", (400, 300), 255), tmp_path / "white.png"))


@pytest.mark.parametrize("content", [b"", b"text", b"%PDF-1.7\nbroken", b"GIF89a" + bytes(20)])
def test_what_is_no_picture_is_said_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(PictureUnreadable):
        cards_in(path)
    with pytest.raises(PictureUnreadable):
        cards_in(tmp_path / "missing.png")


@pytest.mark.parametrize("bound", ["MAX_BYTES", "MAX_PIXELS"])
def test_a_picture_has_a_largest_size(
    back: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    path = saved(back.crop((0, 0, 200, 200)), tmp_path / "big.png")
    monkeypatch.setattr(pictures, bound, 100)
    with pytest.raises(PictureUnreadable):
        cards_in(path)


def test_a_pdf_has_a_largest_number_of_pages(
    cards: list[PrintedCard], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(sheet_pdf(LOOK, cards))
    monkeypatch.setattr(pictures, "MAX_PAGES", 1)
    with pytest.raises(PictureUnreadable, match="more than 1 pages"):
        cards_in(path)


def test_a_poster_is_drawn_small_enough(
    cards: list[PrintedCard], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(sheet_pdf(LOOK, cards[:2]))
    monkeypatch.setattr(pictures, "_PAGE_PIXELS", 10_000)
    with pytest.raises(NoCode):
        cards_in(path)
