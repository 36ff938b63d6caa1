"""The keys of a city count only under its ROOT, and each only in its role."""

from dataclasses import replace

import pytest
from tests.claims.samples import KAMEN, KEYSET, ROOT, UNNA, UPLOAD_POINT, key

from heller.claims.cbor import decode, encode
from heller.claims.keyset import Endpoint, Keyset, Role, open_keyset
from heller.claims.messages import seal
from heller.errors import BadSignature, Malformed, WrongCity
from heller.keys import SigningKey, scope_of


def sealed(keyset: Keyset, signer: SigningKey = ROOT) -> bytes:
    return seal(scope_of(keyset.city, ROOT.public), signer, keyset)


def test_a_keyset_comes_back_equal() -> None:
    assert open_keyset(sealed(KEYSET), ROOT.public) == KEYSET
    assert open_keyset(sealed(KEYSET), ROOT.public, UNNA) == KEYSET


def test_a_keyset_of_another_city_is_refused() -> None:
    with pytest.raises(WrongCity):
        open_keyset(sealed(KEYSET), ROOT.public, KAMEN)


@pytest.mark.parametrize(
    "message",
    [
        sealed(KEYSET, key("thief")),
        sealed(replace(KEYSET, root=key("thief").public)),
        sealed(KEYSET)[:-1] + b"\0",
        seal(scope_of(KAMEN, ROOT.public), ROOT, KEYSET)[:-64] + bytes(64),
    ],
)
def test_only_root_names_keys(message: bytes) -> None:
    with pytest.raises(BadSignature):
        open_keyset(message, ROOT.public)


def test_a_keyset_of_another_root_is_refused() -> None:
    with pytest.raises(BadSignature):
        open_keyset(sealed(KEYSET), key("thief").public)


def test_a_key_is_found_in_its_role_only() -> None:
    assert KEYSET.key(Role.LEASE, Role.LEASE) == key("LEASE").public
    assert KEYSET.key(Role.LEASE, Role.ACK, Role.STANDIN) is None
    assert KEYSET.key(Role.STANDIN, Role.ACK, Role.STANDIN) == key("STANDIN").public
    assert KEYSET.key(99, Role.LEASE) is None


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (2, -1),
        (3, 2**32),
        (4, bytes(31)),
        (5, [[1, 0, bytes(32), 0]]),
        (5, [[1, 12, bytes(32), 0]]),
        (5, [[256, 1, bytes(32), 0]]),
        (5, [[1, 1, bytes(65), 0]]),
        (5, [[1, 9, bytes(32), 0]]),
        (5, [[1, 9, b"\2" + UPLOAD_POINT[1:], 0]]),
        (5, [[1, 1, bytes(32)]]),
        (5, [[1, 1, bytes(32), 0], [1, 2, bytes(32), 0]]),
        (6, {6: ["https://ersatz.example"]}),
        (6, {1: "https://kasse.example"}),
        (7, b"Unna"),
        (8, 2303),
    ],
)
def test_what_is_no_keyset_is_refused(place: int, value: object) -> None:
    fields = decode(KEYSET.pack())
    fields[place] = value
    with pytest.raises(Malformed):
        Keyset.parse(encode(fields), UNNA)


def test_a_keyset_without_keys_and_addresses_is_read() -> None:
    keyset = replace(KEYSET, keys=(), endpoints={})
    assert Keyset.parse(keyset.pack(), UNNA) == keyset


def test_keys_and_endpoints_have_the_numbers_of_the_page() -> None:
    assert [role.name for role in Role] == [
        "ISSUER", "LEASE", "ACK", "HEAD", "STANDIN", "WITNESS", "SNAP", "RELEASE", "UPLOAD",
        "EMERGENCY", "PROBE",
    ]  # fmt: skip
    assert [int(kind) for kind in Endpoint] == [1, 2, 3, 4, 5]
