"""Devices whose profile stays on the disk: closed, killed, copied and restored as people do."""

import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Playwright
from tests.till.app.hosting import CHROMIUM, FLAGS, AppHost
from tests.till.app.till.devices import Device
from tests.till.app.till.faults import gone


class KeptDevice:
    """A device that can be switched off and on again."""

    def __init__(self, playwright: Playwright, host: AppHost, profile: Path) -> None:
        self._playwright, self._host, self.profile = playwright, host, profile
        self._context: BrowserContext | None = None

    def on(self, script: str = "", barred: str = "") -> Device:
        """Start the browser and open the till; `script` runs before every page.

        Nothing that is `barred` reaches the city, from the first moment on.
        """
        self._context = self._playwright.chromium.launch_persistent_context(
            self.profile, executable_path=str(CHROMIUM), args=FLAGS
        )
        if script:
            self._context.add_init_script(script)
        if barred:
            self._context.route(barred, gone)
        device = Device(self._context.new_page(), self._host)
        device.open()
        return device

    def off(self) -> None:
        if self._context is not None:
            self._context.close()
            self._context = None

    def kill(self) -> None:
        """End every process of the browser at once, as a power cut does."""
        for process in browser_processes(self.profile):
            os.kill(process, signal.SIGKILL)
        with suppress(Error):  # there is nothing left to close
            self.off()
        self._context = None

    def copy_to(self, folder: Path) -> Path:
        """Back the device up; it must be off."""
        return Path(shutil.copytree(self.profile, folder, symlinks=True))

    def restore(self, folder: Path) -> None:
        shutil.rmtree(self.profile)
        shutil.copytree(folder, self.profile, symlinks=True)


def browser_processes(profile: Path) -> list[int]:
    """Find the processes of the browser that uses this profile; it was started here."""
    running = [entry for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    name = str(profile).encode()
    return sorted(int(entry.name) for entry in running if name in _arguments(entry))


def _arguments(entry: Path) -> bytes:
    try:
        return (entry / "cmdline").read_bytes()
    except OSError:  # it has ended meanwhile
        return b""
