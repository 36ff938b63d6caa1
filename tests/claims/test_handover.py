"""Only the holder of the UPLOAD key reads a hand-over, and only for its city and transfer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.claims.samples import KAMEN, ROOT, SCOPE, digest, key

from heller.claims import cbor
from heller.claims.handover import open_envelope, public_point, seal_envelope, upload_key
from heller.errors import Malformed
from heller.keys import Scope, scope_of

TRANSFER = bytes(range(8))
RANDOM = (digest("one") + digest("two"))[:60]
UPLOAD = upload_key((digest("upload") * 2)[:48])
RECORDS = [b"first", b"second" * 40]


def sealed(records: list[bytes]) -> bytes:
    return seal_envelope(SCOPE, public_point(UPLOAD), TRANSFER, records, RANDOM)


@given(st.lists(st.binary(max_size=204), max_size=20))
def test_records_come_back_in_order(records: list[bytes]) -> None:
    assert open_envelope(SCOPE, UPLOAD, TRANSFER, sealed(records)) == records


def test_an_envelope_shows_nothing() -> None:
    envelope = sealed(RECORDS)
    assert b"first" not in envelope
    assert len(envelope) == 65 + 12 + len(cbor.encode(RECORDS)) + 16


@pytest.mark.parametrize(
    ("scope", "transfer"),
    [
        (scope_of(KAMEN, ROOT.public), TRANSFER),
        (scope_of(SCOPE.city, key("root of Kamen").public), TRANSFER),
        (SCOPE, bytes(8)),
    ],
    ids=["city", "root", "transfer"],
)
def test_an_envelope_opens_nowhere_else(scope: Scope, transfer: bytes) -> None:
    with pytest.raises(Malformed):
        open_envelope(scope, UPLOAD, transfer, sealed(RECORDS))


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(Malformed):
        open_envelope(SCOPE, upload_key(bytes(48)), TRANSFER, sealed(RECORDS))


@pytest.mark.parametrize("place", [0, 1, 64, 65, 76, 77, -1])
def test_a_wrong_byte_is_noticed(place: int) -> None:
    envelope = bytearray(sealed(RECORDS))
    envelope[place] ^= 1
    with pytest.raises(Malformed):
        open_envelope(SCOPE, UPLOAD, TRANSFER, bytes(envelope))


@pytest.mark.parametrize("length", [0, 64, 92, 93])
def test_a_cut_envelope_is_refused(length: int) -> None:
    with pytest.raises(Malformed):
        open_envelope(SCOPE, UPLOAD, TRANSFER, sealed(RECORDS)[:length])


@pytest.mark.parametrize("content", [{"a": b""}, [1], b"record"])
def test_what_is_no_list_of_records_is_refused(
    content: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = cbor.encode(content)
    monkeypatch.setattr(cbor, "encode", lambda _records: data)
    with pytest.raises(Malformed):
        open_envelope(SCOPE, UPLOAD, TRANSFER, sealed([]))
