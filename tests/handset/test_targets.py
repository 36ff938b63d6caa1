"""A claim to undo is found by its number, its hash or its receipt."""

import pytest
from tests.handset.city import City
from tests.handset.conftest import INVITE, TestClock

from heller.claims.codes import Code, write_code
from heller.handset.problems import ClaimUnknown, Untrusted
from heller.handset.result import Result
from heller.handset.targets import Target
from heller.handset.till import Handset


@pytest.fixture
def paid(handset: Handset, city: City) -> Result:
    return handset.redeem(handset.scan(city.loaded(500).pay_code), 120)


def test_an_own_claim_has_three_names(handset: Handset, paid: Result) -> None:
    expected = Target(paid.claim_hash, paid.claim.ref, 120)
    assert paid.receipt_text is not None
    names = ["1", paid.claim_hash.hex(), f" {paid.claim_hash.hex().upper()} ", paid.receipt_text]
    assert [handset.find(name) for name in names] == [expected] * 4


def test_another_tills_claim_is_known_by_its_receipt(
    paid: Result, city: City, clock: TestClock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("other")
    with Handset(folder, clock, transport=city.transport) as other:
        other.enrol(INVITE, lambda _words: None)
        expected = Target(paid.claim_hash, paid.claim.ref, 120)
        assert paid.receipt_text is not None
        assert other.find(paid.receipt_text) == expected
        assert other.find(paid.claim_hash.hex()) == expected


@pytest.mark.parametrize("name", ["", "2", "7", "ab" * 16, "hello", "HR1:%%", "ab"])
def test_an_unknown_claim_is_said_to_be_unknown(handset: Handset, paid: Result, name: str) -> None:
    with pytest.raises(ClaimUnknown):
        handset.find(name)


def test_a_forged_receipt_names_nothing(handset: Handset, paid: Result) -> None:
    assert paid.receipt_text is not None
    with pytest.raises(Untrusted):
        handset.find(paid.receipt_text[:-3] + "000")


def test_a_receipt_under_a_new_key_is_believed(handset: Handset, paid: Result, city: City) -> None:
    city.new_ack()
    city.receipts.clear()
    again = city._take(city.records[17, 1], None, asked=True)  # noqa: SLF001 - signed once more
    assert handset.find(write_code(Code.RECEIPT, again)).cents == 120
    assert handset.identity.trust.keyset.number == 2


def test_another_receipt_than_asked_for_names_nothing(
    handset: Handset, paid: Result, city: City
) -> None:
    city.receipts[bytes(16)] = city.receipts[paid.claim_hash]
    with pytest.raises(ClaimUnknown):
        handset.find("00" * 16)
