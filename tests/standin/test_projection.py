"""Cards, lots and sums add up from the copied journal."""

from tests.standin.own_copy import OwnCopy
from tests.standin.running import STOCK

from heller.book.accounts import AccountKind, account
from heller.standin.projection import Projection

SOLD = STOCK * 5_000


def test_tables_add_up(own: OwnCopy) -> None:
    own.take_all()
    (money,) = own.connection.execute("SELECT sum(remaining) FROM lot").fetchone()
    point = account(AccountKind.SALE_POINT, 1)
    query = "SELECT cents FROM total WHERE account = ?"
    (owed,) = own.connection.execute(query, (point,)).fetchone()
    (today,) = own.connection.execute("SELECT sum(cents) FROM sold").fetchone()
    assert (money, owed, today) == (SOLD, -SOLD, SOLD)
    rows = own.connection.execute("SELECT state, count(*) FROM card GROUP BY state").fetchall()
    assert rows == [(2, STOCK)]
    (claims,) = own.connection.execute("SELECT count(*) FROM booked WHERE outcome = 1").fetchone()
    assert claims == STOCK


def test_loaded_register_is_the_one_that_was_added_up(own: OwnCopy) -> None:
    own.take_all()
    again = Projection(own.keys.scope.city)
    again.load(own.connection)
    added = own.copy.register
    assert (again.register.tills, again.register.leases) == (added.tills, added.leases)
    assert (again.register.points, again.register.settings) == (added.points, added.settings)
