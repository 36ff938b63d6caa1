"""The body of a journal entry: what was decided, in deterministic CBOR (docs/journal.md, Body)."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import cbor2

from heller.book.transfer import LotMove, LotOpening, Posting

VERSION = 1


class EntryKind(IntEnum):
    """What kind of thing happened."""

    CITY = 1
    REDEEM = 2
    SALE = 3
    VOID = 4
    REFUND = 5
    DROP = 6
    ORDER = 7
    FREEZE = 8
    RELEASE = 9
    ADVICE = 10
    SETTLE = 11
    RESOLVE = 12
    CLOSE = 13
    LEASE = 14


class Outcome(IntEnum):
    """What became of it; the numbers are those of the RECEIPT."""

    OK = 1
    DECLINED = 2
    DUPLICATE = 3
    DISPUTED = 4
    NOTED = 5
    HELD = 6


@dataclass(slots=True)
class Body:
    """One entry's content. Times in seconds UTC, amounts in cents."""

    kind: int
    entry_id: str
    actor: str
    occurred_at: int
    recorded_at: int
    outcome: int = Outcome.OK
    reason: int = 0
    postings: tuple[Posting, ...] = ()
    moves: tuple[LotMove, ...] = ()
    opened: tuple[LotOpening, ...] = ()
    evidence: tuple[bytes, ...] = ()
    receipt: bytes = b""
    register: tuple[tuple[Any, ...], ...] = ()
    target: str = ""
    merchant: int = 0


def encode_body(body: Body) -> bytes:
    """Write a body as the journal stores it; keys without content are left out."""
    content: dict[int, Any] = {
        0: VERSION,
        1: int(body.kind),
        2: body.entry_id,
        3: body.actor,
        4: body.occurred_at,
        5: body.recorded_at,
        6: int(body.outcome),
    }
    rest = (
        int(body.reason),
        body.postings,
        body.moves,
        body.opened,
        body.evidence,
        body.receipt,
        body.register,
        body.target,
        body.merchant,
    )
    content |= {key: value for key, value in enumerate(rest, start=7) if value}
    return cbor2.dumps(content)


def decode_body(data: bytes) -> Body:
    """Read a stored body; raises ValueError when it is no body of version 1 in canonical form."""
    try:
        body = _read(cbor2.loads(data))
    except (cbor2.CBORError, AttributeError, LookupError, TypeError) as error:
        raise ValueError("not a journal body of version 1") from error
    if encode_body(body) != data:
        raise ValueError("the body is not in canonical form")
    return body


def _read(content: dict[int, Any]) -> Body:
    return Body(
        content[1],
        content[2],
        content[3],
        content[4],
        content[5],
        content[6],
        content.get(7, 0),
        tuple(Posting(*row) for row in content.get(8, ())),
        tuple(LotMove(*row) for row in content.get(9, ())),
        tuple(LotOpening(*row) for row in content.get(10, ())),
        tuple(content.get(11, ())),
        content.get(12, b""),
        tuple(tuple(row) for row in content.get(13, ())),
        content.get(14, ""),
        content.get(15, 0),
    )
