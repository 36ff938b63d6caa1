"""Random histories of outages, renewals, lost records and new devices, and a city that must pay.

After each action nothing more is granted and every right that is still honourable is used by liars
(claims-tests.md, 7 and 19). What the city then has lost in twelve months stays below the figure
that was shown before, and the figure below F.
"""

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, rule
from tests.claims.colluding import DAY, cashed, enrol, lost, pay, people
from tests.claims.made import Device, MemoryBook, device, made_city, order, upload

from heller.city.register import TillState
from heller.city.shares import Split
from heller.claims.orders import OrderAnswer

FUND = 60_000
POT = 10_000
POTS = {"isolated_outage": POT, "standin": POT, "new_device_wait": 0}
PARTS = [(point, part) for point in (1, 2) for part in ("isolated", "standin")]
PLACES = st.sampled_from([1, 2])
WHICH = st.integers(0, 30)


class Outages(RuleBasedStateMachine):
    """A city with two points; a raised pot and grants are more than F covers, so pots shrink."""

    def __init__(self) -> None:
        super().__init__()
        self.book: MemoryBook = made_city(**POTS)
        self.tills: dict[int, Device] = {no: device(no) for no in (1, 2, 3, 4)}
        self.kept: dict[int, list[bytes]] = {}
        self.orders = 0
        self.given = dict.fromkeys(PARTS, POT)
        register = self.book.register
        register.settings["fund"] = FUND
        register.sellers.clear()  # their credit would be room that nobody uses here
        for no, grant in register.grants.items():
            register.grants[no] = grant._replace(credit=0)

    def till(self, which: int) -> Device:
        return self.tills[sorted(self.tills)[which % len(self.tills)]]

    @rule(days=st.sampled_from([1, 1, 2, 3, 3, 6, 8, 20, 55, 62, 95, 370]))
    def time_passes(self, days: int) -> None:
        self.book.now += days * DAY
        self.check()

    @rule(
        which=WHICH,
        cents=st.sampled_from([100, 1_000, 3_000, 5_000]),
        verdict=st.sampled_from([2, 2, 3, 3, 3]),
        ago=st.sampled_from([0, 0, DAY, 9 * DAY]),
        keeps=st.sampled_from(["nothing", "nothing", "claim", "decision", "both"]),
    )
    def trade_alone(self, which: int, cents: int, verdict: int, ago: int, keeps: str) -> None:
        till = self.till(which)
        records = pay(self.book, till, cents, verdict, at=self.book.now - ago)
        kept = {"nothing": [], "claim": records[:1], "decision": records[1:], "both": records}
        self.keep_back(till, records, kept[keeps])

    @rule(which=WHICH, keeps=st.sampled_from([False, False, False, True]))
    def close(self, which: int, keeps: bool) -> None:  # noqa: FBT001
        till = self.till(which)
        record = till.close()
        self.keep_back(till, [record], [record] if keeps else [])

    def keep_back(self, till: Device, records: list[bytes], kept: list[bytes]) -> None:
        self.kept.setdefault(till.no, []).extend(kept)
        sent = [one for one in records if one not in kept]
        if sent:
            self.book.take(upload(*sent))
        self.check()

    @rule(which=WHICH)
    def bring_what_was_kept(self, which: int) -> None:
        kept = self.kept.pop(self.till(which).no, [])
        if kept:
            self.book.take(upload(*kept))
        self.check()

    @rule(which=WHICH)
    def close_and_renew(self, which: int) -> None:
        till = self.till(which)
        self.book.take(upload(*self.kept.pop(till.no, []), till.close()))
        self.renew(which)

    @rule(which=WHICH, verdict=st.sampled_from([2, 3]), days=st.sampled_from([3, 3, 8, 30, 60]))
    def outage_then_renewal(self, which: int, verdict: int, days: int) -> None:
        self.trade_alone(which, 5_000, verdict, 0, "nothing")
        self.time_passes(days)
        self.close_and_renew(which)

    @rule(which=WHICH)
    def renew(self, which: int) -> None:
        self.book.renew(self.till(which))
        self.check()

    @rule(point=PLACES, which=WHICH, revokes=st.booleans())
    def enrol_again(self, point: int, which: int, revokes: bool) -> None:  # noqa: FBT001
        if len(self.tills) > 8:
            return
        if revokes:
            old = self.till(which)
            given = self.book.order(order("till.revoke", named=f"r {len(self.tills)}", till=old.no))
            assert isinstance(given, OrderAnswer)
            assert self.book.register.tills[old.no].state == TillState.REVOKED
        new = enrol(self.book, point)
        self.tills[new.no] = new
        self.check()

    @rule(
        point=PLACES,
        kind=st.sampled_from(["pot.raise", "pot.grant"]),
        isolated=st.sampled_from([2_000, 15_000, 40_000]),
        standin=st.sampled_from([0, 5_000]),
    )
    def people_give(self, point: int, kind: str, isolated: int, standin: int) -> None:
        self.orders += 1
        more = {"standin_cents": standin} if kind == "pot.grant" else {}
        people(self.book, kind, f"{self.orders}", point=point, isolated_cents=isolated, **more)
        self.check()

    def no_point_holds_more_than_it_was_ever_given(self) -> None:
        split = Split(self.book.register, (), self.book.now)
        for point, part in PARTS:
            given = max(self.given[point, part], split.nominal(point, part))
            self.given[point, part] = given
            grants = [one for one in self.book.register.grants.values() if one.point == point]
            assert split.held(grants, part) <= given

    def check(self) -> None:
        self.no_point_holds_more_than_it_was_ever_given()
        shown, since = self.book.figure().total, self.book.now - 364 * DAY
        assert shown <= FUND
        after = cashed(self.book, self.tills, self.kept)
        assert lost(after, since) <= shown
        assert after.figure().total <= shown


TestOutages = Outages.TestCase
TestOutages.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
