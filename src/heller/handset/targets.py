"""The claim that a VOID or REFUND undoes: found by number, hash or receipt."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from heller.claims.codes import Code, code_of, read_code
from heller.claims.kinds import REDEEM, SALE, VOID
from heller.claims.receipts import Receipt
from heller.errors import Malformed, NotFound
from heller.handset.door import Door
from heller.handset.journal import Entry, Journal, claim_of
from heller.handset.problems import ClaimUnknown
from heller.handset.result import Result, State
from heller.handset.standing import results
from heller.handset.trust import Trust

_NUMBER: Final = re.compile(r"[0-9]{1,10}")
_HASH: Final = re.compile(r"[0-9a-f]{32}")
_RECENT: Final = 256


@dataclass(frozen=True, slots=True)
class Target:
    """A claim to undo: the first half of its hash, its card and its cents."""

    claim_hash: bytes
    ref: bytes
    cents: int


def find_target(journal: Journal, trust: Trust, door: Door, text: str) -> Target:
    """Find a claim; another till's by its receipt only. Raises ClaimUnknown or Untrusted."""
    typed = text.strip()
    if code_of(typed) is Code.RECEIPT:
        return _of_receipt(trust, _read_receipt(typed))
    if _NUMBER.fullmatch(typed):
        return _of_entry(journal.entry(int(typed)))
    if not _HASH.fullmatch(typed.lower()):
        raise ClaimUnknown
    claim_hash = bytes.fromhex(typed)
    own = journal.by_hash(claim_hash)
    return _of_entry(own) if own else _asked(trust, door, claim_hash)


def last_target(journal: Journal) -> Target:
    """Find the newest own claim that stands and was not undone; raises ClaimUnknown."""
    undone = set[bytes]()
    for result in _standing_claims(journal):
        if result.claim.type == VOID:
            undone.add(result.claim.target)
        elif result.claim.type in (REDEEM, SALE) and result.claim_hash not in undone:
            return Target(result.claim_hash, result.claim.ref, result.claim.amount)
    raise ClaimUnknown


def _standing_claims(journal: Journal) -> Iterator[Result]:
    gone = (State.DECLINED, State.DROPPED)
    return (result for result in results(journal, _RECENT) if result.state not in gone)


def _of_entry(entry: Entry | None) -> Target:
    if entry is None or entry.record.kind not in (REDEEM, SALE):
        raise ClaimUnknown
    claim = claim_of(entry)
    return Target(entry.record.claim_hash, claim.ref, claim.amount)


def _read_receipt(text: str) -> bytes:
    try:
        return read_code(Code.RECEIPT, text)
    except Malformed:
        raise ClaimUnknown from None


def _asked(trust: Trust, door: Door, claim_hash: bytes) -> Target:
    try:
        target = _of_receipt(trust, door.receipt(claim_hash))
    except NotFound:
        raise ClaimUnknown from None
    if target.claim_hash != claim_hash:
        raise ClaimUnknown
    return target


def _of_receipt(trust: Trust, message: bytes) -> Target:
    receipt: Receipt = trust.any_receipt(message)
    return Target(receipt.claim_hash, receipt.ref, receipt.amount)
