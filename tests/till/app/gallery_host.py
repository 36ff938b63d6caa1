"""Serves the till app over a till of paper: a gallery of every screen in every state.

/gallery.html?case=result-ok&lang=en shows one screen; / is the whole app. The headers are those of
the real host.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]
APP: Final = ROOT / "src" / "heller" / "till" / "app"
GALLERY: Final = Path(__file__).parent / "gallery"
POLICY: Final = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' https:; "
    "object-src 'none'; base-uri 'none'"
)
# What the gallery has instead of the app's own file.
PAPER: Final = {
    "gallery.js": "gallery.js",
    "gallery/till.js": "till.js",
    "scan/camera.js": "scan/camera.js",
    "scan/photo.js": "scan/photo.js",
    "scan/wedge.js": "scan/wedge.js",
    "shell/install.js": "shell.js",
    "till/till.js": "till/till.js",
    "till/training.js": "till/training.js",
}


class Handler(SimpleHTTPRequestHandler):
    """Files of the app, or of the gallery in their place."""

    def translate_path(self, path: str) -> str:
        name = path.split("?", maxsplit=1)[0].lstrip("/")
        if name in PAPER:
            return str(GALLERY / PAPER[name])
        return super().translate_path(path)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def do_GET(self) -> None:
        if not self.path.startswith("/gallery.html"):
            return super().do_GET()
        page = (APP / "index.html").read_text(encoding="utf-8")
        body = page.replace("screens/app.js", "gallery.js").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def gallery_host() -> Iterator[str]:
    """Give the address of a gallery that lasts as long as the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(APP)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
