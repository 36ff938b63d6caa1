"""Walking the journal: entries in order, up to the first fault; the chain to its end."""

from collections.abc import Iterator

import pytest
from tests.postgres.made_book import SCOPE, MadeBook, made

from heller.postgres import replay
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.replay import Finding, Replay


@pytest.fixture
def book(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[MadeBook]:
    with made(postgres_server, migrated_template) as filled:
        yield filled


def walked(book: MadeBook) -> tuple[Replay, list[int], list[tuple[int, int]]]:
    """Walk; give the walk, the seqs of the entries it gave, and the progress it told."""
    told: list[tuple[int, int]] = []
    with book.database.connect() as owner, owner.transaction():
        walk = Replay(owner, SCOPE, lambda done, total: told.append((done, total)))
        seqs = [entry.seq for entry in walk.entries()]
        walk.check_head()
    return walk, seqs, told


def test_a_whole_journal_is_walked_to_its_end(
    book: MadeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "CHUNK", 10)
    walk, seqs, told = walked(book)
    assert seqs == list(range(1, 23))
    assert walk.findings == []
    assert (walk.place.seq, walk.place.epoch, walk.place.generation) == (22, 2, 1)
    assert told == [(10, 22), (20, 22), (22, 22)]


def test_behind_a_fault_nothing_is_given_but_the_chain_is_followed(book: MadeBook) -> None:
    with book.superuser() as admin:
        admin.execute("UPDATE book.journal SET salt = '0123456789abcdef' WHERE seq IN (5, 9)")
        admin.execute("DELETE FROM book.journal WHERE seq = 15")
    walk, seqs, _ = walked(book)
    assert seqs == [1, 2, 3, 4]
    body = "has another body than the one that was hashed"
    assert walk.findings == [
        Finding("journal entry 5", body),
        Finding("journal entry 9", body),
        Finding("journal entry 16", "follows entry 14"),
        Finding("journal entry 16", "does not follow from the entry before it"),
    ]


def test_an_empty_journal_has_no_last_entry(book: MadeBook) -> None:
    with book.superuser() as admin:
        admin.execute("TRUNCATE book.journal")
    walk, seqs, told = walked(book)
    assert (seqs, told) == ([], [])
    assert walk.findings == [
        Finding("head", "names entry 22, not the journal's last one, 0, as it is")
    ]
