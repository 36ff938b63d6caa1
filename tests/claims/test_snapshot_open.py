"""Reading a snapshot: its city's signature, its own records, nothing older; then a card."""

from dataclasses import replace
from hashlib import sha256

import pytest
from tests.claims.test_snapshot import LATER, NOW, ONE, TWO, read, row, stamp

from heller.claims.keyset import CityKey, Keyset, Role
from heller.claims.messages import seal
from heller.claims.signed_files import LotClass
from heller.claims.snapshot import Built, CardRow, LotCents, build_delta, build_snapshot
from heller.claims.snapshot_open import (
    CardKnown,
    SignedRecords,
    Snapshot,
    newer_snapshot,
    open_manifest,
    open_records,
)
from heller.errors import BadSignature, Malformed, WrongCity
from heller.keys import SigningKey, scope_of, signing_key

CITY = 5978036


def key(name: str) -> SigningKey:
    return signing_key(sha256(name.encode()).digest())


def keyset(*snap: SigningKey, city: int = CITY) -> Keyset:
    keys = [CityKey(3, Role.ACK, key("ack").public, NOW)]
    keys += [CityKey(7 + n, Role.SNAP, one.public, NOW) for n, one in enumerate(snap)]
    return Keyset(city, 1, NOW, key("root").public, tuple(keys), {}, "Unna", "")


SCOPE = scope_of(CITY, key("root").public)
SNAP = key("snap")


def made(number: int = 7) -> Built:
    return build_snapshot(stamp(number), [row((LATER, 500))])


def signed(built: Built) -> SignedRecords:
    return SignedRecords(built.manifest, built.records)


def test_any_of_the_city_s_snap_keys_may_have_signed() -> None:
    message = seal(SCOPE, SNAP, made().manifest)
    for keys in (keyset(SNAP), keyset(key("old"), SNAP)):
        assert open_manifest(message, SCOPE, keys) == made().manifest


@pytest.mark.parametrize("signer", ["ack", "root", "other"])
def test_nobody_else_may_have_signed(signer: str) -> None:
    message = seal(SCOPE, key(signer), made().manifest)
    with pytest.raises(BadSignature):
        open_manifest(message, SCOPE, keyset(SNAP))


def test_a_changed_byte_and_another_city_are_refused() -> None:
    message = bytearray(seal(SCOPE, SNAP, made().manifest))
    message[-1] ^= 1
    with pytest.raises(BadSignature):
        open_manifest(bytes(message), SCOPE, keyset(SNAP))
    other = scope_of(CITY + 1, key("root").public)
    foreign = seal(other, SNAP, replace(made().manifest, city=CITY + 1))
    with pytest.raises(WrongCity):
        open_manifest(foreign, SCOPE, keyset(SNAP))


def test_a_delta_signed_as_a_snapshot_is_refused() -> None:
    manifest = replace(made().manifest, base=3)
    message = SNAP.sealed(SCOPE, "snapshot", manifest.pack())
    with pytest.raises(BadSignature):
        open_manifest(message, SCOPE, keyset(SNAP))


def test_records_are_the_manifest_s_own() -> None:
    built = made()
    assert open_records(built.manifest, built.records) == signed(built)
    changed = bytes([built.records[0] ^ 1]) + built.records[1:]
    for wrong in (changed, built.records[:-1], built.records + bytes(12), b""):
        with pytest.raises(Malformed):
            open_records(built.manifest, wrong)


def test_an_older_snapshot_is_refused_and_so_is_the_same() -> None:
    held = newer_snapshot(None, signed(made(7)))
    assert newer_snapshot(held, signed(made(8))).newest.snap_seq == 8
    for number in (6, 7):
        with pytest.raises(Malformed):
            newer_snapshot(held, signed(made(number)))


def test_a_snapshot_older_than_the_delta_held_is_refused() -> None:
    base = made(7)
    held = Snapshot(signed(base)).with_delta(signed(build_delta(stamp(9), [], base.base)))
    with pytest.raises(Malformed):
        newer_snapshot(held, signed(made(8)))


def test_a_delta_fits_its_base_only_and_is_newer() -> None:
    base = made(7)
    held = Snapshot(signed(base))
    delta = build_delta(stamp(9), [row((LATER, 1))], base.base)
    with_it = held.with_delta(signed(delta))
    assert (with_it.newest.snap_seq, with_it.card(ONE, NOW).cents) == (9, 1)
    with pytest.raises(Malformed):
        newer_snapshot(None, signed(delta))
    with pytest.raises(Malformed):
        Snapshot(signed(made(8))).with_delta(signed(delta))
    with pytest.raises(Malformed):
        with_it.with_delta(signed(build_delta(stamp(8), [], base.base)))
    with pytest.raises(Malformed):
        with_it.with_delta(signed(delta))


def test_a_card_of_no_record_is_unknown() -> None:
    assert read(made()).card(TWO, NOW) == CardKnown(known=False)
    assert read(build_snapshot(stamp(), [])).card(ONE, NOW) == CardKnown(known=False)


def test_lots_of_a_group_pay_in_that_group_only() -> None:
    lots = (LotCents(LATER, 5), LotCents(LotClass(0, NOW + 10, 4), 70))
    found = read(build_snapshot(stamp(), [CardRow(ONE, 2, lots)]))
    assert [found.card(ONE, NOW, group).cents for group in (0, 4, 5)] == [5, 75, 5]


def test_a_class_that_the_manifest_does_not_list_pays_nothing() -> None:
    built = made()
    cut = SignedRecords(replace(built.manifest, classes=()), built.records)
    assert Snapshot(cut).card(ONE, NOW) == CardKnown(known=True)


def test_every_part_of_a_card_is_read_and_not_one_more() -> None:
    lots = tuple(LotCents(LotClass(0, NOW + 10**7, group), 1) for group in range(250))
    built = build_snapshot(stamp(), [CardRow(ONE, 2, lots)])
    assert built.manifest.count == 250
    assert sum(read(built).card(ONE, NOW, group).cents for group in range(250)) == 250 + 249
