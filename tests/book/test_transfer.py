"""Double entry: what does not sum to 0 cannot be made."""

import pytest

from heller.book.transfer import LotMove, Posting, Transfer, between


def test_between_debits_the_first_and_credits_the_second() -> None:
    moves = (LotMove(b"ref of ten", 1, -70),)
    assert between(8, 9, 70, moves) == Transfer((Posting(8, -70), Posting(9, 70)), moves)


@pytest.mark.parametrize(
    "postings",
    [
        (Posting(1, 5),),
        (Posting(1, 5), Posting(2, -4)),
        (Posting(1, 0), Posting(2, 0)),
    ],
    ids=["one side", "a cent lost", "nothing moved"],
)
def test_impossible_transfer_stops_the_process(postings: tuple[Posting, ...]) -> None:
    with pytest.raises(AssertionError):
        Transfer(postings)


def test_nothing_is_a_transfer() -> None:
    assert Transfer(()) == Transfer((), (), ())
