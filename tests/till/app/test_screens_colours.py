"""The colours of the till: text can be read on each ground, fields are told apart by all eyes."""

import re
from itertools import combinations
from pathlib import Path
from typing import Final

import pytest
from tests.till.app.gallery_host import APP

CSS: Final = (APP / "till.css").read_text(encoding="utf-8")
LIGHT_AND_DARK: Final = CSS.split("@media (prefers-color-scheme: dark)", 1)
READABLE: Final = 4.5
SEEN: Final = 3.0
APART: Final = 25
Colour = tuple[float, float, float]

# text on ground, by the names of the tokens
TEXT: Final = [
    ("ink", "paper"),
    ("ink", "panel"),
    ("soft", "paper"),
    ("soft", "panel"),
    ("brand", "panel"),
    ("brand", "paper"),
    ("on-brand", "brand"),
    ("paper", "ink"),
    *((f"{state}-ink", f"{state}-ground") for state in ("online", "standin", "alone", "expired")),
    ("stop-ink", "stop-ground"),
    *(("ink", f"{state}-ground") for state in ("online", "standin", "alone", "expired", "stop")),
    ("online-ink", "paper"),
    ("stop-ink", "paper"),
    ("alone-ink", "paper"),
]
# rims and keys
LINES: Final = [("field", "panel"), ("field", "paper"), ("brand", "paper"), ("focus", "paper")]
FIELDS: Final = {"ok": "#ffffff", "alone": "dark", "stop": "#ffffff", "light": "dark"}
# Machado, Oliveira and Fernandes 2009, severity 1.0
EYES: Final[dict[str, tuple[Colour, Colour, Colour]]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.01182, 0.04294, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.3039),
    ),
}


def tokens(look: str) -> dict[str, str]:
    """Read the colours; what the dark look does not change stays."""
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", LIGHT_AND_DARK[0]))
    if look == "dark":
        block = LIGHT_AND_DARK[1].split("}", 1)[0]
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
    return found


def linear(colour: str) -> Colour:
    digits = colour.lstrip("#")
    whole = "".join(2 * one for one in digits) if len(digits) == 3 else digits
    red, green, blue = (channel(int(whole[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return red, green, blue


def channel(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def contrast(one: str, other: str) -> float:
    light = sorted(
        sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))
        for colour in (one, other)
    )
    return (light[1] + 0.05) / (light[0] + 0.05)


def lab(colour: Colour) -> Colour:
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.95047, 1.0, 1.08883)
    x, y, z = (
        root(sum(w * c for w, c in zip(row, colour, strict=True)) / whole)
        for row, whole in zip(rows, white, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def root(value: float) -> float:
    return value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116


def seen(colour: str, eye: str) -> Colour:
    red, green, blue = (
        min(1.0, max(0.0, sum(w * c for w, c in zip(row, linear(colour), strict=True))))
        for row in EYES[eye]
    )
    return lab((red, green, blue))


def test_there_are_two_looks() -> None:
    assert Path(APP / "till.css").exists()
    assert tokens("light")["paper"] == "#fbfaf7"
    assert tokens("dark")["paper"] == "#171614"


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(text: str, ground: str, look: str) -> None:
    known = tokens(look)
    assert contrast(known[text], known[ground]) >= READABLE


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), LINES)
def test_rims_can_be_seen(line: str, ground: str, look: str) -> None:
    known = tokens(look)
    assert contrast(known[line], known[ground]) >= SEEN


@pytest.mark.parametrize("field", FIELDS)
def test_a_result_can_be_read(field: str) -> None:
    known = tokens("light")
    text = FIELDS[field]
    assert contrast(known.get(text, text), known[field]) >= READABLE


def test_result_fields_are_the_same_in_both_looks() -> None:
    dark, light = tokens("dark"), tokens("light")
    assert [dark[field] for field in FIELDS] == [light[field] for field in FIELDS]


@pytest.mark.parametrize("eye", EYES)
def test_result_fields_are_told_apart(eye: str) -> None:
    known = tokens("light")
    for one, other in combinations(FIELDS, 2):
        apart = zip(seen(known[one], eye), seen(known[other], eye), strict=True)
        assert sum((a - b) ** 2 for a, b in apart) ** 0.5 >= APART, (one, other)
