"""Pay codes in pictures: photos and scans (PNG, JPG), and PDF pages such as a print sheet."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pypdfium2  # type: ignore[import-untyped] # ships no types; used in two functions
import zxingcpp
from PIL import Image, UnidentifiedImageError

from heller.cards.scan import VIEW, PayCode, parse_scanned
from heller.handset.problems import ForeignCode, NoCode, OtherCode, PictureUnreadable

MAX_BYTES: Final = 50 << 20
MAX_PIXELS: Final = 120_000_000
MAX_PAGES: Final = 250

_QR: Final = zxingcpp.barcode_formats_from_str("QRCode")
_DPI: Final = 300
_POINTS_PER_INCH: Final = 72
_PAGE_PIXELS: Final = 40_000_000
_PDF: Final = b"%PDF-"
_ROW: Final = 0.5  # of a code's height: codes that far apart stand in two rows


def cards_in(path: Path) -> list[str]:
    """Read the texts of all pay codes of a file, by page, from top left to bottom right, each once.

    Raises PictureUnreadable, or what is there instead: OtherCode, ForeignCode, NoCode.
    """
    texts = texts_in(path)
    pays = [text for text in texts if isinstance(parse_scanned(text), PayCode)]
    if pays:
        return pays
    if any(VIEW in text for text in texts):
        raise OtherCode
    raise ForeignCode if texts else NoCode


def texts_in(path: Path) -> list[str]:
    """Read the texts of all codes of a file, in the same order; raises PictureUnreadable."""
    return list(dict.fromkeys(text for page in _pages(path) for text in _codes(page)))


def _codes(page: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(page, formats=_QR)
    return [code.text for row in _rows(found) for code in sorted(row, key=_left)]


def _rows(codes: list[zxingcpp.Barcode]) -> list[list[zxingcpp.Barcode]]:
    """Put codes into rows, as a reader of a crooked photo would."""
    rows: list[list[zxingcpp.Barcode]] = []
    for code in sorted(codes, key=_top):
        if rows and _top(code) - _top(rows[-1][-1]) < _height(code) * _ROW:
            rows[-1].append(code)
        else:
            rows.append([code])
    return rows


def _top(code: zxingcpp.Barcode) -> int:
    return min(code.position.top_left.y, code.position.bottom_right.y)


def _left(code: zxingcpp.Barcode) -> int:
    return min(code.position.top_left.x, code.position.bottom_right.x)


def _height(code: zxingcpp.Barcode) -> int:
    return abs(code.position.bottom_right.y - code.position.top_left.y)


def _pages(path: Path) -> Iterator[Image.Image]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PictureUnreadable(f"({path})")
        with path.open("rb") as file:
            is_pdf = file.read(len(_PDF)) == _PDF
        yield from _pdf_pages(path) if is_pdf else [_picture(path)]
    except (OSError, ValueError, UnidentifiedImageError, pypdfium2.PdfiumError) as error:
        raise PictureUnreadable(f"({path})") from error


def _picture(path: Path) -> Image.Image:
    with Image.open(path, formats=("PNG", "JPEG")) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise PictureUnreadable(f"({path})")
        return picture.convert("L")


def _pdf_pages(path: Path) -> Iterator[Image.Image]:
    pdf = pypdfium2.PdfDocument(path)
    try:
        if len(pdf) > MAX_PAGES:
            raise PictureUnreadable(f"({path}: more than {MAX_PAGES} pages)")
        for page in pdf:
            yield _rendered(page)
    finally:
        pdf.close()


def _rendered(page: pypdfium2.PdfPage) -> Image.Image:
    """Draw a page at 300 dpi; a poster at less, so that it fits into memory."""
    width, height = page.get_size()
    scale = _DPI / _POINTS_PER_INCH
    scale = min(scale, (_PAGE_PIXELS / max(1, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        picture: Image.Image = bitmap.to_pil().copy()
        return picture
    finally:
        bitmap.close()
        page.close()
