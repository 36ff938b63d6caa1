"""ROOT and EMERGENCY on paper: what is scanned and what is typed are the keys."""

import os
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped] # ships no types
import pytest
import zxingcpp

from heller.operate.paper import key_page

SEEDS = {name: os.urandom(32) for name in ("root", "emergency")}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The page of a ceremony's folder."""
    folder = tmp_path_factory.mktemp("keys")
    for name, seed in SEEDS.items():
        (folder / f"{name}.key").write_text(seed.hex() + "\n")
    return key_page(folder)


def test_codes_are_the_keys(page: bytes) -> None:
    document = pypdfium2.PdfDocument(page)
    assert len(document) == 1
    found = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    by_height = sorted(found, key=lambda code: code.position.top_left.y)
    assert [bytes.fromhex(code.text) for code in by_height] == list(SEEDS.values())


def test_text_to_type_is_the_keys(page: bytes) -> None:
    text = pypdfium2.PdfDocument(page)[0].get_textpage().get_text_range()
    typed = "".join(text.split())
    for name, seed in SEEDS.items():
        assert f"{name.upper()}{seed.hex()}" in typed


def test_missing_key_makes_no_page(tmp_path: Path) -> None:
    (tmp_path / "root.key").write_text(SEEDS["root"].hex())
    with pytest.raises(FileNotFoundError):
        key_page(tmp_path)
