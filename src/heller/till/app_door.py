"""The till door as one ASGI app: its routes, and how it says that there is none."""

from typing import Final

from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from heller.till.cards import Cards
from heller.till.city_door import CityDoor
from heller.till.claims import Claims, Taker
from heller.till.docs_page import docs_page
from heller.till.enrol import Enrolment
from heller.till.fund_figure import FundFigure
from heller.till.machine import Machine
from heller.till.openapi import openapi_json
from heller.till.questions import Questions
from heller.till.renewal import Renewal
from heller.till.snapshots import Snapshots
from heller.till.tree import TreeRoutes
from heller.web.http import guarded
from heller.web.outermost import Outermost
from heller.web.plain_app import plain_app

_POST: Final = ["POST"]


class _Bare:
    """An address whose answer is written without request and response objects: the hot path."""

    def __init__(self, taker: Taker) -> None:
        self._taker = taker

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._taker(scope, receive, send)


def routes(door: CityDoor) -> list[Route]:
    """Give every address of the door."""
    claims, questions, tree = Claims(door), Questions(door), TreeRoutes(door)
    figure = FundFigure(door)
    machine, cards, enrolment = Machine(door, figure), Cards(door), Enrolment(door)
    return [
        Route("/v1/claims", _Bare(claims.claims), methods=_POST),
        Route("/v1/decisions", _Bare(claims.decisions), methods=_POST),
        Route("/v1/receipts/{hash}", guarded(claims.receipt)),
        Route("/v1/tills/head", guarded(questions.head), methods=_POST),
        Route("/v1/sales/ask", guarded(questions.may_sell), methods=_POST),
        Route("/v1/leases/renew", guarded(Renewal(door, claims, questions).renew), methods=_POST),
        Route("/v1/cards/unlock", guarded(questions.unlock), methods=_POST),
        Route("/v1/cards/view", guarded(cards.view), methods=_POST),
        Route("/v1/enrol", guarded(enrolment.enrol), methods=_POST),
        Route("/v1/keyset", guarded(machine.keyset)),
        Route("/v1/snapshots/{name}", guarded(Snapshots(door).file)),
        Route("/v1/probe", guarded(machine.probe), methods=_POST),
        Route("/v1/health", guarded(machine.health)),
        Route("/v1/fund", guarded(figure.fund)),
        Route("/metrics", guarded(machine.metrics)),
        Route("/v1/tree/head", guarded(tree.head)),
        Route("/v1/tree/inclusion", guarded(tree.inclusion)),
        Route("/v1/tree/consistency", guarded(tree.consistency)),
        Route("/v1/openapi.json", openapi_json),
        Route("/v1/docs", docs_page),
    ]


def door_app(door: CityDoor) -> ASGIApp:
    """Build the public app of a city's till door."""
    listed = routes(door)
    hot = {route.path: route.endpoint for route in listed if isinstance(route.endpoint, _Bare)}
    return Outermost(plain_app(listed), door.random_bytes, hot)
