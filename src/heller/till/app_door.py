"""The till door as one ASGI app: its routes, and how it says that there is none."""

from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from heller.errors import NotFound, Problem
from heller.till.cards import Cards
from heller.till.city_door import CityDoor
from heller.till.claims import Claims, Taker
from heller.till.docs_page import docs_page
from heller.till.enrol import Enrolment
from heller.till.http import guarded, problem_response
from heller.till.machine import Machine
from heller.till.openapi import openapi_json
from heller.till.outermost import Outermost
from heller.till.questions import Questions
from heller.till.tree import TreeRoutes

_POST: Final = ["POST"]
_WRONG_METHOD: Final = 405


class WrongMethod(Problem):
    """This address does not take this method; see the API's description."""

    code = "wrong_method"
    status = _WRONG_METHOD
    german = "Diese Adresse kennt diese Methode nicht. Siehe die Beschreibung der Schnittstelle."


class _Bare:
    """An address whose answer is written without request and response objects: the hot path."""

    def __init__(self, taker: Taker) -> None:
        self._taker = taker

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._taker(scope, receive, send)


def routes(door: CityDoor) -> list[Route]:
    """Give every address of the door."""
    claims, questions, tree = Claims(door), Questions(door), TreeRoutes(door)
    machine, cards, enrolment = Machine(door), Cards(door), Enrolment(door)
    return [
        Route("/v1/claims", _Bare(claims.claims), methods=_POST),
        Route("/v1/decisions", _Bare(claims.decisions), methods=_POST),
        Route("/v1/receipts/{hash}", guarded(claims.receipt)),
        Route("/v1/tills/head", guarded(questions.head), methods=_POST),
        Route("/v1/sales/ask", guarded(questions.may_sell), methods=_POST),
        Route("/v1/cards/unlock", guarded(questions.unlock), methods=_POST),
        Route("/v1/cards/view", guarded(cards.view), methods=_POST),
        Route("/v1/enrol", guarded(enrolment.enrol), methods=_POST),
        Route("/v1/keyset", guarded(machine.keyset)),
        Route("/v1/probe", guarded(machine.probe), methods=_POST),
        Route("/v1/health", guarded(machine.health)),
        Route("/metrics", guarded(machine.metrics)),
        Route("/v1/tree/head", guarded(tree.head)),
        Route("/v1/tree/inclusion", guarded(tree.inclusion)),
        Route("/v1/tree/consistency", guarded(tree.consistency)),
        Route("/v1/openapi.json", openapi_json),
        Route("/v1/docs", docs_page),
    ]


async def _on_http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code != _WRONG_METHOD:
        return problem_response(NotFound())
    response = problem_response(WrongMethod())
    response.headers.update(error.headers or {})  # says which methods there are
    return response


def plain_app(listed: list[Route]) -> Starlette:
    """Build an app of routes that answers unknown addresses and methods with problems."""
    app = Starlette(routes=listed, exception_handlers={HTTPException: _on_http})
    app.router.redirect_slashes = False
    return app


def door_app(door: CityDoor) -> ASGIApp:
    """Build the public app of a city's till door."""
    listed = routes(door)
    hot = {route.path: route.endpoint for route in listed if isinstance(route.endpoint, _Bare)}
    return Outermost(plain_app(listed), door.random_bytes, hot)
