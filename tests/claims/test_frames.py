"""A hand-over arrives whole although the camera misses frames and sees others twice."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heller.claims.between import Frame
from heller.claims.frames import MAX_ENVELOPE, Collector, split_envelope
from heller.errors import Malformed

UNNA = 5978036
TRANSFER = bytes(range(8))
ENVELOPE = Random(1).randbytes(95_000)  # 500 claims


def shown(frames: list[Frame], seed: int, dropped: float) -> bytes | None:
    """Show the frames in a loop to a camera that misses some; at most fifty rounds."""
    chance, collector = Random(seed), Collector()
    for frame in frames * 50:
        if chance.random() >= dropped and (whole := collector.take(frame)):
            return whole
    return None


@pytest.mark.parametrize("seed", range(5))
def test_five_hundred_claims_arrive_with_a_fifth_of_the_frames_dropped(seed: int) -> None:
    assert shown(split_envelope(UNNA, TRANSFER, ENVELOPE), seed, dropped=0.2) == ENVELOPE


@given(st.binary(min_size=1, max_size=2_000), st.randoms(use_true_random=False))
def test_any_order_and_any_doubles_give_the_same(envelope: bytes, chance: Random) -> None:
    frames = split_envelope(UNNA, TRANSFER, envelope)
    *mixed, last = frames + chance.choices(frames, k=5)
    chance.shuffle(mixed)
    collector = Collector()
    assert envelope in [collector.take(frame) for frame in [*mixed, last, *frames]]


def test_progress_is_told() -> None:
    first, second, third = split_envelope(UNNA, TRANSFER, bytes(1_000))
    collector = Collector()
    assert collector.progress == (0, 0)
    collector.take(third)
    collector.take(third)
    assert collector.progress == (1, 3)
    collector.take(first)
    assert collector.take(second) == bytes(1_000)
    assert collector.progress == (0, 0)


def test_another_transfer_begins_anew() -> None:
    old, new = split_envelope(UNNA, TRANSFER, bytes(500)), split_envelope(UNNA, bytes(8), ENVELOPE)
    collector = Collector()
    collector.take(old[0])
    collector.take(new[0])
    assert collector.progress == (1, len(new))
    assert collector.take(old[1]) is None


def test_frames_that_do_not_fit_together_are_refused_and_forgotten() -> None:
    first, second = split_envelope(UNNA, TRANSFER, bytes(500))
    collector = Collector()
    collector.take(first)
    with pytest.raises(Malformed):
        collector.take(replace(second, data=bytes(99) + b"\1"))
    assert collector.progress == (0, 0)
    collector.take(first)
    assert collector.take(second) == bytes(500)


@pytest.mark.parametrize("changes", [{"total": MAX_ENVELOPE + 1}, {"count": 501, "index": 0}])
def test_what_claims_to_be_too_large_is_refused(changes: dict[str, int]) -> None:
    frame = split_envelope(UNNA, TRANSFER, bytes(500))[0]
    with pytest.raises(Malformed):
        Collector().take(replace(frame, **changes))  # type: ignore[arg-type] # numbers all
