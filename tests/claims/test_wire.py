"""A layout takes exactly its bytes, of its type and city."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from heller.claims.wire import Fixed, Layout, demand
from heller.errors import Malformed, WrongCity

LAYOUT = Layout(0x32, "I B 4s Q")
GOOD = bytes.fromhex("32" + "005b37b4" + "00000011" + "07" + "01020304" + "0000000000000100")


@dataclass(frozen=True, slots=True)
class Greeting(Fixed):
    layout: ClassVar = LAYOUT

    city: int
    till: int
    mood: int
    nonce: bytes
    number: int


def test_fields_lie_where_the_layout_says() -> None:
    greeting = Greeting(5978036, 17, 7, b"\1\2\3\4", 256)
    assert (greeting.pack(), greeting.domain) == (GOOD, "hello")
    assert Greeting.parse(GOOD, 5978036) == greeting


@pytest.mark.parametrize("payload", [b"", GOOD[:-1], GOOD + b"\0", b"\x31" + GOOD[1:]])
def test_another_length_or_type_is_refused(payload: bytes) -> None:
    with pytest.raises(Malformed):
        LAYOUT.unpack(payload, 5978036)


def test_another_city_is_refused() -> None:
    with pytest.raises(WrongCity):
        LAYOUT.unpack(GOOD, 5978020)


@pytest.mark.parametrize("nonce", [b"", b"123", b"12345"])
def test_bytes_are_neither_cut_nor_padded(nonce: bytes) -> None:
    with pytest.raises(AssertionError):
        Greeting(5978036, 17, 7, nonce, 256).pack()


def test_a_rule_is_kept_or_named() -> None:
    demand(good=True, detail="fine")
    with pytest.raises(Malformed, match="The state is unknown"):
        demand(good=False, detail="The state is unknown.")
