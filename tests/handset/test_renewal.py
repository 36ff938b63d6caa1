"""The lease is renewed at the till's start: at a real door, and whatever is cut off in between."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from tests.handset.city import City, key
from tests.handset.conftest import Opener, TestClock
from tests.running_city import RunningCity, running_city, until

from heller.claims.kinds import CLOSE
from heller.claims.lease import Lease
from heller.claims.messages import seal
from heller.errors import ChainMismatch, LeaseOpen, RenewalEarly
from heller.handset import renewal
from heller.handset.problems import NoAnswer, Untrusted
from heller.handset.till import Handset

DAY = 86_400


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[RunningCity]:
    """A real city in which a new device waits two seconds for its isolated pot."""
    with running_city(tmp_path, new_device_wait=2) as made:
        yield made


def reopened(city: RunningCity, folder: Path) -> Lease:
    """Start a till anew, as a new process does, and let it ask; give the lease that it holds."""
    with closing(Handset(folder)) as handset:
        renewal.ask_again(handset.journal)
        assert not isinstance(handset.start().problem, NoAnswer)
        return handset.identity.lease


def test_a_new_device_gets_its_pot_from_a_real_city(waiting: RunningCity) -> None:
    with waiting.enrol(waiting.shop("Buch Meier")) as handset:
        first = handset.identity.lease
        folder = handset._home  # noqa: SLF001 - where its journal lies
    assert (first.isolated_outage, first.standin > 0) == (0, True)
    until(lambda: reopened(waiting, folder).number > first.number, "the next lease is there")
    lease = reopened(waiting, folder)
    assert (lease.isolated_outage, lease.standin) == (50_000, first.standin)
    with closing(Handset(folder)) as handset:
        last = handset.journal.last()
        assert last is not None
        assert (last.record.kind, last.receipt is not None) == (CLOSE, True)
        card = handset.scan(waiting.cards(1)[0].pay_code)
        assert handset.redeem(card, 100).claim.lease == lease.number
    assert httpx.get(f"{waiting.address}/v1/fund").json()["isolated_cents"] == 50_000
    waiting.require_good()


def due(city: City, clock: TestClock, days: int = 3) -> None:
    """Let days pass, and the city be ready for a renewal."""
    city.renewable = True
    clock.time += days * DAY
    city.now += days * DAY


def lease_of(handset: Handset) -> int:
    assert handset.start().problem is None
    return handset.identity.lease.number


def closes(handset: Handset) -> int:
    return sum(
        entry.record.kind == CLOSE
        for seq in range(1, 20)
        if (entry := handset.journal.entry(seq)) is not None
    )


@pytest.fixture
def early(city: City, handset: Handset, clock: TestClock, opened: Opener) -> Handset:
    """An enrolled till with an isolated pot, whose lease is not due yet."""
    due(city, clock)
    assert lease_of(handset) == 4
    handset.close()
    city.calls.clear()
    clock.time += 60
    return opened()


def test_what_is_not_due_is_not_asked_for(early: Handset, city: City) -> None:
    assert (lease_of(early), "/v1/leases/renew" in city.calls) == (4, False)


def test_a_lease_near_its_end_is_closed_and_followed(
    early: Handset, city: City, clock: TestClock
) -> None:
    due(city, clock)
    assert (lease_of(early), closes(early)) == (5, 2)
    assert early.journal.count_unreceipted() == 0
    card = early.scan(city.loaded(5_000).pay_code)
    assert early.redeem(card, 100).claim.lease == 5


def test_it_is_not_closed_when_the_city_says_early(handset: Handset, city: City) -> None:
    opening = handset.start()
    assert isinstance(opening.renewal, RenewalEarly)
    assert (closes(handset), city.calls.count("/v1/leases/renew")) == (0, 1)


def test_a_no_is_asked_about_hourly(
    handset: Handset, opened: Opener, city: City, clock: TestClock
) -> None:
    handset.start()
    handset.close()
    for minutes, asked in ((59, 1), (2, 2)):
        clock.time += minutes * 60
        with opened() as again:
            again.start()
        assert city.calls.count("/v1/leases/renew") == asked


def test_nothing_is_closed_before_all_has_its_receipt(
    handset: Handset, opened: Opener, city: City, clock: TestClock
) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    handset.start()
    city.losing.update(("/v1/claims", "/v1/decisions"))
    handset.redeem(card, 100)
    due(city, clock)
    handset.close()
    again = opened()
    city.refusing = ChainMismatch
    city.losing.clear()
    assert isinstance(again.start().renewal, LeaseOpen)
    assert closes(again) == 0


def test_an_answer_that_was_lost_is_asked_for_again(
    handset: Handset, opened: Opener, city: City, clock: TestClock
) -> None:
    due(city, clock)
    handset.start()
    city.leases[17], kept = city.leases[17], city.leases[17]
    handset.journal.keep(lease=seal_of(city, handset, 3))
    handset.close()
    clock.time += 2 * renewal.HOUR
    again = opened()
    assert (lease_of(again), closes(again), city.leases[17]) == (4, 1, kept)


def seal_of(city: City, handset: Handset, number: int) -> bytes:
    lease = replace(handset.identity.lease, number=number, isolated_outage=0)
    return seal(city.scope, key("LEASE"), lease)


def test_a_till_cut_off_behind_its_close_goes_on_there(
    handset: Handset, opened: Opener, city: City, clock: TestClock
) -> None:
    due(city, clock)
    city.losing.add("/v1/decisions")
    assert isinstance(handset.start().renewal, NoAnswer)
    assert (closes(handset), renewal.is_closed(handset.journal, handset.identity.lease)) == (
        1,
        True,
    )
    assert handset.alone.up_to() == 0
    handset.close()
    city.losing.clear()
    clock.time += 2 * renewal.HOUR
    again = opened()
    assert (lease_of(again), closes(again)) == (4, 1)
    assert not renewal.is_closed(again.journal, again.identity.lease)


def test_an_older_lease_is_no_answer(handset: Handset, city: City, clock: TestClock) -> None:
    due(city, clock)
    city.leases[17] = seal_of(city, handset, 2)
    assert isinstance(handset.start().renewal, RenewalEarly)
    assert handset.identity.lease.number == 3


def test_another_tills_lease_is_not_believed(handset: Handset, city: City) -> None:
    lease = replace(handset.identity.lease, number=9, till=18)
    city.leases[17] = seal(city.scope, key("LEASE"), lease)
    assert isinstance(handset.start().renewal, Untrusted)
