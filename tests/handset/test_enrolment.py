"""A new till shows its code, compares four words and waits; nobody else's word makes it a till."""

import pytest
from tests.handset import faults
from tests.handset.city import CODE, DOOR, ROOT, City, key
from tests.handset.conftest import INVITE, Opener, TestClock

from heller.claims.enrol import check_words
from heller.claims.questions import code_hash
from heller.errors import CodeRefused
from heller.handset.invite import Invite
from heller.handset.problems import NoAnswer, NotEnrolled, StillWaiting, Untrusted


def test_the_words_are_shown_once_while_the_office_decides(
    opened: Opener, city: City, clock: TestClock
) -> None:
    city.admitted = False
    shown: list[tuple[str, ...]] = []

    def show(words: tuple[str, ...]) -> None:
        shown.append(words)
        city.admitted = True

    handset = opened()
    identity = handset.enrol(INVITE, show)
    assert shown == [check_words(identity.key.public, code_hash(CODE))]
    assert (len(shown[0]), clock.slept) == (4, 1)


def test_waiting_ends_and_the_same_key_tries_again(opened: Opener, city: City) -> None:
    city.admitted = False
    shown: list[tuple[str, ...]] = []
    first = opened()
    with pytest.raises(StillWaiting):
        first.enrol(INVITE, shown.append, 3)
    with pytest.raises(NotEnrolled):
        _ = first.identity
    first.close()
    second = opened()
    with pytest.raises(StillWaiting):
        second.enrol(INVITE, shown.append, 3)
    assert shown[0] == shown[1]
    city.admitted = True
    assert second.enrol(INVITE, shown.append).till == 17


def test_an_admission_whose_answer_was_lost_is_asked_again(opened: Opener, city: City) -> None:
    city.losing.add("/v1/enrol")
    first = opened()
    with pytest.raises(NoAnswer):
        first.enrol(INVITE, lambda _words: None)
    first.close()
    city.losing.clear()
    assert opened().enrol(INVITE, lambda _words: None).till == 17
    assert len(city.tills) == 1


def test_a_wrong_code_is_refused(opened: Opener) -> None:
    with pytest.raises(CodeRefused):
        opened().enrol(Invite(DOOR, "WRONG", ROOT.public), lambda _words: None)


def test_another_root_is_not_believed(opened: Opener, city: City) -> None:
    with pytest.raises(Untrusted):
        opened().enrol(Invite(DOOR, CODE, key("another").public), lambda _words: None)
    assert "/v1/enrol" not in city.calls  # the code was not shown to a stranger


def test_a_lease_for_another_key_is_not_believed(opened: Opener, city: City) -> None:
    city.lease_for = key("another").public
    handset = opened()
    with pytest.raises(Untrusted):
        handset.enrol(INVITE, lambda _words: None)
    with pytest.raises(NotEnrolled):
        _ = handset.identity


def test_silence_while_waiting_is_waited_out(opened: Opener, city: City) -> None:
    city.admitted = False

    def cut(_words: tuple[str, ...]) -> None:
        city.admitted, city.faults["*"] = True, faults.dead(9)

    assert opened().enrol(INVITE, cut).till == 17
    assert city.faults["*"] == []
