"""A till knows who it is from what was signed for it."""

from pathlib import Path

import pytest
from tests.handset.city import DOOR, City
from tests.handset.conftest import INVITE, Opener

from heller.handset.identity import keep_keyset
from heller.handset.problems import JournalBroken, Untrusted
from heller.handset.till import Handset


def test_a_till_is_the_same_after_a_restart(handset: Handset, opened: Opener) -> None:
    first = handset.identity
    handset.close()
    assert opened().identity == first


def test_the_signed_addresses_come_first(opened: Opener, city: City) -> None:
    city.door = ("https://neu.example", "https://neu2.example")
    handset = opened()
    handset.enrol(INVITE, lambda _words: None)
    assert handset.identity.doors == ["https://neu.example", "https://neu2.example", DOOR]


def test_without_signed_addresses_the_invitations_counts(opened: Opener, city: City) -> None:
    city.door = ()
    handset = opened()
    handset.enrol(INVITE, lambda _words: None)
    assert handset.identity.doors == [DOOR]


def test_the_highest_keyset_wins(handset: Handset, city: City) -> None:
    old = city.keyset()
    city.new_ack()
    keep_keyset(handset.journal, city.keyset())
    keep_keyset(handset.journal, old)
    assert handset.journal.fact("keyset") == city.keyset()


def test_a_strangers_keyset_is_refused(handset: Handset, city: City) -> None:
    with pytest.raises(Untrusted):
        keep_keyset(handset.journal, city.keyset()[:-1] + b"\0")


def test_another_key_is_another_till(handset: Handset, opened: Opener, home: Path) -> None:
    handset.close()
    (home / "till.key").write_text("11" * 32)
    with pytest.raises(Untrusted):
        _ = opened().identity


def test_half_an_identity_is_broken(handset: Handset, opened: Opener) -> None:
    handset.journal._db.execute("DELETE FROM fact WHERE name = 'lease'")  # noqa: SLF001 - a fault
    handset.close()
    with pytest.raises(JournalBroken, match="lease is missing"):
        _ = opened().identity
