"""What the stand-in takes from a book, and what it refuses; spoken to with the book's own keys."""

import socket
import time
from base64 import b64encode

import pytest
from tests.running_city import until
from tests.standin.acting_book import ActingBook
from tests.standin.running import Pair, outcome

from heller.book.merkle import Frontier
from heller.claims.between import Flush
from heller.claims.kinds import STOP
from heller.claims.witnessed import Push, Stored, write_push
from heller.keys import signing_key
from heller.standin.book_side import MAX_PUSH


@pytest.fixture
def book(orphan: Pair) -> ActingBook:
    """The dead book's ghost, a little newer than it was."""
    return ActingBook(orphan.city, orphan.side, int(orphan.standin.health()["epoch"]))


def flush_of(book: ActingBook) -> Flush:
    return Flush.parse(book.kept()[0][:-64], book.city.scope.city)


def root_of(entries: tuple[Stored, ...]) -> bytes:
    tree = Frontier()
    for entry in entries:
        tree.add(entry.hash)
    return tree.root()


def test_flush_says_what_is_kept(book: ActingBook) -> None:
    entries = book.journal()
    flush = flush_of(book)
    assert (flush.generation, flush.size, flush.root) == (1, len(entries), root_of(entries))
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))


def test_what_is_kept_already_may_come_again(book: ActingBook) -> None:
    entries = book.journal()
    assert book.push(entries[-3:], book.note(len(entries), root_of(entries))).is_success


@pytest.mark.parametrize(
    "changed",
    [
        {"seq": 999},
        {"prev": bytes(32)},
        {"hash": bytes(32)},
        {"salt": bytes(16)},
        {"generation": 3},
        {"epoch": 0},
        {"body": b"\xa0"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_entry_that_does_not_continue_is_refused(
    book: ActingBook, changed: dict[str, object]
) -> None:
    before, entries = flush_of(book), book.journal()
    last = entries[-1]
    good = last._replace(seq=last.seq + 1, prev=last.hash)
    bad = good._replace(**changed)  # type: ignore[arg-type] # the test names the field
    answer = book.push([bad], book.note(before.size + 1, bytes(32)))
    assert (answer.status_code, answer.json()["code"]) == (409, "diverges")
    after = flush_of(book)
    assert (after.size, after.root) == (before.size, before.root)


def test_kept_entry_with_another_hash_is_refused(book: ActingBook) -> None:
    entries = book.journal()
    answer = book.push([entries[4]._replace(hash=bytes(32))], book.note(1, bytes(32)))
    assert answer.json()["code"] == "diverges"


def test_signed_head_must_fit_the_tree(book: ActingBook) -> None:
    entries = book.journal()
    size = len(entries)
    for note in (book.note(size, bytes(32)), book.note(size + 1, root_of(entries))):
        assert book.push(entries[-1:], note).json()["code"] == "diverges"
    foreign = book.note(size, root_of(entries), signing_key(bytes(32)))
    assert book.push(entries[-1:], foreign).json()["code"] == "bad_signature"


def test_only_the_book_is_answered(orphan: Pair, book: ActingBook) -> None:
    forged = book.heartbeat()[:-1] + b"\0"
    for path in ("head", "journal", "log", "stop"):
        answer = book.post(path, forged if path != "stop" else bytes(88))
        assert answer.status_code in (400, 401), path
    assert book.post("push", write_push(Push(forged, "", ()))).status_code == 401
    assert orphan.side.get("/v1/book/log").status_code == 405


def test_older_epoch_is_not_heard(book: ActingBook) -> None:
    book.epoch -= 1
    assert book.push().json()["code"] == "stale"


@pytest.mark.parametrize("content", [b"", b"\xff", b"\x83\x01\x02\x03", b"{}"])
def test_garbage_is_malformed(book: ActingBook, content: bytes) -> None:
    assert book.post("push", content).json()["code"] == "malformed"


def test_large_and_slow_bodies_end(orphan: Pair, book: ActingBook) -> None:
    assert book.post("push", bytes(MAX_PUSH + 1)).status_code == 413
    settings = orphan.standin.home.settings()
    with socket.create_connection((settings.host, settings.port), timeout=10) as slow:
        slow.sendall(b"POST /v1/book/push HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc")
        assert b" 408 " in slow.recv(4_096).split(b"\r\n")[0]


def test_start_is_a_number(book: ActingBook) -> None:
    for start in ("-1", "x", "9" * 19):
        assert book.post(f"log?from={start}", book.heartbeat()).json()["code"] == "malformed"


def test_log_has_what_tills_said_until_it_was_taken(orphan: Pair, book: ActingBook) -> None:
    claim = orphan.other.record(orphan.card(), 100)
    orphan.other.go_on(claim)
    answer = orphan.ask("decide", claim)
    lines = [line for line in book.log() if line.message == claim]
    receipts = [b64encode(line.receipt).decode() for line in lines]
    assert (len(lines), receipts[-1]) == (2, answer.json()["results"][-1]["receipt"])
    last = book.log()[-1].n
    assert book.log(last) == [book.log(0)[-1]]
    assert book.log(last + 1) == []
    assert book.log() == []


def test_stop_is_a_line_of_the_log_and_ends_deciding(orphan: Pair, book: ActingBook) -> None:
    book.epoch += 1
    card = orphan.card()
    claim = orphan.other.record(card, 100)
    orphan.other.go_on(claim)
    assert book.push().is_success
    stopped = book.stopped(book.stop())
    line = book.log()[-1]
    assert (line.n, line.message[0], stopped.epoch) == (stopped.n, STOP, book.epoch)
    assert outcome(orphan.ask("decide", claim)) == "book_decides"
    until(lambda: orphan.standin.health()["book"] == "silent", "the book is missed again")
    assert outcome(orphan.ask("decide", claim)) == "ok"


def test_old_stop_is_refused_later(orphan: Pair, book: ActingBook) -> None:
    book.epoch += 1
    assert book.push().is_success
    old = ActingBook(book.city, book.side, book.epoch - 1)
    assert old.stop().json()["code"] == "stale"
    claim = orphan.other.record(orphan.card(), 100)
    orphan.other.go_on(claim)
    started = time.monotonic()
    assert outcome(orphan.ask("decide", claim)) == "ok"
    assert time.monotonic() - started < 0.8
