"""The door's process: where it listens, what it logs, how it ends by itself."""

import json
import os
import signal
import socket

from tests.running_city import RunningCity

from heller.postgres import pidfile


def test_door_listens_where_its_settings_say_and_on_its_socket(city: RunningCity) -> None:
    settings = city.home.settings()
    with socket.create_connection((settings.host, settings.port), timeout=2):
        pass
    assert city.home.socket.is_socket()
    assert city.home.socket.stat().st_mode & 0o022 == 0


def test_ordered_end_is_0_and_is_logged(own_city: RunningCity) -> None:
    assert own_city.stop() == 0
    events = [json.loads(line) for line in own_city.logs[-1].read_text().splitlines()]
    assert events[-1]["event"] == "door_closed"
    assert events[-1]["told"] is True


def test_door_without_a_database_ends_with_1(own_city: RunningCity) -> None:
    assert own_city.process is not None
    postmaster = pidfile.holder(own_city.home.postgres / "cluster")
    assert postmaster is not None
    os.kill(postmaster, signal.SIGKILL)
    assert own_city.process.wait(30) == 1
    own_city.process = None
