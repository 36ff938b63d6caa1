"""Whether the book is heard, and whether the stand-in may decide, by a clock that a test moves."""

import pytest

from heller.claims.between import Heartbeat, Stop
from heller.standin.errors import BookDecides, Listening, Stale
from heller.standin.presence import DECIDING, LISTENING, STOPPED, Presence


class Clock:
    """Both clocks, moved together."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def time(self) -> float:
        return self.at + 1_000_000

    def monotonic(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def presence(clock: Clock) -> Presence:
    return Presence(clock)


def beat(epoch: int, at: int, seq: int = 1) -> Heartbeat:
    return Heartbeat(1, 3, 1, epoch, seq, at, 1)


def stop(epoch: int) -> Stop:
    return Stop(1, 3, 1, epoch, 0, 0)


def test_it_listens_for_two_seconds_after_its_start(clock: Clock, presence: Presence) -> None:
    assert (presence.state, presence.alive) == (LISTENING, False)
    with pytest.raises(Listening):
        presence.require_deciding()
    clock.at += 2
    assert presence.state == DECIDING
    presence.require_deciding()


def test_book_is_missed_after_two_seconds(clock: Clock, presence: Presence) -> None:
    presence.hear(beat(1, 10))
    clock.at += 1.9
    assert presence.alive
    clock.at += 0.1
    assert not presence.alive


def test_older_signs_are_refused(presence: Presence) -> None:
    presence.hear(beat(2, 10))
    for old in (beat(1, 11), beat(2, 9)):
        with pytest.raises(Stale):
            presence.hear(old)
    presence.hear(beat(2, 10))
    presence.hear(beat(3, 9))
    assert presence.epoch == 3


def test_recorded_sign_keeps_nobody_waiting(clock: Clock, presence: Presence) -> None:
    presence.hear(beat(1, 10))
    clock.at += 1.5
    presence.hear(beat(1, 10))
    clock.at += 1
    with pytest.raises(Stale):
        presence.hear(beat(1, 10))
    clock.at += 1.5
    assert not presence.alive


def test_stop_counts_while_its_book_is_heard(clock: Clock, presence: Presence) -> None:
    clock.at += 2
    presence.hear(beat(4, 10))
    presence.stop(stop(4))
    assert presence.state == STOPPED
    with pytest.raises(BookDecides):
        presence.require_deciding()
    clock.at += 2
    assert presence.state == DECIDING


def test_stop_ends_with_a_newer_epoch(clock: Clock, presence: Presence) -> None:
    clock.at += 2
    presence.hear(beat(4, 10))
    presence.stop(stop(4))
    presence.hear(beat(5, 11))
    assert presence.state == DECIDING


def test_old_stop_replayed_is_refused(clock: Clock, presence: Presence) -> None:
    clock.at += 2
    presence.hear(beat(4, 10))
    presence.stop(stop(4))
    presence.hear(beat(5, 11))
    with pytest.raises(Stale):
        presence.stop(stop(4))
    assert presence.state == DECIDING


def test_replayed_stop_of_a_dead_book_stops_nothing(clock: Clock, presence: Presence) -> None:
    clock.at += 2
    presence.hear(beat(4, 10))
    clock.at += 2
    presence.stop(stop(4))
    assert presence.state == DECIDING


def test_what_was_heard_before_a_start_stays_the_newest(clock: Clock, presence: Presence) -> None:
    presence.remember(3, 4)
    clock.at += 2
    with pytest.raises(Stale):
        presence.hear(beat(3, 10))
    presence.hear(beat(4, 10))
    assert presence.state == STOPPED
    presence.hear(beat(5, 10))
    assert presence.state == DECIDING
