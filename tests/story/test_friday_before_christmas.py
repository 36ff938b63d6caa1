"""Friday before Christmas in Unna: the servers are killed at noon, and trade goes on all the same.

Everything is real: the book with its PostgreSQL, the stand-in, four tills, processes killed. At the
end every shop is paid, every card holds what it should, and the book adds up from its journal.
"""

import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.running_city import UNNA, until
from tests.standin.running import Pair, running_pair

from heller.book.decline import Reason
from heller.cards.batch import MadeCard
from heller.claims.receipt_check import Finding, check_receipt
from heller.claims.records import BY_BOOK, BY_STANDIN, DROPPED, ISOLATED
from heller.handset.result import Result, State
from heller.handset.till import Handset
from heller.operate.open_city import keyset_of

EACH = 5_000


@dataclass
class Shop:
    """A shop with its till."""

    till: Handset

    def redeem(self, card: MadeCard, cents: int) -> Result:
        result = self.till.redeem(self.till.scan(card.pay_code), cents)
        self.till.seen(result)
        return result

    def verdicts(self) -> list[int]:
        """Give what the till decided of each claim, in order."""
        claims = reversed(self.till.journal.claims(100))
        said = [self.till.journal.decision_on(entry.seq) for entry in claims]
        return [one.verdict for one in said if one is not None]


@dataclass
class Town:
    """The city with its stand-in, a sale point and three shops."""

    pair: Pair
    desk: Shop
    bakery: Shop
    books: Shop
    kiosk: Shop

    @property
    def shops(self) -> list[Shop]:
        return [self.bakery, self.books, self.kiosk]

    def sold(self) -> MadeCard:
        (card,) = self.pair.city.cards(1)
        scanned = self.desk.till.scan(card.pay_code)
        assert self.desk.till.sell(scanned, EACH).state is State.ACCEPTED
        return card

    def balance(self, card: MadeCard) -> int:
        return self.desk.till.balance(self.desk.till.scan(card.pay_code)).cents

    def sleep_over(self) -> None:
        """Wait until every till holds the balances of now and the stand-in has every entry."""
        seq = self.pair.city.seq()
        for shop in self.shops:
            until(lambda s=shop: newest(s) >= seq, "the till has the snapshot")  # type: ignore[misc]
        until(self.pair.has_all, "the stand-in has all entries")


def newest(shop: Shop) -> int:
    return shop.till.refresh_snapshot().newest.ledger_seq


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = tmp_path / "made"
    made.mkdir()
    with running_pair(made, replace(UNNA, delta_seconds=1)) as pair:
        names = ("i-Punkt", "Bäckerei Brinkmann", "Buchhandlung Hornung", "Kiosk am Ring")
        points = [pair.city.shop(name) for name in names]
        pair.city.seller(points[0])
        shops = [Shop(enrolled(pair, point, tmp_path)) for point in points]
        yield Town(pair, *shops)
        for shop in shops:
            shop.till.close()


def enrolled(pair: Pair, point: int, folder: Path) -> Handset:
    """Give a till that waits as long as a real one."""
    till = Handset(folder / f"till-{point}")
    till.enrol(pair.city.invite(point), pair.city.admit)
    return till


def test_friday_before_christmas(town: Town) -> None:
    anna, bernd, clara = town.sold(), town.sold(), town.sold()

    # The morning is as any other.
    assert town.bakery.redeem(anna, 1_240).state is State.ACCEPTED
    town.sleep_over()

    # At noon the servers are killed. The stand-in is at another host.
    town.pair.city.kill()
    bread = town.bakery.redeem(anna, 460)
    novel = town.books.redeem(bernd, 2_490)
    assert (bread.state, novel.state) == (State.ACCEPTED, State.ACCEPTED)
    assert town.books.redeem(bernd, 2_600).reason is Reason.INSUFFICIENT  # 25,10 are left
    assert town.bakery.redeem(bernd, 2_000).state is State.ACCEPTED  # two shops, one card

    # In the afternoon the line to the stand-in is cut too. The tills go on alone.
    assert town.pair.standin.process is not None
    town.pair.standin.signal(signal.SIGSTOP)
    paper = town.kiosk.redeem(clara, 1_500)
    assert paper.state is State.RECORDED
    over = town.kiosk.redeem(clara, 600)  # 20 euros a card are the limit
    assert over.state is State.DROPPED
    assert town.books.redeem(clara, 2_000).state is State.RECORDED  # another shop, its own limit

    # Everything comes back.
    town.pair.standin.signal(signal.SIGCONT)
    town.pair.city.start()
    for shop in town.shops:
        until(lambda s=shop: s.till.upload().left == 0, "all is handed in")  # type: ignore[misc]
    check_the_till_roll(town)
    check_the_cards(town, anna, bernd, clara)
    check_the_book(town, bread)


def check_the_till_roll(town: Town) -> None:
    """Each claim was decided once, by whoever was there."""
    assert town.bakery.verdicts() == [BY_BOOK, BY_STANDIN, BY_STANDIN]
    assert town.books.verdicts() == [BY_STANDIN, DROPPED, ISOLATED]
    assert town.kiosk.verdicts() == [ISOLATED, DROPPED]


def check_the_cards(town: Town, anna: MadeCard, bernd: MadeCard, clara: MadeCard) -> None:
    """Every card holds what is left, and nothing was booked twice."""
    left = [town.balance(card) for card in (anna, bernd, clara)]
    assert left == [5_000 - 1_240 - 460, 5_000 - 2_490 - 2_000, 5_000 - 1_500 - 2_000]


def check_the_book(town: Town, bread: Result) -> None:
    """Every shop is paid; the book adds up; the stand-in's receipt is good without any server."""
    city = town.pair.city
    report = city.require_good()
    assert report.entries == city.seq()
    for shop in town.shops:
        handed = [r for r in shop.till.standing().results if r.state is not State.DECLINED]
        assert all(r.receipt is not None for r in handed)
    assert bread.receipt_text is not None
    keyset = keyset_of(city.home)
    found = check_receipt(bread.receipt_text, city.home.keyset(), keyset.root)
    assert found.finding is Finding.GENUINE
    paid = payables(town)
    assert paid == {"bakery": 1_240 + 460 + 2_000, "books": 2_490 + 2_000, "kiosk": 1_500}


def payables(town: Town) -> dict[str, int]:
    """Add up, from the journal's postings, what the city owes each shop."""
    with town.pair.city.office() as office:
        entries = office.look("journal")["entries"]
    names = {
        f"till:{shop.till.identity.till}": name
        for name, shop in zip(("bakery", "books", "kiosk"), town.shops, strict=True)
    }
    sums = dict.fromkeys(names.values(), 0)
    for entry in entries:
        if entry["actor"] in names and entry["kind"] in ("redeem", "advice"):
            sums[names[entry["actor"]]] += entry["cents"] or 0
    return sums
