"""The log keeps its order and leaves out what the book has had first."""

from pathlib import Path

from heller.claims.witnessed import LogEntry
from heller.standin import log
from heller.standin.store import connect


def test_lines_are_numbered_and_noted_ones_go_when_the_copy_has_them(tmp_path: Path) -> None:
    connection = connect(tmp_path / "x.db")
    log.append(connection, b"claim", b"noted", (7, 1))
    log.append(connection, b"decision", b"noted")
    log.append(connection, b"other", b"noted", (7, 3))
    assert log.length(connection) == 3
    connection.execute("INSERT INTO booked VALUES (7, 1, x'00', 1, x'00', 0)")
    rest = [LogEntry(2, b"decision", b"noted"), LogEntry(3, b"other", b"noted")]
    assert log.page(connection, 0) == rest
    assert log.page(connection, 3) == rest[1:]


def test_numbers_outlive_the_process(tmp_path: Path) -> None:
    log.remember(connect(tmp_path / "x.db"), "stopped_epoch", 4)
    log.remember(connect(tmp_path / "x.db"), "stopped_epoch", 5)
    connection = connect(tmp_path / "x.db")
    assert (log.fact(connection, "stopped_epoch"), log.fact(connection, "nothing")) == (5, 0)
