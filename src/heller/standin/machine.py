"""For machines: the KEYSET, the stand-in's signed STATUS, health."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from heller.claims.between import Status
from heller.claims.messages import seal
from heller.standin.desk import Standin
from heller.standin.presence import DECIDING, LISTENING
from heller.web.http import base64_text


class Machine:
    """GET /v1/keyset, /v1/status, /v1/health."""

    def __init__(self, standin: Standin) -> None:
        """Serve this stand-in."""
        self._standin = standin

    async def keyset(self, _request: Request) -> Response:
        """Give the city's KEYSET."""
        return JSONResponse({"keyset": base64_text(self._standin.keys.keyset_message)})

    async def status(self, _request: Request) -> Response:
        """Give the signed word on itself."""
        standin = self._standin
        keys, head, presence = standin.keys, standin.copy.head, standin.presence
        number, key = keys.standin
        body = Status(
            keys.scope.city, number, head.generation, max(head.epoch, presence.epoch), head.size,
            presence.state, presence.since, standin.now(),
        )  # fmt: skip
        return JSONResponse({"status": base64_text(seal(keys.scope, key, body))})

    async def health(self, _request: Request) -> Response:
        """Say what it does now, and where its copy stands."""
        presence, head = self._standin.presence, self._standin.copy.head
        names = {LISTENING: "listening", DECIDING: "deciding"}
        content = {
            "state": names.get(presence.state, "stopped"),
            "book": "heard" if presence.alive else "silent",
            "epoch": presence.epoch,
            "generation": head.generation,
            "seq": head.seq,
        }
        return JSONResponse(content)
