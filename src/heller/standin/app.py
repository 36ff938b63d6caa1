"""The stand-in's addresses."""

import os
from typing import Final

from starlette.routing import Route
from starlette.types import ASGIApp

from heller.standin.book_side import BookSide
from heller.standin.cosigning import Cosigning
from heller.standin.desk import Standin
from heller.standin.machine import Machine
from heller.standin.tills import Tills
from heller.web.http import guarded
from heller.web.outermost import Outermost
from heller.web.plain_app import direct, plain_app

_POST: Final = ["POST"]


def standin_app(standin: Standin) -> ASGIApp:
    """Build the app of one stand-in."""
    tills, book, machine = Tills(standin), BookSide(standin), Machine(standin)
    often = {
        "/v1/notice": guarded(tills.note),
        "/v1/records": guarded(tills.note),
        "/v1/decide": guarded(tills.decide),
        "/v1/book/push": guarded(book.push),
    }
    listed = [
        *(Route(path, handler, methods=_POST) for path, handler in often.items()),
        Route("/v1/book/head", guarded(book.head), methods=_POST),
        Route("/v1/book/journal", guarded(book.journal), methods=_POST),
        Route("/v1/book/log", guarded(book.log), methods=_POST),
        Route("/v1/book/stop", guarded(book.stop), methods=_POST),
        Route("/add-checkpoint", Cosigning(standin).add, methods=_POST),
        Route("/v1/keyset", machine.keyset),
        Route("/v1/status", machine.status),
        Route("/v1/health", machine.health),
    ]
    hot = {path: direct(handler) for path, handler in often.items()}
    return Outermost(plain_app(listed), os.urandom, hot)
