"""An unknown address and a wrong method are answered with problems."""

import asyncio

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from heller.errors import NotFound
from heller.web.http import problem_body
from heller.web.plain_app import WrongMethod, direct, plain_app


async def _here(_request: Request) -> Response:
    return PlainTextResponse("here")


def asked(method: str, path: str) -> httpx.Response:
    """Ask the app of one address."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(plain_app([Route("/here", _here)]))
        async with httpx.AsyncClient(transport=transport, base_url="http://city") as client:
            return await client.request(method, path)

    return asyncio.run(ask())


def test_known_address_answers() -> None:
    assert asked("GET", "/here").text == "here"


def test_unknown_address_is_a_problem() -> None:
    answer = asked("GET", "/there")
    assert (answer.status_code, answer.json()) == (404, problem_body(NotFound()))


def test_wrong_method_says_which_there_are() -> None:
    answer = asked("POST", "/here")
    assert (answer.status_code, answer.json()) == (405, problem_body(WrongMethod()))
    assert sorted(answer.headers["allow"].split(", ")) == ["GET", "HEAD"]


def test_slash_behind_an_address_is_another_address() -> None:
    assert asked("GET", "/here/").status_code == 404


def test_a_direct_handler_answers_without_routing() -> None:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(direct(_here))
        async with httpx.AsyncClient(transport=transport, base_url="http://city") as client:
            return await client.post("/anywhere")

    answer = asyncio.run(ask())
    assert (answer.status_code, answer.text) == (200, "here")
