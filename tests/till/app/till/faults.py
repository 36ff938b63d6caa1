"""What may go wrong between a till and its city: another answer, a late one, or none."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, Route

from heller.errors import Problem
from heller.web.http import problem_body

CORS = {"access-control-allow-origin": "*", "content-type": "application/json"}
CLAIMS = "**/v1/claims"

Answer = Callable[[Route], None]


@contextmanager
def between(page: Page, answer: Answer, where: str = CLAIMS) -> Iterator[None]:
    """Answer instead of the city for as long as the block lasts."""
    page.route(where, answer)
    try:
        yield
    finally:
        page.unroute(where, answer)


def says(status: int, body: object, **headers: str) -> Answer:
    """Answer with this."""
    text = body if isinstance(body, str) else json.dumps(body)
    return lambda route: route.fulfill(status=status, body=text, headers={**CORS, **headers})


def refuses(kind: type[Problem]) -> Answer:
    """The door names a problem."""
    return says(kind.status, problem_body(kind()))


def gone(route: Route) -> None:
    """Nobody listens."""
    route.abort("connectionrefused")


def lost(route: Route) -> None:
    """The city answers, and the answer is lost."""
    route.fetch()
    route.abort("connectionreset")


def changed(change: Callable[[dict[str, Any]], None]) -> Answer:
    """The city answers, and somebody changes the answer."""

    def answer(route: Route) -> None:
        response = route.fetch()
        body = response.json()
        change(body)
        route.fulfill(response=response, body=json.dumps(body))

    return answer


class Holding:
    """Lets a request wait until the test lets it go on."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def __call__(self, route: Route) -> None:
        self.routes.append(route)

    def let_go(self) -> None:
        for route in self.routes:
            route.continue_()
