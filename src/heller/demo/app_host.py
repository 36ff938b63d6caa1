"""The demo's host of the till app: an origin of its own, the built files, and a tray of cards.

The tray's script is added to the files before they are signed, so the app that the demo serves is a
release like any other. `heller till-app build` knows nothing of it.
"""

import json
from importlib.resources import files
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from heller.claims.keyset import Role
from heller.demo.tray import Tray
from heller.operate.home import Home, key_of
from heller.operate.open_city import scope_of_home
from heller.till.app_build import Built, Signer, build_app
from heller.till.app_files import INDEX, Files, read_files
from heller.till.app_headers import content_type, security_headers
from heller.till.app_join import join_scripts
from heller.till.app_lean import lean

LOOPBACK: Final = ("http://127.0.0.1:*", "http://localhost:*", "http://*.localhost:*")
SCRIPT: Final = "demo/tray.js"
_HTTPS_ONLY: Final = b"connect-src 'self' https:"
_HEAD_ENDS: Final = b"</head>"


def build_demo_app(folder: Path, home: Home, now: int) -> Built:
    """Build the app with the tray's script, signed by the demo city."""
    _, key = key_of(home.secrets(), Role.RELEASE)
    content = lean(join_scripts(with_tray(read_files())))
    return build_app(folder, Signer(scope_of_home(home), key, now), content)


def with_tray(content: Files) -> Files:
    """Add the tray's script, and allow the page to ask the cities on this machine."""
    page = content[INDEX]
    assert page.count(_HEAD_ENDS) == 1
    loaded = f'<script type="module" src="{SCRIPT}"></script>\n'.encode()
    page = page.replace(_HEAD_ENDS, loaded + _HEAD_ENDS)
    page = page.replace(_HTTPS_ONLY, " ".join((_HTTPS_ONLY.decode(), *LOOPBACK)).encode())
    script = (files("heller.demo") / "static" / "tray.js").read_bytes()
    return {**content, INDEX: page, SCRIPT: script}


class AppHost:
    """Serves one built app."""

    def __init__(self, public: Path, tray: Tray) -> None:
        """Serve this folder."""
        self._public, self._tray = public, tray
        self._headers = security_headers(*LOOPBACK)

    async def next(self, request: Request) -> Response:
        """Answer with what is held to the scanner next."""
        seen = request.query_params.get("after", "")
        number, text = await self._tray.after(int(seen) if seen.isdecimal() else None)
        body = json.dumps({"number": number, "text": text})
        return Response(body, headers=self._headers, media_type="application/json")

    async def file(self, request: Request) -> Response:
        """Give a file of the app."""
        name = request.path_params["name"] or INDEX
        path = (self._public / name).resolve()
        if not path.is_relative_to(self._public.resolve()) or not path.is_file():
            return Response(status_code=404, headers=self._headers)
        return Response(path.read_bytes(), headers=self._headers, media_type=content_type(name))


def app_host(public: Path, tray: Tray) -> Starlette:
    """Build the host."""
    host = AppHost(public, tray)
    return Starlette(routes=[Route("/demo/next", host.next), Route("/{name:path}", host.file)])
