"""The device's clocks."""

import time

from heller.handset.clock import DeviceClock


def test_the_devices_clocks_are_python_s() -> None:
    clock = DeviceClock()
    before, start = int(time.time()), time.monotonic()
    clock.sleep(0.001)
    assert before <= clock.now() <= time.time()
    assert start + 0.001 <= clock.monotonic() <= time.monotonic()
