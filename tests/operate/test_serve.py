"""`heller serve` as an operator meets it: killed, told to end, started twice, with a wrong key."""

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.running_city import RunningCity, Town, is_deciding, make_town, until

from heller.operate.errors import KeysLocked
from heller.operate.serve import require_free
from heller.postgres import pidfile

SILENT_S = 2.0


@pytest.fixture
def kept(still_city: RunningCity) -> RunningCity:
    """A city under `heller serve`, which starts its door again."""
    still_city.arguments = ("serve",)
    still_city.start()
    return still_city


def door_of(city: RunningCity) -> int:
    """Give the process id of the supervised door."""
    assert city.process is not None
    children = Path(f"/proc/{city.process.pid}/task/{city.process.pid}/children")
    (pid,) = children.read_text().split()
    return int(pid)


def postgres_of(city: RunningCity) -> int | None:
    return pidfile.holder(city.home.postgres / "cluster")


def takes_connections(city: RunningCity) -> bool:
    settings = city.home.settings()
    with socket.socket() as tried:
        return tried.connect_ex((settings.host, settings.port)) == 0


def test_killed_parent_leaves_no_door_and_no_database(kept: RunningCity) -> None:
    kept.kill()
    until(lambda: not takes_connections(kept), "the port is silent", SILENT_S)
    until(lambda: postgres_of(kept) is None, "PostgreSQL is gone", SILENT_S)


def test_crashed_door_is_started_again(kept: RunningCity) -> None:
    epoch = kept.health()["epoch"]
    os.kill(door_of(kept), signal.SIGKILL)
    until(lambda: is_deciding(kept.address) and kept.health()["epoch"] > epoch, "a new door")
    assert "door_ended" in kept.log_text()


def test_door_that_never_lasts_is_given_up(still_city: RunningCity) -> None:
    still_city.arguments = ("serve",)
    still_city.process = still_city.launch()
    killed: set[int] = set()
    for _ in range(5):
        until(lambda: bool(set(children_of(still_city)) - killed), "a new door")
        (pid,) = set(children_of(still_city)) - killed
        os.kill(pid, signal.SIGKILL)
        killed.add(pid)
    assert still_city.process.wait(10) == 1
    still_city.process = None


def children_of(city: RunningCity) -> list[int]:
    """Give the doors that are alive; one that was just killed is none."""
    assert city.process is not None
    try:
        text = Path(f"/proc/{city.process.pid}/task/{city.process.pid}/children").read_text()
    except FileNotFoundError:
        return []
    return [int(pid) for pid in text.split() if is_alive(int(pid))]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_told_to_end_it_finishes_what_it_took(kept: RunningCity) -> None:
    town = make_town(kept)
    (card,) = town.sold(20_000)
    results: list[str] = []
    started = threading.Event()

    def trade() -> None:
        while True:
            result = town.book.redeem(card, 1)
            results.append(result.state)
            started.set()
            if result.state != "accepted":
                return

    thread = threading.Thread(target=trade)
    thread.start()
    started.wait(10)
    assert kept.stop() == 0
    thread.join(30)
    assert (set(results[:-1]), results[-1]) == ({"accepted"}, "dropped")
    assert postgres_of(kept) is None
    kept.start()
    town.book.upload()
    taken = 20_000 - town.book.balance(card).cents
    assert taken == results.count("accepted")
    kept.require_good()
    close(town)


def close(town: Town) -> None:
    town.desk.close()
    town.book.close()


@pytest.mark.parametrize("arguments", [("serve",), ("serve", "till")])
def test_taken_folder_is_said_once(own_city: RunningCity, arguments: tuple[str, ...]) -> None:
    own_city.arguments = arguments
    second = own_city.launch()
    assert second.wait(20) == 1
    said = own_city.logs[-1].read_text()
    assert "Another program listens at this address" in said
    assert said.count("Another program") == 1


def test_taken_port_is_said(still_city: RunningCity) -> None:
    settings = still_city.home.settings()
    with socket.create_server((settings.host, settings.port)):
        process = still_city.launch()
        assert process.wait(20) == 1
    assert f"({settings.host}:{settings.port})" in still_city.log_text()
    assert postgres_of(still_city) is None


def test_port_that_is_given_free_soon_is_waited_for() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    timer = threading.Timer(0.2, server.close)
    timer.start()
    require_free("127.0.0.1", port)
    timer.join()


def test_database_of_another_process_is_said(own_city: RunningCity) -> None:
    """The same folder behind another port: the data directory is what collides."""
    settings = own_city.home.settings()
    text = own_city.home.settings_file.read_text()
    try:
        own_city.home.settings_file.write_text(text.replace(str(settings.port), "1"))
        second = own_city.launch()
        assert second.wait(20) == 1
    finally:
        own_city.home.settings_file.write_text(text)
    assert "is taken by process" in own_city.logs[-1].read_text()
    assert is_deciding(own_city.address)


@pytest.mark.parametrize("arguments", [("serve",), ("serve", "till")])
def test_wrong_unlock_key_is_said(still_city: RunningCity, arguments: tuple[str, ...]) -> None:
    wrong = still_city.home.folder / "wrong.key"
    wrong.write_bytes(bytes(32))
    still_city.arguments = arguments
    process = still_city.launch("--unlock", str(wrong))
    assert process.wait(20) == 1
    assert still_city.logs[-1].read_text().strip() == str(KeysLocked())


def test_missing_city_is_said(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "heller.cli", "serve", "till", "--home", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (found.returncode, "heller city create" in found.stderr) == (1, True)
