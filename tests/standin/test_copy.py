"""The copy takes what continues it, whole or not at all, and stands again where it was."""

import pytest
from tests.standin.own_copy import OwnCopy

from heller.claims.keyset import Keyset
from heller.standin.copy import PAGE_ENTRIES, Copy, page
from heller.standin.errors import Diverges


def test_pages_give_back_what_was_taken(own: OwnCopy) -> None:
    own.take_all()
    assert tuple(page(own.connection, 1)) == own.entries
    assert page(own.connection, own.copy.head.seq) == [own.entries[-1]]
    assert page(own.connection, own.copy.head.seq + 1) == []
    assert len(own.entries) < PAGE_ENTRIES


def test_new_process_stands_where_the_old_one_stood(own: OwnCopy) -> None:
    own.take(own.entries[:7], 7)
    again = Copy(own.keys)
    again.load(own.connection)
    assert (again.head.seq, again.head.hash) == (7, own.entries[6].hash)
    assert again.head.edge.root() == own.root(7)
    own.copy = again
    own.take(own.entries[7:], len(own.entries))
    assert own.copy.head.edge.root() == own.root(len(own.entries))


def test_refused_push_leaves_nothing_behind(own: OwnCopy) -> None:
    own.take(own.entries[:5], 5)
    bad = own.entries[6]._replace(hash=bytes(32))
    with pytest.raises(Diverges):
        own.take((own.entries[5], bad), 6)
    own.connection.execute("COMMIT")
    assert (own.copy.head.seq, own.copy.head.edge.root()) == (5, own.root(5))
    assert len(page(own.connection, 1)) == 5
    own.take_all()


def test_entries_that_break_a_table_are_refused(own: OwnCopy) -> None:
    own.take_all()
    own.connection.execute("DELETE FROM entry WHERE seq = 1")
    own.copy.head.seq, own.copy.head.hash = 0, own.entries[0].prev
    with pytest.raises(Diverges):
        own.take_all()
    own.connection.execute("COMMIT")


def test_register_is_the_citys(own: OwnCopy) -> None:
    own.take_all()
    register = own.copy.register
    keyset = Keyset.parse(register.keyset[:-64], own.keys.scope.city)
    assert keyset == own.keys.keyset
    assert sorted(register.tills) == [1, 2]
