"""The hot path: a till's records in, receipts out, after the commit."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from heller.claims.batch import Answer, Paper, ProvenReceipt
from heller.claims.proven import prove_receipts
from heller.claims.receipts import Receipt
from heller.claims.records import Record, parse_record
from heller.errors import Malformed, NotFound, Problem, TooLarge
from heller.postgres.posting import NO_RECEIPTS
from heller.till.city_door import CityDoor
from heller.web.http import (
    base64_text,
    problem_body,
    problem_response,
    receive_json,
    take,
    unbase64,
)
from heller.web.results import receipt_result

MAX_RECORDS = 256
_HASH_CHARS = 32
_JSON = [(b"content-type", b"application/json")]

Taker = Callable[[Scope, Receive, Send], Awaitable[None]]


class Claims:
    """POST /v1/claims, POST /v1/decisions and GET /v1/receipts."""

    def __init__(self, door: CityDoor) -> None:
        """Serve this door."""
        self._door = door

    async def claims(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take records; with `ask` the last one is a claim to authorise."""
        await self._answer(scope, receive, send, may_ask=True)

    async def decisions(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take records without asking."""
        await self._answer(scope, receive, send, may_ask=False)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, *, may_ask: bool) -> None:
        try:
            body = await receive_json(scope, receive)
            found = await self._take(body, ask=may_ask and _ask(body))
        except Problem as problem:
            await problem_response(problem)(scope, receive, send)
            return
        content = json.dumps(found).encode()
        headers = [*_JSON, (b"content-length", b"%d" % len(content))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def take_in(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        """Take a body's records without asking; give one result a record."""
        found: list[dict[str, Any]] = (await self._take(body, ask=False))["results"]
        return found

    async def _take(self, body: dict[str, Any], *, ask: bool) -> dict[str, Any]:
        messages = take(body, "records", list)
        if not messages:
            raise Malformed("There is no record.")
        if len(messages) > MAX_RECORDS:
            raise TooLarge
        receipts = self._receipts(body)
        parsed = [self._parse(text) for text in messages]
        if isinstance(parsed[-1], Problem) and (ask or len(parsed) == 1):
            raise parsed[-1]
        return await self._book(parsed, receipts, ask=ask)

    def _receipts(self, body: dict[str, Any]) -> Mapping[bytes, ProvenReceipt]:
        """Check the receipts that a till brings beside its records."""
        if "receipts" not in body:
            return NO_RECEIPTS
        texts = take(body, "receipts", list)
        if len(texts) > MAX_RECORDS:
            raise TooLarge
        keyset = self._door.writer.session.register.keyset
        return prove_receipts(self._door.scope, keyset, map(unbase64, texts))

    def _parse(self, text: object) -> Record | Problem:
        try:
            return parse_record(unbase64(text), self._door.scope.city)
        except Problem as problem:
            return problem

    async def _book(
        self,
        parsed: list[Record | Problem],
        receipts: Mapping[bytes, ProvenReceipt],
        *,
        ask: bool,
    ) -> dict[str, Any]:
        records = [one for one in parsed if isinstance(one, Record)]
        writer = self._door.writer
        job = await writer.posted(records, ask=ask, receipts=receipts) if records else None
        answers = iter(job.answers if job else [])
        results = [one if isinstance(one, Problem) else next(answers) for one in parsed]
        last = results[-1]
        if isinstance(last, Problem) and (ask or len(results) == 1):
            raise last
        city = self._door.scope.city
        witness = base64_text(job.witness) if job and job.witness else None
        return {"results": [_result(city, one) for one in results], "witness": witness}

    async def receipt(self, request: Request) -> Response:
        """Give the stored receipt of a record by its hash."""
        text = request.path_params["hash"]
        if len(text) != _HASH_CHARS:
            raise Malformed("A record's hash has 32 hexadecimal digits.")
        try:
            key = bytes.fromhex(text)
        except ValueError:
            raise Malformed("A record's hash has 32 hexadecimal digits.") from None
        rows = await self._door.store.run("SELECT receipt FROM book.read_receipt(%s)", (key,))
        if not rows:
            raise NotFound
        return JSONResponse({"receipt": base64_text(rows[0][0])})


def _ask(body: dict[str, Any]) -> bool:
    ask = body.get("ask", False)
    if not isinstance(ask, bool):
        raise Malformed("The field 'ask' is true or false.")
    return ask


def _result(city: int, answer: Answer) -> dict[str, Any]:
    if isinstance(answer, Problem):
        return {"problem": problem_body(answer)}
    if isinstance(answer, Paper):
        message, receipt = answer.signed, answer.receipt
    else:
        message, receipt = answer, Receipt.parse(answer[:-64], city)
    return receipt_result(message, receipt)
