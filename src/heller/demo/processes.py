"""A demo city's process: started, killed without warning, brought back."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from heller.operate.errors import OperateError
from heller.operate.home import Home

START_SECONDS = 60.0
STEP_SECONDS = 0.05


class DoorSilent(OperateError):
    """The city's door did not open; its log says why."""


class CityProcess:
    """Book and till door of one city, as `heller serve till` runs them."""

    def __init__(self, home: Home, log: Path) -> None:
        """Name the city; nothing is started yet."""
        self.home, self._log = home, log
        self._process: subprocess.Popen[bytes] | None = None
        settings = home.settings()
        self.address = f"http://{settings.host}:{settings.port}"

    @property
    def alive(self) -> bool:
        """Say whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start, and wait until the door answers; raises DoorSilent."""
        if self.alive:
            return
        command = [
            sys.executable, "-m", "heller.cli", "serve", "till",
            "--home", str(self.home.folder), "--parent", str(os.getpid()),
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
                if httpx.get(f"{self.address}/v1/health", timeout=1).is_success:
                    return
            except httpx.TransportError:
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
