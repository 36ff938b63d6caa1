"""Each type byte has the name of the protocol's table."""

import re
from pathlib import Path

import pytest

from heller.claims import kinds
from heller.claims.kinds import FRAME, domain_name

PROTOCOL = Path(__file__).parents[2] / "docs" / "protocol.md"
ROW = re.compile(r"^\| (0x[0-9a-f]{2}) \| ([A-Z]+) \| (?:`([a-z]+)`|\(none\)) \|", re.MULTILINE)


def test_types_and_names_are_those_of_the_page() -> None:
    rows = ROW.findall(PROTOCOL.read_text(encoding="utf-8"))
    assert len(rows) == 24
    for number, constant, name in rows:
        assert getattr(kinds, constant) == int(number, 16)
        if name:
            assert domain_name(int(number, 16)) == name


def test_a_frame_is_signed_under_no_name() -> None:
    with pytest.raises(KeyError):
        domain_name(FRAME)
