"""The till's life, from its code to its last hand-in, at a small honest city."""

from pathlib import Path

import pytest
from tests.handset import faults
from tests.handset.city import NOW, City
from tests.handset.conftest import INVITE, Opener, TestClock

from heller.book.decline import Reason
from heller.cards.scan import pay_code, view_code
from heller.claims.records import BY_BOOK, DROPPED, ISOLATED
from heller.errors import (
    BadToken,
    ClockApart,
    TillRevoked,
    UnknownTill,
    UnlockFailed,
    WrongCity,
)
from heller.handset.invite import Invite
from heller.handset.problems import (
    AlreadyEnrolled,
    ClaimUnknown,
    ForeignCode,
    HomeBusy,
    MustEnrolAgain,
    NeedsCard,
    NoAnswer,
    NotEnrolled,
    NotGenuine,
    NumberWrong,
    OtherCode,
    Untrusted,
)
from heller.handset.result import State
from heller.handset.till import Handset


def test_a_till_is_enrolled_and_knows_itself(handset: Handset) -> None:
    identity = handset.identity
    names = (identity.merchant, identity.point, identity.city)
    assert (identity.till, names) == (17, ("Bäckerei", "Markt 3", "Unna"))
    assert identity.may_sell
    standing = handset.standing()
    assert (standing.problem, standing.unreceipted, standing.results) == (None, 0, [])


def test_a_folder_without_a_till_says_so(opened: Opener) -> None:
    with pytest.raises(NotEnrolled):
        opened().upload()


def test_a_folder_is_one_till(handset: Handset) -> None:
    with pytest.raises(AlreadyEnrolled):
        handset.enrol(INVITE, lambda _words: None)


def test_a_second_program_is_sent_away(handset: Handset, opened: Opener) -> None:
    with pytest.raises(HomeBusy):
        opened()


def test_a_day_at_the_till(handset: Handset, city: City) -> None:
    card = handset.scan(city.make_cards(1)[0].pay_code)
    assert handset.can_sell(card, 5_000).ok
    sold = handset.sell(card, 5_000)
    paid = handset.redeem(card, 1_240)
    refused = handset.redeem(card, 9_999)
    undone = handset.void()
    given = handset.refund(handset.find(str(paid.claim.seq)), 100)
    states = [result.state for result in (sold, paid, refused, undone, given)]
    assert states == [
        State.ACCEPTED, State.ACCEPTED, State.DECLINED, State.ACCEPTED, State.ACCEPTED,
    ]  # fmt: skip
    assert [r.receipt.balance for r in (sold, paid, refused) if r.receipt] == [5_000, 3_760, 3_760]
    assert refused.reason is Reason.INSUFFICIENT
    handset.upload()
    verdicts = [city.decisions[17, seq] for seq in (1, 3, 5, 7, 9)]
    assert verdicts == [BY_BOOK, BY_BOOK, DROPPED, BY_BOOK, BY_BOOK]
    assert handset.balance(card).cents == city.cards[card.ref].cents == 5_100
    assert handset.journal.count_unreceipted() == 0


def test_the_oldest_unreceipted_travel_first_and_the_claim_last(
    handset: Handset, city: City
) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    handset.redeem(card, 100)
    handset.redeem(card, 200)
    assert [(how, len(messages)) for how, messages in city.posts] == [("ask", 1), ("ask", 2)]
    decision, claim = city.posts[1][1]
    assert (decision[0], claim[0]) == (0x14, 0x10)


def test_the_typed_way(handset: Handset, city: City) -> None:
    made = city.loaded(5_000)
    paid = handset.redeem(handset.unlock(made.number, made.pin), 700)
    assert (paid.state, paid.claim.typed, city.cards[made.ref].cents) == (
        State.ACCEPTED,
        True,
        4_300,
    )
    with pytest.raises(NeedsCard):
        handset.balance(handset.unlock(made.number, made.pin))


def test_a_token_is_good_once(handset: Handset, city: City) -> None:
    made = city.loaded(5_000)
    card = handset.unlock(made.number, made.pin)
    handset.redeem(card, 100)
    again = handset.redeem(card, 100)
    assert (again.state, type(again.problem)) == (State.DROPPED, BadToken)
    assert city.cards[made.ref].cents == 4_900


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12a456", "\N{FULLWIDTH DIGIT ONE}23456"])
def test_a_pin_has_six_digits(handset: Handset, city: City, pin: str) -> None:
    number = city.loaded(1).number
    with pytest.raises(NumberWrong):
        handset.unlock(number, pin)
    with pytest.raises(NumberWrong):
        handset.unlock("1234 5678 9012 3456", "123456")
    assert "/v1/cards/unlock" not in city.calls


def test_a_wrong_pin_opens_nothing(handset: Handset, city: City) -> None:
    made = city.loaded(100)
    wrong = f"{(int(made.pin) + 1) % 10**6:06d}"
    with pytest.raises(UnlockFailed):
        handset.unlock(made.number, wrong)


def test_only_the_citys_own_pay_codes_are_taken(handset: Handset, city: City) -> None:
    made = city.make_cards(1)[0]
    card = handset.scan(made.pay_code)
    other = City()
    other.scope = type(other.scope)(5978020, bytes(8))
    with pytest.raises(OtherCode):
        handset.scan(view_code("https://karte.example/", 5978036, made.view))
    with pytest.raises(ForeignCode):
        handset.scan("4006381333931")
    with pytest.raises(WrongCity):
        handset.scan(other.make_cards(1)[0].pay_code)
    spoilt = bytearray(card.pay.message)
    spoilt[-1] ^= 1
    with pytest.raises(NotGenuine):
        handset.scan(pay_code(bytes(spoilt)))
    spoilt[5] = 99
    with pytest.raises(NotGenuine):
        handset.scan(pay_code(bytes(spoilt)))


def test_a_till_without_the_right_takes_no_money(opened: Opener, city: City) -> None:
    city.role = 1
    handset = opened()
    handset.enrol(INVITE, lambda _words: None)
    may = handset.can_sell(handset.scan(city.make_cards(1)[0].pay_code), 100)
    assert (may.ok, may.reason) == (False, Reason.NO_RIGHT)


def test_a_sale_beyond_the_credit_is_held(handset: Handset, city: City) -> None:
    city.credit = 1_000
    card = handset.scan(city.make_cards(1)[0].pay_code)
    may = handset.can_sell(card, 2_000)
    assert (may.ok, may.reason, may.credit_left) == (False, Reason.CREDIT_EXCEEDED, 1_000)
    sold = handset.sell(card, 2_000)
    assert (sold.state, sold.reason) == (State.HELD, Reason.CREDIT_EXCEEDED)
    handset.upload()
    assert city.decisions == {(17, 1): BY_BOOK}


def test_a_silent_city_books_nothing_and_hands_nothing_over(handset: Handset, city: City) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    city.faults["*"] = faults.dead(100)
    paid = handset.redeem(card, 1_000)
    assert (paid.state, type(paid.problem)) == (State.DROPPED, NoAnswer)
    city.faults.clear()
    done = handset.upload()
    assert (done.receipted, done.refused, done.left) == (2, 0, 0)
    assert (city.cards[card.ref].cents, city.decisions) == (5_000, {(17, 1): DROPPED})
    assert handset.standing().results[0].state is State.DROPPED


def test_an_answer_that_was_lost_is_dropped_in_the_book(handset: Handset, city: City) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    city.losing.add("/v1/claims")
    paid = handset.redeem(card, 1_000)
    assert (paid.state, city.cards[card.ref].cents) == (State.DROPPED, 4_000)
    assert len({tuple(messages) for _, messages in city.posts}) == 1  # the same bytes each time
    city.losing.clear()
    handset.upload()
    assert city.cards[card.ref].cents == 5_000
    assert handset.standing().results[0].state is State.DROPPED


def test_a_sale_without_answer_stands_and_is_handed_in(handset: Handset, city: City) -> None:
    card = handset.scan(city.make_cards(1)[0].pay_code)
    city.faults["*"] = faults.dead(100)
    sold = handset.sell(card, 2_500)
    assert sold.state is State.RECORDED
    with pytest.raises(NoAnswer):
        handset.upload()
    city.faults.clear()
    handset.upload()
    assert (city.cards[card.ref].cents, city.decisions) == (2_500, {(17, 1): ISOLATED})
    assert handset.standing().results[0].state is State.ACCEPTED


def test_a_claim_that_is_refused_is_dropped_with_its_reason(handset: Handset, city: City) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    city.faults["/v1/claims"] = [faults.says(TillRevoked)]
    paid = handset.redeem(card, 1_000)
    assert (paid.state, type(paid.problem)) == (State.DROPPED, TillRevoked)
    entry = handset.journal.entry(1)
    assert entry is not None
    assert (entry.receipt, entry.refused) == (None, "till_revoked")


def test_what_bars_claims_is_said_before_one_is_signed(handset: Handset, city: City) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    city.faults["/v1/tills/head"] = [faults.says(UnknownTill)]
    with pytest.raises(UnknownTill):
        handset.redeem(card, 100)
    assert handset.journal.last() is None


def test_a_till_whose_clock_is_wrong_still_redeems(handset: Handset, city: City) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    city.faults["/v1/tills/head"] = [faults.says(ClockApart)] * 4
    assert handset.redeem(card, 100).state is State.ACCEPTED


def test_silence_is_asked_again_after_a_few_seconds(
    handset: Handset, city: City, clock: TestClock
) -> None:
    city.faults["/v1/tills/head"] = faults.dead(4)
    assert isinstance(handset.start().problem, NoAnswer)
    assert isinstance(handset.start().problem, NoAnswer)
    clock.sleep(6)
    assert handset.start().problem is None


def test_a_restored_copy_must_be_enrolled_anew(
    handset: Handset, opened: Opener, city: City, home: Path, tmp_path: Path
) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    handset.close()
    saved = faults.copy_of(home, tmp_path / "saved")
    used = opened()
    used.redeem(card, 100)
    used.close()
    faults.restore(saved, home)
    copy = opened()
    with pytest.raises(MustEnrolAgain):
        copy.redeem(card, 200)
    assert copy.journal.last() is None
    copy.close()
    later = opened()  # also when the city is silent, from now on
    city.faults["*"] = faults.dead(100)
    with pytest.raises(MustEnrolAgain):
        later.redeem(card, 200)


def test_two_devices_with_one_number_are_found_out(
    handset: Handset, opened: Opener, city: City, home: Path, tmp_path: Path
) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    handset.close()
    before = faults.copy_of(home, tmp_path / "before")
    city.faults["*"] = faults.dead(100)
    one = opened()
    one.redeem(card, 100)
    one.close()
    one_device = faults.copy_of(home, tmp_path / "one")
    faults.restore(before, home)
    city.faults.clear()
    other = opened()
    other.redeem(card, 200)
    other.upload()
    other.close()
    faults.restore(one_device, home)
    with pytest.raises(MustEnrolAgain):
        opened().redeem(card, 300)


def test_an_equivocation_stops_the_till(handset: Handset, city: City) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    handset.start()
    handset.redeem(card, 100)
    city.records[17, 3] = city.records[17, 1]  # what another device with this number did
    paid = handset.redeem(card, 100)
    assert paid.state is State.DROPPED
    with pytest.raises(MustEnrolAgain):
        handset.redeem(card, 100)


def test_a_new_receipt_key_is_learnt_on_the_way(handset: Handset, city: City) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    city.new_ack()
    assert handset.redeem(card, 100).state is State.ACCEPTED
    assert handset.identity.trust.keyset.number == 2
    assert handset.redeem(card, 100).state is State.ACCEPTED
    assert city.calls.count("/v1/keyset") == 2  # once to enrol, once now


def test_a_forged_receipt_hands_nothing_over(handset: Handset, city: City) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    city.forging = lambda receipt: receipt._replace(amount=receipt.amount - 1)
    paid = handset.redeem(card, 100)
    assert paid.state is State.DROPPED
    assert paid.problem is not None
    assert (paid.problem.code, paid.receipt) == ("untrusted_answer", None)


def test_a_result_that_nobody_saw_is_shown_again(
    handset: Handset, opened: Opener, city: City
) -> None:
    paid = handset.redeem(handset.scan(city.loaded(5_000).pay_code), 100)
    handset.close()
    second = opened()
    unseen = second.unseen()
    assert unseen == paid
    second.seen(paid)
    assert second.unseen() is None


def test_only_an_own_claim_that_stands_is_undone_unnamed(handset: Handset, city: City) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    with pytest.raises(ClaimUnknown):
        handset.void()
    handset.redeem(card, 100)
    handset.redeem(card, 9_999)
    handset.void()
    assert city.cards[card.ref].cents == 5_000
    with pytest.raises(ClaimUnknown):
        handset.void()


def test_a_part_of_a_sale_is_undone(handset: Handset, city: City) -> None:
    card = handset.scan(city.make_cards(1)[0].pay_code)
    sold = handset.sell(card, 5_000)
    handset.void(handset.find(sold.claim_hash.hex()), 2_000)
    assert city.cards[card.ref].cents == 3_000


def test_the_invitations_city_is_the_only_one_believed(opened: Opener) -> None:
    with pytest.raises(Untrusted):
        opened().enrol(Invite(INVITE.door, INVITE.code, bytes(32)), lambda _words: None)


def test_times_are_the_devices(handset: Handset, city: City, clock: TestClock) -> None:
    clock.sleep(60)
    paid = handset.redeem(handset.scan(city.loaded(100).pay_code), 100)
    assert (paid.claim.time, paid.claim.mono) == (NOW + 60, 1_060)
