"""Orders of two people about pots: a big shop's, and what is granted out of the reserve."""

from typing import Final

from heller.city.pots import BIG_POT, NO_EXTRA, YEAR
from heller.city.register import What
from heller.claims.batch import Batch
from heller.claims.office import OfficeOrder
from heller.claims.order_effect import Effect, Handler, amount
from heller.errors import OrderRefused

MOST: Final = 10_000_000  # cents: what one order may grant


def _point(batch: Batch, order: OfficeOrder) -> int:
    no = amount(order, "point")
    if no not in batch.register.points:
        raise OrderRefused(f"There is no acceptance point {no}.")
    return no


def _raise(batch: Batch, order: OfficeOrder) -> Effect:
    """Set a point's isolated pot with an outage declared; it counts from the next lease on."""
    cents = amount(order, "isolated_cents", BIG_POT)
    return Effect(((What.RAISED, _point(batch, order), cents),))


def _grant(batch: Batch, order: OfficeOrder) -> Effect:
    """Add to a point's pots for twelve months: a refill, or a second pot for a new device."""
    point = _point(batch, order)
    more = [amount(order, "isolated_cents", MOST), amount(order, "standin_cents", MOST)]
    had = batch.register.extras.get(point, NO_EXTRA)
    if had.until < batch.now:
        had = NO_EXTRA
    row = (point, had.isolated + more[0], had.standin + more[1], batch.now + YEAR)
    return Effect(((What.EXTRA, *row),))


POT_ORDERS: Final[dict[str, Handler]] = {"pot.raise": _raise, "pot.grant": _grant}
