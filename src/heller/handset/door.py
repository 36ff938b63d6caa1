"""The calls of the till door, with bounds, retries and checked receipts.

docs/protocol.md, section 10. Every call may be repeated with the same bytes: the city counts a
record once. A refusal is raised as the problem that the door named; silence is NoAnswer.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from heller.book.decline import Reason
from heller.claims.records import Record
from heller.errors import Late, Problem
from heller.handset.balance import Balance, read_balance
from heller.handset.clock import Clock
from heller.handset.fields import blob, blob_text, hex_bytes, problem_of, take
from heller.handset.line import Answer, Line
from heller.handset.problems import KeyUnknown, NoAnswer, Refused, Unreadable, Untrusted
from heller.handset.trust import Trust

MAX_RECORDS: Final = 256
ANSWER_S: Final = 2.0  # at the counter
STANDIN_S: Final = 0.8  # what the stand-in has then
UPLOAD_S: Final = 10.0
HEAD_S: Final = 1.0
TRIES: Final = 4
STANDIN_TRIES: Final = 16  # until it may decide
PAUSE_S: Final = 0.2

_ACCEPTED: Final = (200, 202)

Renewed = Callable[[bytes], Trust]
Check = Callable[[Trust, Record, bytes], object]


@dataclass(frozen=True, slots=True)
class Head:
    """The highest record that the city has of this till; `hash` is empty for none."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class CanSell:
    """Whether a card may be sold now, why not, and the sale point's credit left in cents."""

    ok: bool
    reason: Reason | None
    credit_left: int


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What number and PIN gave: the card's ref (10 bytes) and a one-time token (16 bytes)."""

    ref: bytes
    token: bytes


@dataclass(frozen=True, slots=True)
class Admitted:
    """What an admitted till gets: its number, LEASE and KEYSET as signed, and names to show."""

    till: int
    lease: bytes
    keyset: bytes
    merchant: str
    point: str
    city: str


class Door:
    """One city's door, under one or several addresses; the first that can be reached answers."""

    def __init__(
        self,
        line: Line,
        clock: Clock,
        addresses: Sequence[str],
        renewed: Renewed | None = None,
        tries: int = TRIES,
        patience: float = UPLOAD_S,
    ) -> None:
        """Take the line and the addresses, best first; `renewed` judges a newer KEYSET.

        Each call is sent at most so many times, and each time waited for at most so many seconds.
        """
        self._line, self._clock, self._renewed = line, clock, renewed
        self._addresses = [address.rstrip("/") for address in addresses]
        self._tries, self._patience = tries, patience

    def _call(
        self, path: str, body: object = None, *, within: float = ANSWER_S
    ) -> Mapping[str, Any]:
        """Ask until there is an answer, so many times and seconds at most."""
        end = self._clock.monotonic() + within
        problem: Problem = NoAnswer()
        for attempt in range(self._tries):
            left = end - self._clock.monotonic()
            if left <= 0:
                break
            try:
                return _taken(self._exchange(attempt, path, body, min(left, self._patience)))
            except Problem as found:
                problem = found
            pause = _pause(problem)
            if pause is None or self._clock.monotonic() + pause >= end:
                break
            self._clock.sleep(pause)
        raise problem

    def _exchange(self, attempt: int, path: str, body: object, seconds: float) -> Answer:
        url = self._addresses[attempt % len(self._addresses)] + path
        if body is None:
            return self._line.get(url, seconds)
        return self._line.post(url, json.dumps(body).encode(), seconds)

    def ask(
        self, records: Sequence[Record], trust: Trust, receipts: Sequence[bytes] = ()
    ) -> list[bytes | Problem]:
        """Have the last record authorised; the others are only taken in."""
        body = records_body(records, receipts) | {"ask": True}
        return self._records("/v1/claims", records, body, trust, ANSWER_S)

    def hand_in(
        self, records: Sequence[Record], trust: Trust, receipts: Sequence[bytes] = ()
    ) -> list[bytes | Problem]:
        """Hand records in without asking; what is refused stays this till's.

        `receipts` are the stand-in's for claims among the records.
        """
        body = records_body(records, receipts)
        return self._records("/v1/decisions", records, body, trust, UPLOAD_S)

    def decide(
        self, records: Sequence[Record], trust: Trust, seconds: float
    ) -> list[bytes | Problem]:
        """Have a stand-in decide the last record; the receipts are its own or the book's.

        A stand-in that may not decide yet is asked again until the time is over.
        """
        body = records_body(records)
        check = Trust.either_receipt
        return self._records("/v1/decide", records, body, trust, seconds, check)

    def _records(
        self,
        path: str,
        records: Sequence[Record],
        body: Mapping[str, object],
        trust: Trust,
        within: float,
        check: Check = Trust.receipt,
    ) -> list[bytes | Problem]:
        """Give a checked receipt or the problem for each record, in order."""
        assert 0 < len(records) <= MAX_RECORDS
        results = take(self._call(path, body, within=within), "results", list)
        if len(results) != len(records):
            raise Unreadable
        found = _results(records, results, trust, check)
        if self._renewed and any(isinstance(one, KeyUnknown) for one in found):
            found = _results(records, results, self._renewed(self.keyset()), check)
        return found

    def receipt(self, claim_hash: bytes) -> bytes:
        """Fetch a stored receipt by its record's hash (16 bytes); it is not checked yet."""
        return blob(self._call(f"/v1/receipts/{claim_hash.hex()}"), "receipt")

    def keyset(self) -> bytes:
        """Fetch the KEYSET; it is not checked yet."""
        return blob(self._call("/v1/keyset"), "keyset")

    def head(self, hello: bytes) -> Head:
        """Ask for the highest record that the city has of this till."""
        answer = self._call("/v1/tills/head", {"hello": blob_text(hello)}, within=HEAD_S)
        return Head(take(answer, "seq", int), hex_bytes(answer, "hash", (0, 32)))

    def renew(self, question: bytes) -> bytes:
        """Ask for the till's next lease; it is not checked yet."""
        return blob(self._call("/v1/leases/renew", {"renew": blob_text(question)}), "lease")

    def can_sell(self, hello: bytes, ref: bytes, cents: int) -> CanSell:
        """Ask whether this till may sell this card now."""
        body = {"hello": blob_text(hello), "ref": ref.hex(), "amount_cents": cents}
        answer = self._call("/v1/sales/ask", body)
        left = take(answer, "credit_left_cents", int)
        return CanSell(take(answer, "ok", bool), _reason(answer.get("reason")), left)

    def enrol(self, enrol: bytes, code: str) -> Admitted | None:
        """Show the one-time code; None while the office has not admitted this till."""
        answer = self._call("/v1/enrol", {"enrol": blob_text(enrol), "code": code})
        if take(answer, "state", str) != "admitted":
            return None
        names = [take(answer, f"{name}_name", str) for name in ("merchant", "point", "city")]
        signed = blob(answer, "lease"), blob(answer, "keyset")
        return Admitted(take(answer, "till", int), *signed, *names)

    def view(self, secret: str) -> Balance:
        """Ask what is on the card with this view secret (base64url)."""
        return read_balance(self._call("/v1/cards/view", {"view": secret}))

    def unlock(self, unlock: bytes) -> Unlocked:
        """Turn a signed UNLOCK into the card's ref and a one-time token."""
        answer = self._call("/v1/cards/unlock", {"unlock": blob_text(unlock)})
        return Unlocked(hex_bytes(answer, "ref", (10,)), blob(answer, "token", 16))


def records_body(records: Sequence[Record], receipts: Sequence[bytes] = ()) -> dict[str, object]:
    """Write what a post of records says, with receipts for claims among them."""
    body: dict[str, object] = {"records": [blob_text(record.message) for record in records]}
    return body | ({"receipts": [blob_text(one) for one in receipts]} if receipts else {})


def _taken(answer: Answer) -> Mapping[str, Any]:
    if answer.status in _ACCEPTED:
        return answer.body
    raise problem_of(answer.body)


def _pause(problem: Problem) -> float | None:
    """Say how long to wait before the same is sent again; None when it would not help."""
    if problem.status != Late.status:
        return None
    return PAUSE_S if problem.retry_after_s is None else problem.retry_after_s


def _results(
    records: Sequence[Record], results: Sequence[object], trust: Trust, check: Check
) -> list[bytes | Problem]:
    pairs = zip(records, results, strict=True)
    return [_result(record, one, trust, check) for record, one in pairs]


def _result(record: Record, result: object, trust: Trust, check: Check) -> bytes | Problem:
    if not isinstance(result, dict):
        raise Unreadable
    if isinstance(result.get("problem"), dict):
        return problem_of(result["problem"])
    message = blob(result, "receipt")
    try:
        check(trust, record, message)
    except Untrusted as problem:
        return problem
    return message


def _reason(name: object) -> Reason | None:
    if name is None:
        return None
    try:
        return Reason[str(name).upper()]
    except KeyError:
        raise Refused(f"({name})") from None
