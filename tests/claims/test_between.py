"""Book, stand-in and watcher speak of states that exist, frames of parts that exist."""

from dataclasses import replace

import pytest
from tests.claims.samples import BETWEEN, FRAME, KAMEN, UNNA

from heller.claims.between import Frame, Heartbeat, Held, Status
from heller.errors import Malformed, WrongCity

HEARTBEAT, STATUS, HELD = BETWEEN[2], BETWEEN[6], BETWEEN[7]


@pytest.mark.parametrize("state", [0, 4, 255])
def test_an_unknown_state_is_refused(state: int) -> None:
    assert isinstance(HEARTBEAT, Heartbeat)
    assert isinstance(STATUS, Status)
    with pytest.raises(Malformed):
        replace(HEARTBEAT, state=state)
    with pytest.raises(Malformed):
        replace(STATUS, state=state)


@pytest.mark.parametrize(("first", "last"), [(0, 9), (10, 9)])
def test_nothing_held_is_refused(first: int, last: int) -> None:
    assert isinstance(HELD, Held)
    with pytest.raises(Malformed):
        replace(HELD, from_seq=first, to_seq=last)


def test_a_frame_carries_its_part() -> None:
    payload = FRAME.pack()
    assert len(payload) == 29 + len(FRAME.data)
    assert Frame.parse(payload, UNNA) == FRAME
    with pytest.raises(WrongCity):
        Frame.parse(payload, KAMEN)


@pytest.mark.parametrize("payload", [b"", FRAME.pack()[:28], FRAME.pack()[:29]])
def test_a_frame_without_data_is_refused(payload: bytes) -> None:
    with pytest.raises(Malformed):
        Frame.parse(payload, UNNA)


def test_a_frame_outside_its_envelope_is_refused() -> None:
    with pytest.raises(Malformed):
        replace(FRAME, index=3)
    with pytest.raises(Malformed):
        replace(FRAME, data=bytes(401))
