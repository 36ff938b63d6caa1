"""GET /v1/snapshots/...: the signed files of balances for tills, handed out as they lie there.

Any web server could do it (heller.operate.snapshot_files); the door does it too, so that a city
needs no other one. Records never change under their name, manifests do.
"""

import asyncio
import re
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from heller.errors import NotFound
from heller.till.city_door import CityDoor

AT_ONCE: Final = 4  # files in memory
_NAME: Final = re.compile(r"full\.bin|delta\.bin|[1-9][0-9]{0,9}\.rec")
_FOREVER: Final = "public, max-age=604800, immutable"
_SHORTLY: Final = "public, max-age=30"
_NOT_MODIFIED: Final = 304


class Snapshots:
    """The files of one folder."""

    def __init__(self, door: CityDoor) -> None:
        """Serve this door's snapshots."""
        self._door = door
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def file(self, request: Request) -> Response:
        """Give a file, or 304 when the asker has it already; raises NotFound."""
        name = request.path_params["name"]
        async with self._turn:
            content = await asyncio.to_thread(self._read, name)
        headers = {
            "etag": f'"{sha256(content).hexdigest()[:32]}"',
            "cache-control": _FOREVER if name.endswith(".rec") else _SHORTLY,
        }
        if headers["etag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=_NOT_MODIFIED, headers=headers)
        return Response(content, headers=headers, media_type="application/octet-stream")

    def _read(self, name: str) -> bytes:
        folder: Path | None = self._door.snapshots
        if folder is None or not _NAME.fullmatch(name):
            raise NotFound
        try:
            return (folder / name).read_bytes()
        except FileNotFoundError:
            raise NotFound from None
