"""A static host for the till app in tests, which can be gone as a dead server is; and Chromium."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Playwright

from heller.till.app_headers import content_type, security_headers

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
LOOPBACK = ("http://localhost:*", "http://127.0.0.1:*", "http://*.localhost:*")


class _Files(BaseHTTPRequestHandler):
    """Gives the files of a folder, with the headers that a real host gives."""

    protocol_version = "HTTP/1.1"
    folder: Path
    asked: list[str]
    more: dict[str, str]

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        name = (path + "index.html" if path.endswith("/") else path).lstrip("/")
        file = self.folder / name
        self.asked.append(name)
        self._answer(200, name, file.read_bytes()) if file.is_file() else self._answer(404)

    def _answer(self, status: int, name: str = "", body: bytes = b"") -> None:
        self.send_response(status)
        for header, value in (security_headers(*LOOPBACK) | self.more).items():
            self.send_header(header, value)
        self.send_header("Content-Type", content_type(name))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    """A server that does not mind a browser that goes away."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser that is closed breaks its connections."""


class AppHost:
    """Serves a folder on a port that stays the same over stops and starts."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        self.more: dict[str, str] = {}  # headers beside the usual ones
        own = {"folder": folder, "asked": self.asked, "more": self.more}
        self._handler = type("Files", (_Files,), own)
        self._server: ThreadingHTTPServer | None = None
        self._port = 0
        self.start()

    @property
    def address(self) -> str:
        return f"http://localhost:{self._port}/"

    def start(self) -> None:
        self._server = _Server(("127.0.0.1", self._port), self._handler)
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Be gone: the port is closed, nobody answers."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@contextmanager
def hosted(folder: Path) -> Iterator[AppHost]:
    host = AppHost(folder)
    try:
        yield host
    finally:
        host.stop()


@contextmanager
def opened(playwright: Playwright, profile: Path, *flags: str) -> Iterator[BrowserContext]:
    """Open a browser whose profile stays: closed and opened again it is the same device."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=str(CHROMIUM),
        args=[*FLAGS, *flags],
        viewport={"width": 360, "height": 640},
    )
    context.set_default_timeout(20_000)
    try:
        yield context
    finally:
        context.close()
