"""Giving office orders: signed, sent through the entrance's unix socket, their answers read."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from heller.claims.cbor import encode
from heller.claims.messages import seal
from heller.claims.office import APPROVE, Approval, OfficeOrder
from heller.keys import Scope, SigningKey
from heller.operate.errors import OperateError

TIMEOUT_SECONDS = 10.0
HASH_BYTES = 32


class EntranceClosed(OperateError):
    """The city does not answer; start it with `heller serve` and give the order again."""


class NoSuchOrder(OperateError):
    """A waiting order has a number of 64 hexadecimal digits; see `heller office pending`."""


class OrderFailed(OperateError):
    """The city refused the order."""

    def __init__(self, problem: dict[str, Any]) -> None:
        """Keep the problem as the city said it."""
        self.problem = problem
        super().__init__(f"{problem.get('title', '')} {problem.get('detail', '')}".strip())


@dataclass(frozen=True, slots=True)
class Caller:
    """Who gives orders: the actor and its key."""

    actor: str
    key: SigningKey


class Office:
    """An office desk: one city's entrance and the key of whoever sits there."""

    def __init__(
        self,
        socket: Path,
        scope: Scope,
        caller: Caller,
        clock: Callable[[], float],
        random_bytes: Callable[[int], bytes],
    ) -> None:
        """Sit down; nothing is sent yet."""
        self._scope, self._caller = scope, caller
        self._clock, self._random = clock, random_bytes
        self._http = httpx.Client(
            transport=httpx.HTTPTransport(uds=str(socket)),
            base_url="http://office",
            timeout=TIMEOUT_SECONDS,
        )

    def close(self) -> None:
        """Leave the desk."""
        self._http.close()

    def order(self, kind: str, arguments: dict[str, Any], side: object = None) -> dict[str, Any]:
        """Give an order; the answer says done, or that it waits for a second person."""
        side_bytes = encode(side) if side is not None else b""
        if side_bytes:
            arguments = {**arguments, "side_hash": hashlib.sha256(side_bytes).digest()}
        order = OfficeOrder(
            self._scope.city,
            self._random(16),
            kind,
            self._caller.actor,
            int(self._clock()),
            arguments,
        )
        message = order.pack() + self._caller.key.sign(self._scope, "office", order.pack())
        body: dict[str, Any] = {"order": _b64(message)}
        if side_bytes:
            body["side"] = _b64(side_bytes)
        return self._post("/internal/v1/orders", body)

    def approve(self, op: str, number: int, key: SigningKey) -> dict[str, Any]:
        """Approve a waiting order as the approver with this number."""
        approval = Approval(self._scope.city, number, _op(op), int(self._clock()), APPROVE)
        message = seal(self._scope, key, approval)
        return self._post("/internal/v1/approvals", {"op": op, "approval": _b64(message)})

    def look(self, what: str) -> dict[str, Any]:
        """Read `register`, `pending` or `enrolments`."""
        return self._answer(lambda: self._http.get(f"/internal/v1/{what}"))

    def find_card(self, number: str) -> bytes:
        """Turn a printed number into a card's ref."""
        return bytes.fromhex(self._post("/internal/v1/cards/find", {"number": number})["ref"])

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._answer(lambda: self._http.post(path, json=body))

    def _answer(self, send: Callable[[], httpx.Response]) -> dict[str, Any]:
        try:
            response = send()
        except httpx.TransportError as error:
            raise EntranceClosed(f"({error})") from None
        content: dict[str, Any] = response.json()
        if response.is_error:
            raise OrderFailed(content)
        return content


def _op(text: str) -> bytes:
    try:
        op = bytes.fromhex(text)
    except ValueError:
        op = b""
    if len(op) != HASH_BYTES:
        raise NoSuchOrder
    return op


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
