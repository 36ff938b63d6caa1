"""The manifests of snapshot, side register and release are read whole or not at all."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.claims.samples import REF, RELEASE, SIDE, SNAPSHOT, UNNA

from heller.claims.cbor import decode, encode
from heller.claims.signed_files import Release, Side, SnapshotManifest
from heller.errors import Malformed

ROW = [REF, "1234567890123482", bytes(32)]


def test_a_manifest_with_a_base_is_a_delta() -> None:
    delta = replace(SNAPSHOT, base=811)
    assert (SNAPSHOT.domain, delta.domain) == ("snapshot", "delta")
    assert SnapshotManifest.parse(delta.pack(), UNNA) == delta


@pytest.mark.parametrize(
    ("parse", "good", "place", "value"),
    [
        (SnapshotManifest.parse, SNAPSHOT.pack(), 4, bytes(15)),
        (SnapshotManifest.parse, SNAPSHOT.pack(), 5, [[0, 1]]),
        (SnapshotManifest.parse, SNAPSHOT.pack(), 5, [[0, 1, 0]] * 251),
        (SnapshotManifest.parse, SNAPSHOT.pack(), 6, -1),
        (SnapshotManifest.parse, SNAPSHOT.pack(), 7, bytes(31)),
        (SnapshotManifest.parse, SNAPSHOT.pack(), 8, 2**16),
        (SnapshotManifest.parse, SNAPSHOT.pack(), 10, "811"),
        (Side.parse, SIDE.pack(), 2, 2**32),
        (Side.parse, SIDE.pack(), 3, [ROW, ROW]),
        (Side.parse, SIDE.pack(), 3, [ROW, [bytes(10), *ROW[1:]]]),
        (Side.parse, SIDE.pack(), 3, [[bytes(9), *ROW[1:]]]),
        (Side.parse, SIDE.pack(), 3, [[REF, "123456789012348", bytes(32)]]),
        (Side.parse, SIDE.pack(), 3, [[REF, "123456789012348x", bytes(32)]]),
        (Side.parse, SIDE.pack(), 3, [[REF, "\u0661" * 16, bytes(32)]]),
        (Side.parse, SIDE.pack(), 3, [[REF, ROW[1], bytes(31)]]),
        (Release.parse, RELEASE.pack(), 4, {"a": bytes(31)}),
        (Release.parse, RELEASE.pack(), 4, {1: bytes(32)}),
        (Release.parse, RELEASE.pack(), 2, -1),
    ],
)
def test_what_is_no_manifest_is_refused(
    parse: Callable[[bytes, int], object], good: bytes, place: int, value: object
) -> None:
    fields = decode(good)
    fields[place] = value
    with pytest.raises(Malformed):
        parse(encode(fields), UNNA)
