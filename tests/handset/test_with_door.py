"""The handset at the real door: a real city, its book in PostgreSQL, its processes killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.running_city import RunningCity, Town, make_town, running_city

from heller.book.decline import Reason
from heller.errors import CodeRefused, TillRevoked, TooManyTries, UnlockFailed
from heller.handset.invite import Invite
from heller.handset.problems import MustEnrolAgain, NoAnswer
from heller.handset.result import State
from heller.handset.till import Handset


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCity]:
    """A city that runs as long as this file's tests."""
    with running_city(tmp_path_factory.mktemp("city")) as made:
        yield made


@pytest.fixture(scope="module")
def town(real: RunningCity) -> Iterator[Town]:
    made = make_town(real)
    yield made
    made.desk.close()
    made.book.close()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[RunningCity]:
    """A city for one test that kills it."""
    with running_city(tmp_path) as made:
        yield made


def test_a_card_is_sold_paid_with_undone_and_refunded(town: Town) -> None:
    made = town.city.cards(1)[0]
    card = town.desk.scan(made.pay_code)
    assert town.desk.can_sell(card, 5_000).ok
    assert town.desk.sell(card, 5_000).state is State.ACCEPTED
    paid = town.book.redeem(card, 1_240)
    assert (paid.state, paid.receipt and paid.receipt.balance) == (State.ACCEPTED, 3_760)
    assert town.book.void().state is State.ACCEPTED
    second = town.book.redeem(card, 2_000)
    assert town.book.refund(town.book.find(str(second.claim.seq)), 500).state is State.ACCEPTED
    found = town.desk.balance(card)
    assert (found.cents, found.state) == (3_500, "active")
    assert [move.cents for move in found.history] == [500, -2_000, 1_240, -1_240, 5_000]
    assert town.book.upload().left == town.desk.upload().left == 0
    town.city.require_good()


def test_the_city_says_no_with_its_reason(town: Town) -> None:
    sealed = town.book.scan(town.city.cards(1)[0].pay_code)
    assert town.book.redeem(sealed, 100).reason is Reason.CARD_SEALED
    (card,) = town.sold(500)
    refused = town.book.redeem(card, 900)
    assert (refused.state, refused.reason) == (State.DECLINED, Reason.INSUFFICIENT)
    sold = town.desk.find(str(town.desk.standing(1).results[0].claim.seq))
    assert town.book.void(sold).reason is Reason.TARGET_OTHER


def test_number_and_pin_pay_once_and_guesses_end(town: Town) -> None:
    made = town.city.cards(1)[0]
    assert town.desk.sell(town.desk.scan(made.pay_code), 2_000).state is State.ACCEPTED
    paid = town.book.redeem(town.book.unlock(made.number, made.pin), 700)
    assert (paid.state, paid.claim.typed) == (State.ACCEPTED, True)
    wrong = f"{(int(made.pin) + 1) % 10**6:06d}"
    for _ in range(5):
        with pytest.raises(UnlockFailed):
            town.book.unlock(made.number, wrong)
    with pytest.raises(TooManyTries):
        town.book.unlock(made.number, made.pin)
    scanned = town.book.redeem(town.book.scan(made.pay_code), 100)
    assert scanned.state is State.ACCEPTED


def test_a_code_is_for_one_device(real: RunningCity, tmp_path: Path) -> None:
    invite = real.invite(real.shop("Café"))
    with Handset(tmp_path / "one") as one, Handset(tmp_path / "two") as two:
        one.enrol(invite, real.admit)
        with pytest.raises(CodeRefused):
            two.enrol(invite, real.admit)
        with pytest.raises(CodeRefused):
            two.enrol(Invite(invite.door, "NEVERMADE", invite.root), real.admit)


def test_a_restored_copy_is_found_out(real: RunningCity, town: Town) -> None:
    (card,) = town.sold(1_000)
    till = real.enrol(real.shop("Kiosk"))
    till.redeem(card, 100)
    till.upload()
    last = till.journal.last()
    assert last is not None
    till.journal._db.execute("DELETE FROM record")  # noqa: SLF001 - as an older copy of the folder
    till._opening = None  # noqa: SLF001 - as a new process
    with pytest.raises(MustEnrolAgain):
        till.redeem(card, 100)
    till.close()


def test_a_revoked_till_hands_in_and_asks_no_more(real: RunningCity, town: Town) -> None:
    (card,) = town.sold(1_000)
    till = real.enrol(real.shop("Blumen"))
    assert till.redeem(card, 100).state is State.ACCEPTED
    real.order("till.revoke", till=till.identity.till)
    refused = till.redeem(card, 100)
    assert (refused.state, type(refused.problem)) == (State.DROPPED, TillRevoked)
    assert till.upload().left == 0
    till.close()
    real.require_good()


def test_the_book_killed_and_back(own: RunningCity) -> None:
    town = make_town(own)
    (card,) = town.sold(5_000)
    fresh = town.desk.scan(own.cards(1)[0].pay_code)
    assert town.desk.can_sell(fresh, 500).ok
    own.kill()
    paid = town.book.redeem(card, 1_000)
    assert (paid.state, paid.receipt) == (State.DROPPED, None)
    assert town.desk.sell(fresh, 500).state is State.RECORDED
    with pytest.raises(NoAnswer):
        town.desk.upload()
    own.start()
    assert (town.book.upload().left, town.desk.upload().left) == (0, 0)
    assert town.desk.balance(card).cents == 5_000
    assert town.desk.balance(fresh).cents == 500
    assert town.book.redeem(card, 1_000).state is State.ACCEPTED
    town.desk.close()
    town.book.close()
    own.require_good()
