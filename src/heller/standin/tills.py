"""What tills ask: notice, decide, records; the same records as at the door."""

import sqlite3
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from heller.claims.receipts import Receipt
from heller.claims.records import Claim, Record, parse_record, verify_record
from heller.errors import BadSignature, Malformed, NotAsked, Problem, TooLarge, UnknownTill
from heller.keys import SIGNATURE_BYTES
from heller.standin.desk import Standin
from heller.web.http import problem_body, read_json, take, unbase64
from heller.web.results import receipt_result

MAX_RECORDS: Final = 256
Answer = bytes | Problem


class Tills:
    """POST /v1/notice, /v1/decide, /v1/records."""

    def __init__(self, standin: Standin) -> None:
        """Serve this stand-in."""
        self._standin = standin

    async def note(self, request: Request) -> Response:
        """Keep records; nothing is decided."""
        texts = await _texts(request)
        answers = await self._note([self._parse(text) for text in texts])
        return self._answer(answers, asked=False)

    async def decide(self, request: Request) -> Response:
        """Keep records, and answer the last one's claim: by its outcome, the book, or here."""
        texts = await _texts(request)
        parsed = [self._parse(text) for text in texts]
        asked = parsed[-1]
        if isinstance(asked, Problem):
            raise asked
        if not isinstance(asked.body, Claim):
            raise NotAsked
        if self._standin.presence.alive:
            answers = await self._note(parsed)
            if isinstance(answers[-1], Problem):
                raise answers[-1]
            relayed = await self._relayed(asked, texts)
            if relayed is not None:
                return relayed
        return self._answer(await self._decided(parsed, asked), asked=True)

    async def _decided(self, parsed: list[Record | Problem], asked: Record) -> list[Answer]:
        """Keep all and decide the last, in one step on the disk; what is kept stays."""
        deciding = self._standin.deciding

        def work(connection: sqlite3.Connection) -> list[Answer]:
            kept = self._kept(connection, parsed)
            if not isinstance(kept[-1], Problem):
                try:
                    kept[-1] = deciding.decide(connection, asked)
                except Problem as problem:
                    kept[-1] = problem
            return kept

        return await self._standin.store.run(work)

    async def _relayed(self, asked: Record, texts: list[str]) -> Response | None:
        """Let the book decide while it is heard; None when the stand-in must."""
        standin = self._standin
        found = await standin.store.run(lambda one: standin.deciding.concluded(one, asked))
        if found is not None or not standin.presence.alive:
            return None
        answer = await standin.relay.ask(texts)
        return None if answer is None else JSONResponse(answer[1], answer[0])

    def _parse(self, text: object) -> Record | Problem:
        """Read a record and check its till's signature, as far as the copy knows the till."""
        keys = self._standin.keys
        try:
            record = parse_record(unbase64(text), keys.scope.city)
        except Problem as problem:
            return problem
        till = self._standin.copy.register.tills.get(record.body.till)
        if till is None:
            return UnknownTill()
        return record if verify_record(keys.scope, till.public, record) else BadSignature()

    async def _note(self, parsed: list[Record | Problem]) -> list[Answer]:
        return await self._standin.store.run(lambda connection: self._kept(connection, parsed))

    def _kept(self, connection: sqlite3.Connection, parsed: list[Record | Problem]) -> list[Answer]:
        note = self._standin.deciding.note
        return [one if isinstance(one, Problem) else note(connection, one) for one in parsed]

    def _answer(self, answers: list[Answer], *, asked: bool) -> Response:
        last = answers[-1]
        if isinstance(last, Problem) and (asked or len(answers) == 1):
            raise last
        city = self._standin.keys.scope.city
        results = [_result(city, one) for one in answers]
        return JSONResponse({"results": results, "witness": None})


def _result(city: int, answer: Answer) -> dict[str, Any]:
    if isinstance(answer, Problem):
        return {"problem": problem_body(answer)}
    return receipt_result(answer, Receipt.parse(answer[:-SIGNATURE_BYTES], city))


async def _texts(request: Request) -> list[str]:
    texts: list[str] = take(await read_json(request), "records", list)
    if not texts:
        raise Malformed("There is no record.")
    if len(texts) > MAX_RECORDS:
        raise TooLarge
    return texts
