"""A till asks for its next lease, having closed the one that it holds."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from heller.claims.questions import Renew
from heller.till.city_door import CityDoor
from heller.till.claims import Claims
from heller.till.questions import Questions
from heller.web.http import base64_text, read_json, unbase64


class Renewal:
    """POST /v1/leases/renew."""

    def __init__(self, door: CityDoor, claims: Claims, questions: Questions) -> None:
        """Serve this door; records and signed questions are read as elsewhere."""
        self._door, self._claims, self._questions = door, claims, questions

    async def renew(self, request: Request) -> Response:
        """Take the records that came along, the CLOSE among them, then give the next lease.

        The same question for the same lease is answered by the same next one.
        """
        body = await read_json(request)
        message = unbase64(body.get("renew"))
        question = self._questions.signed(message, Renew, "renew")
        results = await self._claims.take_in(body) if body.get("records") else []
        lease = await self._door.writer.renew(message, question)
        return JSONResponse({"lease": base64_text(lease), "results": results})
