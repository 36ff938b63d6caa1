"""Nothing answers: the till accepts within lease, snapshot and journal, and no cent more."""

from dataclasses import replace
from typing import Any

import pytest
from tests.handset import faults
from tests.handset.city import City
from tests.handset.conftest import INVITE, Opener, TestClock

from heller.book.decline import Reason
from heller.claims.isolated import Refusal, Used
from heller.claims.records import DROPPED, ISOLATED
from heller.errors import Late, TillRevoked
from heller.handset.alone import Alone
from heller.handset.cards import Scanned
from heller.handset.result import Result, State
from heller.handset.till import Handset

POT = 15_000


@pytest.fixture
def till(opened: Opener, city: City) -> Handset:
    """A till with an isolated pot that holds a snapshot of five cards with 60 euros each."""
    city.isolated = POT
    made = opened()
    made.enrol(INVITE, lambda _words: None)
    for _ in range(5):
        city.loaded(6_000)
    city.publish()
    made.refresh_snapshot()
    return made


def card(till: Handset, city: City, index: int = 0) -> Scanned:
    return till.scan(list(city.cards.values())[index].made.pay_code)


def silent(city: City) -> None:
    city.faults["*"] = faults.dead(999)


def said(result: Result) -> tuple[str, str | None, int]:
    assert result.alone is not None
    return result.state, result.alone.refusal, result.alone.most


def test_a_card_is_accepted_alone_up_to_its_limit(till: Handset, city: City) -> None:
    silent(city)
    one = card(till, city)
    assert said(till.redeem(one, 1_500)) == (State.RECORDED, None, 2_000)
    assert said(till.redeem(one, 501)) == (State.DROPPED, Refusal.CARD_LIMIT, 500)
    assert said(till.redeem(one, 500)) == (State.RECORDED, None, 500)
    assert till.alone.used(one.ref) == Used(2_000, 2, 2_000, 2_000)
    verdicts = [found.verdict for n in (1, 3, 5) if (found := till.journal.decision_on(n))]
    assert verdicts == [ISOLATED, DROPPED, ISOLATED]


def test_every_claim_names_the_snapshot_that_the_till_holds(till: Handset, city: City) -> None:
    assert till.redeem(card(till, city), 100).claim.snap_seq == city.snap_seq


def test_what_was_used_survives_a_restart(till: Handset, city: City, opened: Opener) -> None:
    silent(city)
    for index in range(3):
        till.redeem(card(till, city, index), 2_000)
    till.close()
    again = opened()
    assert again.alone.used(b"").pot == 6_000
    assert again.alone.snap_seq == city.snap_seq
    assert said(again.redeem(card(again, city), 1)) == (State.DROPPED, Refusal.CARD_LIMIT, 0)


def test_the_pot_ends(till: Handset, city: City, clock: TestClock) -> None:
    lease = replace(till.identity.lease, isolated=3_000)
    till._identity = replace(till.identity, lease=lease)  # noqa: SLF001 - a smaller pot
    silent(city)
    assert till.redeem(card(till, city, 0), 2_000).state is State.RECORDED
    assert said(till.redeem(card(till, city, 1), 1_001)) == (State.DROPPED, Refusal.POT_USED, 1_000)
    assert till.alone.up_to() == 1_000
    clock.sleep(8 * 86_400)
    assert said(till.redeem(card(till, city, 1), 1)) == (State.DROPPED, Refusal.LEASE_OVER, 0)
    assert till.alone.up_to() == 0


def test_a_lease_without_a_pot_accepts_nothing_and_says_so(handset: Handset, city: City) -> None:
    made = handset.scan(city.loaded(6_000).pay_code)
    silent(city)
    assert said(handset.redeem(made, 100)) == (State.DROPPED, Refusal.NO_POT, 0)


def test_without_a_snapshot_no_card_is_known(opened: Opener, city: City) -> None:
    city.isolated = POT
    till = opened()
    till.enrol(INVITE, lambda _words: None)
    made = till.scan(city.loaded(6_000).pay_code)
    silent(city)
    result = till.redeem(made, 100)
    assert (result.claim.snap_seq, *said(result)) == (0, State.DROPPED, Refusal.NO_SNAPSHOT, 0)


@pytest.mark.parametrize(
    ("state", "refusal"), [("sealed", Refusal.CARD_SEALED), ("blocked", Refusal.CARD_BLOCKED)]
)
def test_sealed_and_blocked_cards_are_refused(
    till: Handset, city: City, state: str, refusal: Refusal
) -> None:
    next(iter(city.cards.values())).state = state
    city.publish(delta=True)
    till.refresh_snapshot()
    silent(city)
    assert said(till.redeem(card(till, city), 100)) == (State.DROPPED, refusal, 0)


def test_what_the_city_booked_since_the_snapshot_counts_too(till: Handset, city: City) -> None:
    """Paid online after the snapshot was made: the till knows, though its snapshot does not."""
    one = card(till, city)
    assert till.redeem(one, 5_500).state is State.ACCEPTED
    silent(city)
    assert said(till.redeem(one, 501)) == (State.DROPPED, Refusal.CARD_BALANCE, 500)
    city.faults.clear()
    till.upload()
    city.now += 60
    city.publish(delta=True)
    till.refresh_snapshot()
    assert till.alone.used(one.ref).since == 0
    silent(city)
    assert said(till.redeem(one, 501)) == (State.DROPPED, Refusal.CARD_BALANCE, 500)


def test_accepted_alone_counts_until_a_snapshot_surely_has_it(till: Handset, city: City) -> None:
    one = card(till, city)
    silent(city)
    till.redeem(one, 2_000)
    city.faults.clear()
    city.publish()
    till.refresh_snapshot()
    assert till.alone.used(one.ref).since == 2_000  # the city has not heard of it
    till.upload()
    city.publish()
    till.refresh_snapshot()
    assert till.alone.used(one.ref).since == 2_000  # made in the second of the receipt
    city.now += 1
    city.publish()
    till.refresh_snapshot()
    assert till.alone.used(one.ref) == Used(2_000, 1, 2_000, 0)


def test_void_and_refund_refill_nothing(till: Handset, city: City) -> None:
    silent(city)
    one = card(till, city)
    paid = till.redeem(one, 2_000)
    before = till.alone.used(one.ref)
    for _ in range(3):
        till.void(till.find(str(paid.claim.seq)))
        till.refund(till.find(str(paid.claim.seq)), 100)
    assert till.alone.used(one.ref) == before
    assert said(till.redeem(one, 1)) == (State.DROPPED, Refusal.CARD_LIMIT, 0)


def test_a_decline_is_never_overruled(till: Handset, city: City) -> None:
    next(iter(city.cards.values())).cents = 50
    result = till.redeem(card(till, city), 100)
    assert (result.state, result.reason, result.alone) == (
        State.DECLINED, Reason.INSUFFICIENT, None,
    )  # fmt: skip


def test_a_busy_book_is_silence_and_a_refusal_is_not(till: Handset, city: City) -> None:
    one = card(till, city)
    till.start()
    city.faults["/v1/claims"] = [faults.says(Late)] * 9
    assert till.redeem(one, 100).state is State.RECORDED
    city.faults["/v1/claims"] = [faults.says(TillRevoked)]
    assert (refused := till.redeem(one, 100)).state is State.DROPPED
    assert refused.alone is None


def test_a_revoked_till_accepts_nothing_alone_any_more(
    till: Handset, city: City, opened: Opener
) -> None:
    city.faults["/v1/claims"] = [faults.says(TillRevoked)]
    till.redeem(card(till, city), 100)
    silent(city)
    till.close()
    again = opened()
    assert said(again.redeem(card(again, city), 100)) == (State.DROPPED, Refusal.FROZEN, 0)


def test_a_frozen_till_accepts_nothing_alone(till: Handset, city: City, monkeypatch: Any) -> None:  # noqa: ANN401
    monkeypatch.setattr(City, "_authorise", lambda *_: (2, Reason.TILL_FROZEN))
    assert till.redeem(card(till, city), 100).reason is Reason.TILL_FROZEN
    assert isinstance(till.alone, Alone)
    silent(city)
    assert till.alone.up_to() == 0


def test_a_typed_card_is_never_accepted_alone(till: Handset, city: City) -> None:
    made = next(iter(city.cards.values())).made
    typed = till.unlock(made.number, made.pin)
    silent(city)
    assert (result := till.redeem(typed, 100)).state is State.DROPPED
    assert result.alone is None


def test_a_sale_is_the_till_s_own_affair(till: Handset, city: City) -> None:
    silent(city)
    result = till.sell(card(till, city), 1_000)
    assert (result.state, result.alone) == (State.RECORDED, None)


def test_what_a_crash_left_is_dropped_not_accepted(
    till: Handset, city: City, opened: Opener
) -> None:
    class Cut(BaseException):
        """The power is gone."""

    def cut() -> None:
        raise Cut

    till.start()
    city.faults["/v1/claims"] = [cut]  # type: ignore[list-item] # it never answers
    with pytest.raises(Cut):
        till.redeem(card(till, city), 100)
    till.close()
    silent(city)
    again = opened()
    again.start()
    decided = again.journal.decision_on(1)
    assert decided is not None
    assert decided.verdict == DROPPED


def test_a_wrong_clock_neither_bars_nor_ages_backwards(
    till: Handset, city: City, clock: TestClock
) -> None:
    clock.time -= 1_671_875_000  # it is 1970 again
    silent(city)
    assert till.redeem(card(till, city), 2_000).state is State.RECORDED


def test_a_clock_behind_does_not_outlive_what_the_city_has_signed(
    till: Handset, city: City, clock: TestClock
) -> None:
    city.now += 8 * 86_400
    city.publish()
    till.refresh_snapshot()
    clock.time -= 1_671_875_000
    silent(city)
    assert said(till.redeem(card(till, city), 1)) == (State.DROPPED, Refusal.LEASE_OVER, 0)


def test_what_was_accepted_alone_is_handed_in_with_its_decision(till: Handset, city: City) -> None:
    silent(city)
    paid = till.redeem(card(till, city), 700)
    city.faults.clear()
    assert till.upload().left == 0
    assert city.decisions == {(till.identity.till, paid.claim.seq): ISOLATED}
