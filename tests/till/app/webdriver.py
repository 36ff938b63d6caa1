"""Firefox and WebKitGTK driven by WebDriver's commands, with nothing between them and the test.

WebKitGTK's driver speaks HTTP. Firefox takes the same commands itself, over its own socket
(Marionette: what geckodriver translates into), so no driver has to be installed for it.
"""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

import httpx
import pytest
from tests.running_city import free_port, until

MINI_BROWSER: Final = "webkit2gtk-4.1/MiniBrowser"
GERMAN: Final = {"LANG": "de_DE.UTF-8", "LANGUAGE": "de"}
PATIENCE_S: Final = 30.0

Json = Any  # what a browser answers
Ask = Callable[[str, str, Json], Json]  # Firefox's name of a command, HTTP's path of it, its values


class Refused(Exception):
    """The browser did not do it: nothing there to touch, or something lies over it."""


class Browser:
    """One window, as a person at a computer has it: an address, a mouse, a reload."""

    def __init__(self, version: str, ask: Ask) -> None:
        self.version, self._ask = version, ask

    def go(self, address: str) -> None:
        self._ask("WebDriver:Navigate", "url", {"url": address})

    def reload(self) -> None:
        """Reload as a person does; Firefox's own command goes past the service worker."""
        self.run("window.before = true; location.reload()")
        until(self._is_new, "the page is loaded anew")

    def _is_new(self) -> bool:
        try:
            return not self.run("return window.before")
        except Refused:
            return False  # between two pages

    def run(self, script: str) -> Json:
        """Run the body of a function in the page; a promise is waited for."""
        return self._ask("WebDriver:ExecuteScript", "execute/sync", {"script": script, "args": []})

    def click(self, xpath: str) -> None:
        """Click as soon as it can be clicked."""
        until(lambda: self._clicked(xpath), f"{xpath} is clicked")

    def _clicked(self, xpath: str) -> bool:
        try:
            found = self._ask(
                "WebDriver:FindElement", "element", {"using": "xpath", "value": xpath}
            )
            (element,) = found.values()
            self._ask("WebDriver:ElementClick", f"element/{element}/click", {"id": element})
        except Refused:
            return False
        return True


# ------------------------------------------------------------------------------------------ Firefox


@contextmanager
def firefox(profile: Path) -> Iterator[Browser]:
    """Open Firefox ESR; with the same profile again it is the same device."""
    program = shutil.which("firefox-esr")
    if program is None:
        pytest.skip("no Firefox ESR on this machine: apt-get install firefox-esr")
    profile.mkdir(exist_ok=True)
    port = free_port()
    settings = {"marionette.port": port, "intl.accept_languages": "de-DE, de"}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(settings[name])});" for name in settings]
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [program, "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    with (
        _process(command, profile / "firefox.log") as process,
        _connected(port) as wire,
        wire.makefile("rb") as incoming,
    ):
        ask = _marionette(wire, incoming)
        version = ask("WebDriver:NewSession", "", {})["capabilities"]["browserVersion"]
        yield Browser(version, ask)
        ask("Marionette:Quit", "", {"flags": ["eForceQuit"]})
        process.wait(PATIENCE_S)


@contextmanager
def _connected(port: int) -> Iterator[socket.socket]:
    found: list[socket.socket] = []

    def connected() -> bool:
        with suppress(OSError):
            found.append(socket.create_connection(("127.0.0.1", port), PATIENCE_S))
        return bool(found)

    until(connected, "Firefox listens", PATIENCE_S)
    with found[0] as wire:
        yield wire


def _marionette(wire: socket.socket, incoming: BinaryIO) -> Ask:
    """Commands are `length:[0, id, name, values]`, answers `length:[1, id, error, result]`."""

    def read() -> Json:
        length = b""
        while (byte := incoming.read(1)) != b":":
            assert byte, "Firefox is gone"
            length += byte
        return json.loads(incoming.read(int(length)))

    def ask(name: str, _path: str, values: Json) -> Json:
        text = json.dumps([0, 1, name, values]).encode()
        wire.sendall(b"%d:%b" % (len(text), text))
        _, _, error, result = read()
        if error is not None:
            raise Refused(error["message"])
        return result.get("value", result)

    read()  # it says what it is
    return ask


# ---------------------------------------------------------------------------------------- WebKitGTK


@contextmanager
def webkit(folder: Path) -> Iterator[Browser]:
    """Open WebKitGTK's MiniBrowser on a screen of its own; it keeps nothing after it is closed."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    window = next(Path("/usr/lib").glob(f"*/{MINI_BROWSER}"), None)
    if driver is None or window is None:
        pytest.skip("no WebKitGTK with a driver: apt-get install webkit2gtk-driver")
    if screen is None:
        pytest.skip("no screen for WebKitGTK: apt-get install xvfb")
    folder.mkdir(exist_ok=True)
    port = free_port()
    command = [driver, f"--port={port}"]
    options = {"binary": str(window), "args": ["--automation"]}
    wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
    with (
        _screen(screen) as display,
        _process(command, folder / "webkit.log", DISPLAY=display),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S) as client,
    ):
        until(lambda: _answers(client), "WebKitGTK's driver answers", PATIENCE_S)
        made = _post(client, "/session", {"capabilities": wanted})
        session = f"/session/{made['sessionId']}"
        try:
            yield Browser(
                made["capabilities"]["browserVersion"],
                lambda _name, path, values: _post(client, f"{session}/{path}", values),
            )
        finally:
            client.delete(session)


def _answers(client: httpx.Client) -> bool:
    with suppress(httpx.TransportError):
        return client.get("/status").is_success
    return False


def _post(client: httpx.Client, path: str, values: Json) -> Json:
    answer = client.post(path, json=values)
    value = answer.json()["value"]
    if not answer.is_success:
        raise Refused(value["message"])
    return value


@contextmanager
def _screen(program: str) -> Iterator[str]:
    """Give the name of a screen that nobody sees."""
    command = [program, "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        try:
            yield f":{process.stdout.readline().decode().strip()}"
        finally:
            process.terminate()


@contextmanager
def _process(
    command: list[str], log: Path, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    with (
        log.open("wb") as file,
        subprocess.Popen(
            command, stdout=file, stderr=file, env=os.environ | GERMAN | environment
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()
