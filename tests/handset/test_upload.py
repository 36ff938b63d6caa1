"""Handing in: page by page, nothing lost on a refusal, nothing dropped without a receipt."""

import pytest
from tests.handset import faults
from tests.handset.city import City
from tests.handset.conftest import TestClock

from heller.errors import ChainMismatch
from heller.handset.journal import KEEP_SECONDS
from heller.handset.problems import NoAnswer
from heller.handset.till import Handset
from heller.handset.upload import Uploaded


def sign_unsent(handset: Handset, city: City, count: int) -> None:
    """Sign claims that nobody hears of; each leaves two records."""
    card = handset.scan(city.loaded(50_000).pay_code)
    city.faults["*"] = faults.closed(100_000)
    for _ in range(count):
        handset.redeem(card, 1)
    city.faults.clear()


def test_pages_hold_256_records(handset: Handset, city: City) -> None:
    sign_unsent(handset, city, 128)
    city.refusing = ChainMismatch
    handset.redeem(handset.scan(city.loaded(500).pay_code), 1)
    city.refusing = None
    told: list[int] = []
    assert handset.upload(told.append) == Uploaded(258, 0, 0)
    assert told == [256, 2]


def test_what_is_refused_stays_with_its_reason(handset: Handset, city: City) -> None:
    sign_unsent(handset, city, 2)
    city.refusing = ChainMismatch
    assert handset.upload() == Uploaded(0, 4, 4)
    kept = handset.journal.unreceipted(0, 9)
    assert [entry.refused for entry in kept] == ["chain_mismatch"] * 4
    city.refusing = None
    assert handset.upload() == Uploaded(4, 0, 0)


def test_a_refused_page_does_not_stop_the_next(handset: Handset, city: City) -> None:
    sign_unsent(handset, city, 1)
    city.faults["/v1/decisions"] = [faults.says(ChainMismatch)]
    with pytest.raises(ChainMismatch):
        handset.upload()
    assert handset.journal.count_unreceipted() == 2


def test_silence_keeps_everything(handset: Handset, city: City) -> None:
    sign_unsent(handset, city, 2)
    city.losing.add("/v1/decisions")
    with pytest.raises(NoAnswer):
        handset.upload()
    assert handset.journal.count_unreceipted() == 4
    city.losing.clear()
    assert handset.upload() == Uploaded(4, 0, 0)


def test_receipted_records_age_out_after_90_days(
    handset: Handset, city: City, clock: TestClock
) -> None:
    sign_unsent(handset, city, 2)
    handset.upload()
    clock.sleep(KEEP_SECONDS + 60)
    handset.upload()
    assert [handset.journal.entry(seq) is None for seq in range(1, 5)] == [True, True, True, False]
    paid = handset.redeem(handset.scan(city.loaded(500).pay_code), 1)
    assert paid.claim.seq == 5
