"""A card comes into the world without money."""

from heller.book.account_state import CardState
from heller.book.transfer import Transfer
from heller.city.register import What
from heller.movements.issue import Issue, issue

ISSUE = Issue(b"ref of ten", 7, 2, 5_000, b"public", b"lkey", b"view hash")


def test_nothing_is_posted() -> None:
    assert issue(ISSUE) == Transfer(())


def test_it_is_registered_sealed() -> None:
    row = (What.CARD, b"ref of ten", 7, 2, 5_000, b"public", b"lkey", b"view hash")
    assert ISSUE.row() == (*row, CardState.SEALED)
