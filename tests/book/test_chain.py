"""The chain's bytes, as docs/journal.md lays them out."""

import hashlib

import pytest
from tests.claims.samples import KAMEN, SCOPE, UNNA, digest

from heller.book.chain import body_digest, entry_hash, genesis_prev
from heller.keys import Scope

PREV, DIGEST = digest("prev"), digest("digest")


def test_leaf_byte_by_byte() -> None:
    leaf = (
        bytes.fromhex("01")  # version
        + bytes.fromhex("04 005b37b4")  # city 05978036
        + bytes.fromhex("02 0001")  # generation 1
        + bytes.fromhex("04 00000007")  # epoch 7
        + bytes.fromhex("08 000000000000bc56")  # seq 48,214
        + bytes.fromhex("20")
        + PREV
        + bytes.fromhex("20")
        + DIGEST
    )
    assert len(leaf) == 89
    assert entry_hash(UNNA, (1, 7, 48_214), PREV, DIGEST) == hashlib.sha256(b"\0" + leaf).digest()


def test_first_entry_follows_city_and_root() -> None:
    text = b"heller/journal/1\0" + SCOPE.root8 + bytes.fromhex("005b37b4")
    assert genesis_prev(SCOPE) == hashlib.sha256(text).digest()


def test_each_city_and_each_root_begins_its_own_chain() -> None:
    begun = {
        genesis_prev(scope)
        for scope in (SCOPE, Scope(KAMEN, SCOPE.root8), Scope(UNNA, digest("root")[:8]))
    }
    assert len(begun) == 3


def test_digest_covers_salt_and_body() -> None:
    assert body_digest(b"salt", b"body") == hashlib.sha256(b"saltbody").digest()


@pytest.mark.parametrize(
    ("city", "place", "prev", "digest_"),
    [
        (KAMEN, (1, 7, 5), PREV, DIGEST),
        (UNNA, (2, 7, 5), PREV, DIGEST),
        (UNNA, (1, 8, 5), PREV, DIGEST),
        (UNNA, (1, 7, 6), PREV, DIGEST),
        (UNNA, (1, 7, 5), DIGEST, DIGEST),
        (UNNA, (1, 7, 5), PREV, PREV),
    ],
    ids=["city", "generation", "epoch", "seq", "prev", "digest"],
)
def test_seq_not_in_hash(
    city: int, place: tuple[int, int, int], prev: bytes, digest_: bytes
) -> None:
    """A hash was once taken over id 0: here place, order and content change it, each alone."""
    assert entry_hash(city, place, prev, digest_) != entry_hash(UNNA, (1, 7, 5), PREV, DIGEST)
