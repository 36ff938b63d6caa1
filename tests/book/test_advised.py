"""What fell short, and in which order it is settled."""

from heller.book.advised import Advised, open_shortfalls

REF, OTHER = b"ref of ten", b"other card"


def test_the_oldest_open_shortfall_of_a_card_comes_first() -> None:
    late, early, paid = (
        Advised(1, 9, 30, 200, 1, REF, 5),
        Advised(2, 1, 31, 100, 1, REF, 5),
        Advised(3, 1, 32, 50, 1, REF, 0),
    )
    same_second = Advised(1, 8, 33, 200, 1, REF, 1)
    elsewhere = Advised(4, 1, 34, 1, 1, OTHER, 5)
    every = [late, paid, elsewhere, early, same_second]
    assert open_shortfalls(every, REF) == [early, same_second, late]
