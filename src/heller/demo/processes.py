"""A demo city's processes: started, killed without warning, brought back."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from heller.operate.errors import OperateError
from heller.operate.home import Home
from heller.operate.standin_home import StandinHome

START_SECONDS = 60.0
STEP_SECONDS = 0.05
Ready = Callable[[httpx.Response], bool]


class DoorSilent(OperateError):
    """The city's door did not open; its log says why."""


class DemoProcess:
    """One process of a city, as `heller serve` runs it, in a folder."""

    def __init__(self, name: str, folder: Path, log: Path, address: str, is_ready: Ready) -> None:
        """Name it as `heller serve` does; it is ready when its health says so. Not started yet."""
        self._name, self._folder, self._log = name, folder, log
        self._process: subprocess.Popen[bytes] | None = None
        self.address, self._is_ready = address, is_ready

    @property
    def alive(self) -> bool:
        """Say whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start, and wait until it is ready; raises DoorSilent."""
        if self.alive:
            return
        command = [
            sys.executable, "-m", "heller.cli", "serve", self._name,
            "--home", str(self._folder), "--parent", str(os.getpid()),
        ]  # fmt: skip
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stderr=log, stdout=log
            )
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + START_SECONDS
        while self.alive and time.monotonic() < end:
            try:
                if self._is_ready(httpx.get(f"{self.address}/v1/health", timeout=1)):
                    return
            except httpx.TransportError:
                pass
            time.sleep(STEP_SECONDS)
        raise DoorSilent(f"See {self._log}.")

    def kill(self) -> None:
        """Kill the process as an attack or a power cut would: SIGKILL, without warning."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask the process to finish what it took, and end."""
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None and self.alive:
            self._process.send_signal(number)
            self._process.wait(30)


def door_process(home: Home, log: Path) -> DemoProcess:
    """Give a city's book and till door; ready when the book decides."""
    settings = home.settings()
    address = f"http://{settings.host}:{settings.port}"
    return DemoProcess("till", home.folder, log, address, lambda answer: answer.is_success)


def standin_process(home: StandinHome, log: Path) -> DemoProcess:
    """Give a city's stand-in; ready as soon as it answers."""
    settings = home.settings()
    address = f"http://{settings.host}:{settings.port}"
    return DemoProcess("stand-in", home.folder, log, address, lambda _answer: True)
