"""What writer and stand-in send each other, read back; and the chain's check."""

from collections.abc import Callable

import pytest

from heller.book.chain import body_digest, entry_hash
from heller.claims.cbor import encode
from heller.claims.witnessed import (
    MAX_ENTRIES,
    LogEntry,
    Push,
    Stored,
    check_link,
    read_flushed,
    read_log,
    read_page,
    read_push,
    write_flushed,
    write_log,
    write_page,
    write_push,
)
from heller.errors import Malformed

CITY = 5978036


def stored(last: Stored, body: bytes = b"body", **changes: int) -> Stored:
    """Give the entry that follows."""
    place = {"generation": last.generation, "epoch": last.epoch, "seq": last.seq + 1} | changes
    salt = bytes(16)
    numbers = (place["generation"], place["epoch"], place["seq"])
    link = entry_hash(CITY, numbers, last.hash, body_digest(salt, body))
    return Stored(*numbers, salt, body, last.hash, link)


FIRST = stored(Stored(1, 1, 0, b"", b"", b"", bytes(32)))
SECOND = stored(FIRST)
BEAT = bytes(89)


def test_push_is_read_back() -> None:
    push = Push(BEAT, "note", (FIRST, SECOND))
    assert read_push(write_push(push)) == push


def test_pages_answers_and_log_are_read_back() -> None:
    lines = [LogEntry(1, bytes(188), b""), LogEntry(2, bytes(98), bytes(123))]
    assert read_page(write_page([FIRST, SECOND])) == (FIRST, SECOND)
    assert read_flushed(write_flushed(bytes(116), 7, 3)) == (bytes(116), 7, 3)
    assert read_log(write_log(lines)) == lines


def test_digest_is_over_salt_and_body() -> None:
    assert FIRST.digest == body_digest(FIRST.salt, FIRST.body)


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (read_push, [BEAT, "note"]),
        (read_push, [bytes(88), "note", []]),
        (read_push, [BEAT, b"note", []]),
        (read_page, [[1, 1, 1, bytes(16), "body", bytes(32), bytes(32)]]),
        (read_page, [[1, 1, 1, bytes(15), b"", bytes(32), bytes(32)]]),
        (read_page, [[1 << 16, 1, 1, bytes(16), b"", bytes(32), bytes(32)]]),
        (read_page, [list(FIRST)] * (MAX_ENTRIES + 1)),
        (read_flushed, [bytes(115), 1, 1]),
        (read_flushed, [bytes(116), 1, 1 << 32]),
        (read_log, [[1, bytes(7), b""]]),
        (read_log, [[1, bytes(98), bytes(1)]]),
    ],
)
def test_other_shapes_are_malformed(read: Callable[[bytes], object], value: object) -> None:
    with pytest.raises(Malformed):
        read(encode(value))


def test_entry_that_follows_is_good() -> None:
    check_link(CITY, FIRST, SECOND)
    check_link(CITY, FIRST, stored(FIRST, epoch=2))
    check_link(CITY, FIRST, stored(FIRST, generation=2))


@pytest.mark.parametrize(
    "bad",
    [
        stored(FIRST, seq=3),
        stored(FIRST, generation=3),
        stored(FIRST, generation=0),
        stored(FIRST, epoch=0),
        stored(SECOND)._replace(seq=2),
        SECOND._replace(body=b"other"),
        SECOND._replace(hash=bytes(32)),
    ],
)
def test_entry_that_does_not_follow_is_refused(bad: Stored) -> None:
    with pytest.raises(Malformed):
        check_link(CITY, FIRST, bad)
