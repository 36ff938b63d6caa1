"""The till door as one ASGI app: routes, errors, CORS, request ids."""

from typing import Final

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from heller.errors import InDoubt, NotFound, Problem
from heller.till.cards import Cards
from heller.till.city_door import CityDoor
from heller.till.claims import Claims
from heller.till.enrol import Enrolment
from heller.till.http import guarded, problem_response
from heller.till.machine import Machine
from heller.till.openapi import docs_page, openapi_json
from heller.till.questions import Questions
from heller.till.tree import TreeRoutes

log = structlog.get_logger()
_ID_CHARS: Final = 64
_CORS: Final = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"retry-after, x-request-id"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
]


class Outermost:
    """Gives each answer its request id and CORS headers; no cookie is used, so `*` is right."""

    def __init__(self, app: ASGIApp, door: CityDoor) -> None:
        """Wrap the app; the two hot addresses are reached without its middle layers."""
        claims = Claims(door)
        self._app, self._door = app, door
        self._hot = {"/v1/claims": claims.claims, "/v1/decisions": claims.decisions}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; an unexpected error is logged once, without its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope) or self._door.random_bytes(8).hex().encode()

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_CORS, (b"x-request-id", request_id)]
            await send(message)

        app = self._hot.get(scope["path"]) if scope["method"] == "POST" else None
        await (app or self._app)(scope, receive, with_headers)


def _request_id(scope: Scope) -> bytes:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and len(value) <= _ID_CHARS and value.isalnum():
            return bytes(value)
    return b""


async def _on_http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem_response(_WrongMethod() if error.status_code == 405 else NotFound())  # noqa: PLR2004


async def _on_error(request: Request, error: Exception) -> Response:
    log.error("request_broke", path=request.url.path, error=repr(error))
    return problem_response(InDoubt())


class _WrongMethod(Problem):
    """This address does not take this method; see the API's description."""

    code = "wrong_method"
    status = 405
    german = "Diese Adresse kennt diese Methode nicht. Siehe die Beschreibung der Schnittstelle."


def door_app(door: CityDoor) -> ASGIApp:
    """Build the public app of a city's till door."""
    claims, questions, tree = Claims(door), Questions(door), TreeRoutes(door)
    machine, cards, enrolment = Machine(door), Cards(door), Enrolment(door)
    post = ["POST"]
    routes = [
        Route("/v1/receipts/{hash}", guarded(claims.receipt)),
        Route("/v1/tills/head", guarded(questions.head), methods=post),
        Route("/v1/sales/ask", guarded(questions.may_sell), methods=post),
        Route("/v1/cards/unlock", guarded(questions.unlock), methods=post),
        Route("/v1/cards/view", guarded(cards.view), methods=post),
        Route("/v1/enrol", guarded(enrolment.enrol), methods=post),
        Route("/v1/keyset", guarded(machine.keyset)),
        Route("/v1/probe", guarded(machine.probe), methods=post),
        Route("/v1/health", guarded(machine.health)),
        Route("/metrics", guarded(machine.metrics)),
        Route("/v1/tree/head", guarded(tree.head)),
        Route("/v1/tree/inclusion", guarded(tree.inclusion)),
        Route("/v1/tree/consistency", guarded(tree.consistency)),
        Route("/v1/openapi.json", openapi_json),
        Route("/v1/docs", docs_page),
    ]
    handlers = {HTTPException: _on_http, Exception: _on_error}
    return Outermost(Starlette(routes=routes, exception_handlers=handlers), door)
