"""Shares: F is split into pots beforehand, and all of them shrink alike when F is too small.

    due = nominal, or nominal * F / sum of all nominal pots when F is smaller than that sum

The sum runs over all active acceptance points, whoever came first. A grant is what is due, less
what the merchant's other leases still hold and what its pots have cost in twelve months; and never
more than what is left of F, so that no grant takes the fund figure above it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final, NamedTuple

from heller.city.pots import NO_EXTRA, Extra, Grant, Loss
from heller.city.register import MAY_SELL, Register, State, Till, TillState

SETTING_OF: Final = {"isolated": "isolated_outage", "standin": "standin"}


@dataclass(frozen=True, slots=True)
class Figure:
    """The fund figure by its parts, in cents: what trade without the book can cost, and has cost.

    `reserve`: granted by two people, not yet in a lease. `beyond`: short in twelve months, and no
    pot bears it. `unflushed`: ok receipts of the book that no witness has confirmed.
    """

    isolated: int
    standin: int
    sellers: int
    deducted: int
    reserve: int
    beyond: int
    unflushed: int = 0

    @property
    def total(self) -> int:
        """Give the figure."""
        return sum(asdict(self).values())


class Pots(NamedTuple):
    """What a lease is granted (cents); `isolated` is the one with an outage declared."""

    isolated: int
    standin: int
    credit: int


class Split:
    """How F is split at one moment (`now`, UTC seconds), after these losses of twelve months."""

    def __init__(self, register: Register, losses: Sequence[Loss], now: int) -> None:
        """Look at the register once."""
        self._register, self._losses, self._now = register, losses, now
        self._fund = register.setting("fund")
        self._points: dict[int, list[int]] = defaultdict(list)
        for point in register.points.values():
            states = (point.state, register.merchants[point.merchant].state)
            if states == (State.ACTIVE, State.ACTIVE):
                self._points[point.merchant].append(point.no)
        self._grants: dict[int, list[Grant]] = defaultdict(list)
        for grant in register.grants.values():
            self._grants[grant.merchant].append(grant)
        rights = (one for one in register.sellers.values() if one.state == State.ACTIVE)
        pots = (self.nominal(p, part) for p in self._active() for part in SETTING_OF)
        self._asked = sum(pots) + sum(right.credit for right in rights)

    def _active(self) -> list[int]:
        return [point for points in self._points.values() for point in points]

    def _extra(self, point: int) -> Extra:
        extra = self._register.extras.get(point, NO_EXTRA)
        return extra if self._now <= extra.until else NO_EXTRA

    def nominal(self, point: int, part: str) -> int:
        """Give a point's pot as settings and people have it, before anything shrinks."""
        more: int = getattr(self._extra(point), part)
        usual = self._register.setting(SETTING_OF[part])
        return more + (self._register.raised.get(point, usual) if part == "isolated" else usual)

    def due(self, cents: int) -> int:
        """Shrink a nominal pot by the factor that all pots have in common."""
        return cents if self._asked <= self._fund else cents * self._fund // self._asked

    def _due(self, points: Iterable[int], part: str) -> int:
        return sum(self.due(self.nominal(point, part)) for point in points)

    # ---------------------------------------------------------------------------- what is held

    def held(self, grants: Iterable[Grant], part: str) -> int:
        """Sum what leases hold of a pot, in full."""
        now, isolated = self._now, part == "isolated"
        return sum(one.isolated_at(now) if isolated else one.standin_at(now) for one in grants)

    def _cost(self, part: str, merchant: int = 0) -> int:
        """Sum what pots have cost that hold nothing any more; of the others it is inside them."""
        return sum(
            loss.cents
            for loss in self._losses
            if loss.pot == part
            and merchant in (0, loss.merchant)
            and not self.held(self._open(loss.lease), part)
        )

    def _open(self, lease: int) -> list[Grant]:
        found = self._register.grants.get(lease)
        return [found] if found else []

    def _credits(self) -> dict[int, int]:
        """Give each sale point's largest credit of a lease: the book counts it once a point."""
        found: dict[int, int] = defaultdict(int)
        for one in self._register.grants.values():
            found[one.point] = max(found[one.point], one.credit_at(self._now))
        return found

    def figure(self, unflushed: int = 0) -> Figure:
        """Add up the fund figure."""
        grants = self._register.grants.values()
        found = Figure(
            isolated=self.held(grants, "isolated"),
            standin=self.held(grants, "standin"),
            sellers=sum(self._credits().values()),
            deducted=sum(self._cost(part) for part in SETTING_OF),
            reserve=0,
            beyond=sum(loss.cents for loss in self._losses if not loss.pot),
        )
        room = max(0, self._fund - found.total)
        return replace(found, reserve=min(room, self._reserve()), unflushed=unflushed)

    def _reserve(self) -> int:
        """Sum what people granted and no lease holds yet, merchant by merchant."""
        return sum(
            self._granted(merchant, points, part)
            for merchant, points in self._points.items()
            for part in SETTING_OF
        )

    def _granted(self, merchant: int, points: list[int], part: str) -> int:
        usual = self._register.setting(SETTING_OF[part]) * len(points)
        more = sum(self.nominal(point, part) for point in points) - usual
        return max(0, min(self.due(max(0, more)), self._left(merchant, part)))

    def _left(self, merchant: int, part: str) -> int:
        """Give what is due to a merchant, less what its leases hold and its pots have cost."""
        held = self.held(self._grants[merchant], part)
        return self._due(self._points[merchant], part) - held - self._cost(part, merchant)

    # --------------------------------------------------------------------------- what is granted

    def share(self, till: Till, *, waits: bool) -> Pots:
        """Say what the next lease of a till gets; a device that `waits` has no isolated pot."""
        if till.state != TillState.ACTIVE or till.point not in self._points[till.merchant]:
            return Pots(0, 0, 0)
        figure = self.figure()
        room = max(0, self._fund - figure.total + figure.reserve)
        credit = self._credit(till, room)
        room -= max(0, credit - self._credits()[till.point])
        alone = not waits and not self._is_carried(till.point)
        isolated = min(room, self._part(till, "isolated")) if alone else 0
        whole = self.due(self.nominal(till.point, "standin")) // self._sharers(till)
        standin = min(room - isolated, whole, self._part(till, "standin"))
        return Pots(isolated, standin, credit)

    def _here(self, till: Till) -> list[Grant]:
        return [one for one in self._grants[till.merchant] if one.point == till.point]

    def _part(self, till: Till, part: str) -> int:
        point = self._due([till.point], part) - self.held(self._here(till), part)
        return max(0, min(point, self._left(till.merchant, part)))

    def _is_carried(self, point: int) -> bool:
        """Say whether another lease of the shop carries an isolated pot; people may give two."""
        here = [one for one in self._register.grants.values() if one.point == point]
        return not self._extra(point).isolated and self.held(here, "isolated") > 0

    def _sharers(self, till: Till) -> int:
        """Count the tills of a shop that share its stand-in pot, this one among them."""
        others = (one for one in self._register.tills.values() if one.no != till.no)
        return 1 + sum((one.point, one.state) == (till.point, till.state) for one in others)

    def _credit(self, till: Till, room: int) -> int:
        right = self._register.sellers.get(till.point)
        if not till.role & MAY_SELL or right is None or right.state != State.ACTIVE:
            return 0
        return min(self.due(right.credit), self._credits()[till.point] + room)
