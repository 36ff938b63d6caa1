"""An app of routes, and how it says that there is none."""

from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from heller.errors import NotFound, Problem
from heller.web.http import Handler, problem_response

_WRONG_METHOD: Final = 405


class WrongMethod(Problem):
    """This address does not take this method; see the API's description."""

    code = "wrong_method"
    status = _WRONG_METHOD
    german = "Diese Adresse kennt diese Methode nicht. Siehe die Beschreibung der Schnittstelle."


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


def direct(handler: Handler) -> ASGIApp:
    """Give a handler as an app of its own: for addresses asked so often that routing counts."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = await handler(Request(scope, receive))
        await response(scope, receive, send)

    return app
