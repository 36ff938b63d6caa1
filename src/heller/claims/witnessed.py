"""What the book's writer hands to its stand-in, and reads there (docs/protocol.md, section 11).

Deterministic CBOR. The chain's own check is here, so that both ends ask the same of an entry.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from heller.book.chain import body_digest, entry_hash
from heller.claims.cbor import decode, encode
from heller.claims.maps import blob, number, rows, text
from heller.claims.wire import demand
from heller.errors import Malformed

SALT_BYTES: Final = 16
HASH_BYTES: Final = 32
HEARTBEAT_BYTES: Final = 89
FLUSH_BYTES: Final = 116
MAX_ENTRIES: Final = 1_024
_LOG_MESSAGES: Final = (88, 98, 105, 188, 204)  # STOP, DECISION, CLOSE, claims
_RECEIPT_BYTES: Final = (0, 88, 123)  # none, STOPPED, RECEIPT


class Stored(NamedTuple):
    """An entry as the journal stores it; `hash` is its leaf in the tree."""

    generation: int
    epoch: int
    seq: int
    salt: bytes
    body: bytes
    prev: bytes
    hash: bytes

    @property
    def digest(self) -> bytes:
        """Give the hash over salt and body, as the entry's own hash takes it."""
        return body_digest(self.salt, self.body)


class Push(NamedTuple):
    """The writer lives, and this is what it wrote: HEARTBEAT, signed tree head, entries."""

    heartbeat: bytes
    head: str
    entries: tuple[Stored, ...]


class LogEntry(NamedTuple):
    """One line of the stand-in's log: a record, the decided claim, or a STOP, with its answer."""

    n: int
    message: bytes
    receipt: bytes


def write_entries(entries: Iterable[Stored]) -> list[list[object]]:
    """Give entries as lists, for CBOR."""
    return [list(entry) for entry in entries]


def write_push(push: Push) -> bytes:
    """Encode a push."""
    return encode([push.heartbeat, push.head, write_entries(push.entries)])


def read_push(data: bytes) -> Push:
    """Read a push; raises Malformed."""
    ((heartbeat, head, entries),) = rows([decode(data)], 3)
    return Push(blob(heartbeat, HEARTBEAT_BYTES), text(head), read_entries(entries))


def read_entries(value: object) -> tuple[Stored, ...]:
    """Read entries; raises Malformed."""
    found = tuple(_stored(*row) for row in rows(value, 7))
    demand(len(found) <= MAX_ENTRIES, f"A page has {MAX_ENTRIES} entries at most.")
    return found


def _stored(
    generation: object, epoch: object, seq: object, salt: object, body: object, *links: object
) -> Stored:
    prev, link = (blob(one, HASH_BYTES) for one in links)
    if not isinstance(body, bytes):
        raise Malformed("A body is bytes.")
    place = (number(generation, 16), number(epoch, 32), number(seq))
    return Stored(*place, blob(salt, SALT_BYTES), body, prev, link)


def write_flushed(flush: bytes, log: int, epoch: int) -> bytes:
    """Encode the answer to a push: FLUSH, length of the stand-in's log, newest epoch heard."""
    return encode([flush, log, epoch])


def read_flushed(data: bytes) -> tuple[bytes, int, int]:
    """Read the answer to a push; raises Malformed."""
    ((flush, log, epoch),) = rows([decode(data)], 3)
    return blob(flush, FLUSH_BYTES), number(log), number(epoch, 32)


def write_page(entries: Iterable[Stored]) -> bytes:
    """Encode a page of the journal."""
    return encode(write_entries(entries))


def read_page(data: bytes) -> tuple[Stored, ...]:
    """Read a page of the journal; raises Malformed."""
    return read_entries(decode(data))


def write_log(entries: Iterable[LogEntry]) -> bytes:
    """Encode a page of the stand-in's log."""
    return encode([list(entry) for entry in entries])


def read_log(data: bytes) -> list[LogEntry]:
    """Read a page of the stand-in's log; raises Malformed."""
    return [
        LogEntry(number(n), blob(message, *_LOG_MESSAGES), blob(receipt, *_RECEIPT_BYTES))
        for n, message, receipt in rows(decode(data), 3)
    ]


def check_link(city: int, last: Stored, entry: Stored) -> None:
    """Check that an entry follows another; of `last` only place and hash count.

    Raises Malformed, saying what is wrong.
    """
    place = (entry.generation, entry.epoch, entry.seq)
    demand(entry.seq == last.seq + 1, f"Entry {entry.seq} does not follow entry {last.seq}.")
    demand(
        entry.generation in (last.generation, last.generation + 1) and entry.epoch >= last.epoch,
        f"Entry {entry.seq} is of an older generation or epoch.",
    )
    demand(entry.prev == last.hash, f"Entry {entry.seq} has another entry before it.")
    good = entry_hash(city, place, entry.prev, entry.digest) == entry.hash
    demand(good, f"Entry {entry.seq} has a hash that its content does not give.")
