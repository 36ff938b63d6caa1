"""From one secret follows everything about a card; its number forgives no slip of the finger."""

import hmac

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from heller.cards.derived import (
    card_ref,
    card_signing_key,
    grouped,
    is_number,
    lkey,
    number,
    pin_mac,
    read_number,
    view,
)

CID = bytes(range(16))
CIDS = st.binary(min_size=16, max_size=16)


def foreign(info: bytes, length: int, cid: bytes = CID) -> bytes:
    return HKDF(SHA256(), length, b"heller/card/1", info).derive(cid)


def test_derivations_are_those_of_rfc_5869() -> None:
    assert card_signing_key(CID).seed() == foreign(b"key", 32)
    assert lkey(CID) == foreign(b"lkey", 16)
    assert view(CID) == foreign(b"view", 16)


@given(CIDS)
def test_a_number_has_fourteen_derived_digits(cid: bytes) -> None:
    body = int.from_bytes(foreign(b"number", 16, cid)) % 10**14
    assert number(cid)[:14] == f"{body:014d}"


def test_the_reference_is_short_and_its_own() -> None:
    assert card_ref(CID).hex() == "01c1b6be623ddbc30e9c"
    assert card_ref(bytes(16)) != card_ref(CID)


@given(CIDS)
def test_a_number_is_right_as_printed(cid: bytes) -> None:
    assert int(number(cid)) % 97 == 1
    assert read_number(grouped(number(cid))) == number(cid)


@given(CIDS, st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(cid: bytes, place: int, step: int) -> None:
    digits = list(number(cid))
    digits[place] = str((int(digits[place]) + step) % 10)
    assert not is_number("".join(digits))


@given(CIDS, st.integers(0, 14))
def test_swapped_neighbours_are_noticed(cid: bytes, place: int) -> None:
    digits = list(number(cid))
    digits[place : place + 2] = reversed(digits[place : place + 2])
    assert is_number("".join(digits)) == (digits[place] == digits[place + 1])


@pytest.mark.parametrize("typed", ["", "1", "1" * 17, "12345678901234ab", "\u0661" * 16])
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert read_number(typed) is None


def test_a_number_is_printed_in_groups_of_four() -> None:
    assert grouped("1234567890123482") == "1234 5678 9012 3482"


def test_a_pins_mac_depends_on_everything() -> None:
    mac = pin_mac(b"pepper", b"root8888", b"ref", "004711")
    assert mac == hmac.digest(b"pepper", b"root8888ref004711", "sha256")
    others = {
        pin_mac(b"salt", b"root8888", b"ref", "004711"),
        pin_mac(b"pepper", b"root8889", b"ref", "004711"),
        pin_mac(b"pepper", b"root8888", b"fer", "004711"),
        pin_mac(b"pepper", b"root8888", b"ref", "004712"),
    }
    assert mac not in others
    assert len(others) == 4
