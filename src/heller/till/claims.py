"""The hot path: a till's records in, receipts out, after the commit."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from heller.book.decline import Reason
from heller.claims.receipts import OUTCOMES, Receipt
from heller.claims.records import Record, parse_record
from heller.errors import Malformed, NotFound, Problem, TooLarge
from heller.postgres.posting import signed
from heller.till.city_door import CityDoor
from heller.till.http import (
    base64_text,
    problem_body,
    problem_response,
    read_json,
    take,
    unbase64,
)

MAX_RECORDS = 256
_HASH_CHARS = 32


class Claims:
    """POST /v1/claims, POST /v1/decisions and GET /v1/receipts."""

    def __init__(self, door: CityDoor) -> None:
        """Serve this door."""
        self._door = door

    async def post(self, request: Request) -> Response:
        """Take records; with `ask` the last one is a claim to authorise."""
        body = await read_json(request)
        ask = body.get("ask", False)
        if not isinstance(ask, bool):
            raise Malformed("The field 'ask' is true or false.")
        return await self._take(body, ask=ask)

    async def decisions(self, request: Request) -> Response:
        """Take records without asking."""
        return await self._take(await read_json(request), ask=False)

    async def _take(self, body: dict[str, Any], *, ask: bool) -> Response:
        messages = take(body, "records", list)
        if not messages:
            raise Malformed("There is no record.")
        if len(messages) > MAX_RECORDS:
            raise TooLarge
        parsed = [self._parse(text) for text in messages]
        decisive = parsed[-1] if ask or len(parsed) == 1 else None
        if isinstance(decisive, Problem):
            return problem_response(decisive)
        return await self._answer(parsed, ask=ask)

    def _parse(self, text: object) -> Record | Problem:
        try:
            return parse_record(unbase64(text), self._door.scope.city)
        except Problem as problem:
            return problem

    async def _answer(self, parsed: list[Record | Problem], *, ask: bool) -> Response:
        records = [one for one in parsed if isinstance(one, Record)]
        answers = iter(await self._door.writer.post(records, ask=ask) if records else [])
        results = [one if isinstance(one, Problem) else signed(next(answers)) for one in parsed]
        if isinstance(results[-1], Problem) and (ask or len(results) == 1):
            return problem_response(results[-1])
        city = self._door.scope.city
        content = json.dumps({"results": [_result(city, one) for one in results], "witness": None})
        return Response(content, media_type="application/json")

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


def _result(city: int, result: bytes | Problem) -> dict[str, Any]:
    if isinstance(result, Problem):
        return {"problem": problem_body(result)}
    receipt = Receipt.parse(result[:-64], city)
    return {
        "receipt": base64_text(result),
        "outcome": OUTCOMES[receipt.outcome],
        "reason": Reason(receipt.reason).name.lower() if receipt.reason else None,
        "balance_cents": receipt.balance,
        "seq": receipt.ledger_seq,
    }
