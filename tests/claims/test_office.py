"""An office order is read whole or not at all; an approval is a yes or a no to one order."""

import hashlib
from dataclasses import replace

import pytest
from tests.claims.samples import APPROVAL, KAMEN, OFFICE, SCOPE, UNNA

from heller.claims.cbor import decode, encode
from heller.claims.office import OfficeOrder, order_hash
from heller.errors import Malformed, WrongCity


def test_an_order_comes_back_equal() -> None:
    assert OfficeOrder.parse(OFFICE.pack(), UNNA) == OFFICE
    with pytest.raises(WrongCity):
        OfficeOrder.parse(OFFICE.pack(), KAMEN)


@pytest.mark.parametrize(
    ("place", "value"),
    [(2, bytes(15)), (3, 1), (4, b"a"), (5, 2**32), (6, []), (6, {1: "a"})],
)
def test_what_is_no_order_is_refused(place: int, value: object) -> None:
    fields = decode(OFFICE.pack())
    fields[place] = value
    with pytest.raises(Malformed):
        OfficeOrder.parse(encode(fields), UNNA)


@pytest.mark.parametrize("verdict", [0, 3])
def test_an_approval_is_yes_or_no(verdict: int) -> None:
    with pytest.raises(Malformed):
        replace(APPROVAL, verdict=verdict)


def test_the_hash_covers_city_and_order() -> None:
    payload = OFFICE.pack()
    text = b"heller/office/1\0" + SCOPE.root8 + payload
    assert order_hash(SCOPE, payload) == hashlib.sha256(text).digest()
