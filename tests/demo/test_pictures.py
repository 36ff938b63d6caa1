"""A card's picture can be read by an independent reader."""

import io

import zxingcpp
from PIL import Image

from heller.demo.cities import TrayCard
from heller.demo.pictures import card_picture


def test_the_picture_holds_the_pay_code() -> None:
    card = TrayCard("HG1:" + "A7B" * 45, "https://x/#HV1.05978036.abc", "1" * 16, "123456")
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(card_picture(card))))
    assert [one.text for one in found] == [card.pay_code]
