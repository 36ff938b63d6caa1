"""A scanner's text is the pay code, the view code, or foreign."""

import pytest

from heller.cards.card import Card
from heller.cards.scan import (
    Foreign,
    PayCode,
    ViewCode,
    parse_scanned,
    parse_view_code,
    pay_code,
    view_code,
)
from heller.errors import Malformed
from heller.keys import scope_of, signing_key

CARD = Card(city=5978036, key=1, cid=bytes(range(16)), face=2_500)
MESSAGE = CARD.sealed(scope_of(5978036, bytes(32)), signing_key(bytes(32)))
VIEW = bytes(range(16))
VIEW_CODE = "https://karte.example/#HV1.05978036.AAECAwQFBgcICQoLDA0ODw"


@pytest.mark.parametrize("around", ["{}", "{}\r\n", " {}\t"])
def test_the_pay_code_is_read_back(around: str) -> None:
    text = pay_code(MESSAGE)
    assert len(text) == 139
    assert parse_scanned(around.format(text)) == PayCode(CARD, MESSAGE)


def test_the_view_code_is_told_apart() -> None:
    assert view_code("https://karte.example/", 5978036, VIEW) == VIEW_CODE
    assert parse_scanned(VIEW_CODE) == ViewCode()
    assert parse_scanned("https://karte.example/#HV1.broken") == ViewCode()
    assert parse_view_code(VIEW_CODE) == (5978036, VIEW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4006381333931",
        "https://example.org/#top",
        "HG1:",
        pay_code(MESSAGE)[:-3],
        pay_code(MESSAGE) + "000",
        pay_code(b"\2" + MESSAGE[1:]),
        "HR1:" + pay_code(MESSAGE)[4:],
    ],
)
def test_everything_else_is_foreign(text: str) -> None:
    assert parse_scanned(text) == Foreign()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "#HV1.",
        "https://karte.example/",
        VIEW_CODE + "A",
        VIEW_CODE[:-1],
        VIEW_CODE[:-1] + "x",  # decodes to the same bytes, but nobody printed it
        VIEW_CODE.replace("05978036", "5978036"),
    ],
)
def test_a_broken_view_code_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_view_code(text)


def test_a_scanned_secret_is_not_shown() -> None:
    shown = repr(parse_scanned(pay_code(MESSAGE)))
    assert "message" not in shown
    assert "cid" not in shown
