"""What a card can pay by the copy and all that is known beside it."""

from tests.standin.own_copy import OwnCopy

from heller.standin.facts import read_card


def test_card_is_read_with_its_lots(own: OwnCopy) -> None:
    own.take_all()
    (ref,) = own.connection.execute("SELECT ref FROM card WHERE no = 3").fetchone()
    card = read_card(own.connection, ref)
    assert card is not None
    assert (card.no, [lot.remaining for lot in card.lots]) == (3, [5_000])


def test_unknown_card_is_none(own: OwnCopy) -> None:
    assert read_card(own.connection, bytes(10)) is None
