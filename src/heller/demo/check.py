"""`heller demo --check`: walk over the whole desk as a visitor would, and say what was missed."""

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import zxingcpp
from PIL import Image

from heller.claims.receipt_check import Finding, check_receipt
from heller.demo.actions import Actions
from heller.demo.app_host import app_host
from heller.demo.desk import render
from heller.demo.pictures import card_picture
from heller.demo.table import CityTable, Table
from heller.handset.till import Handset
from heller.postgres import waiting
from heller.till.app_files import SIGNED

SERVED: Final = 200
FRESH_S: Final = 30.0
Say = Callable[[str], None]


@dataclass(slots=True)
class Walk:
    """A visitor at the desk: what was done, and what did not come out as it should."""

    actions: Actions
    say: Say
    missed: list[str] = field(default_factory=list)

    def expect(self, what: str, *, good: bool) -> None:
        """Note whether a step came out as it should."""
        self.say(f"{'ok  ' if good else 'MISS'}  {what}")
        if not good:
            self.missed.append(what)

    def press(self, verb: str, city: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        """Press a button of the desk."""
        answer = self.actions.do(verb, {"city": city, "lang": "en", **more})
        assert answer is not None
        return answer


def check_demo(folder: Path, port: int, say: Say) -> list[str]:
    """Lay the table and try everything on it; gives what was missed."""
    table = Table(folder, port)
    try:
        table.lay()
        walk = Walk(Actions(table), say)
        for city, seller, shops in (
            ("unna", "ipunkt", ("baeckerei", "buch")),
            ("kamen", "kiosk", ("eis", "eis")),
        ):
            _trade(walk, table, city, seller, shops)
        _app(walk, table, folder)
        _outage(walk, table)
        _pages(walk, table)
    finally:
        table.clear()
    return walk.missed


def _trade(walk: Walk, table: Table, city: str, seller: str, shops: tuple[str, str]) -> None:
    place = next(n for n, card in enumerate(table.cities[city].cards) if _sealed(table, city, n))
    sold = walk.press("sell", city, till=seller, card=place, amount="50,00")
    walk.expect(f"{city}: a card is sold", good=sold["good"])
    first = walk.press("redeem", city, till=shops[0], card=place, amount="12,40")
    walk.expect(f"{city}: redeemed in one shop", good=first["good"] and "37.60" in first["text"])
    second = walk.press("redeem", city, till=shops[1], card=place, amount="10")
    walk.expect(f"{city}: redeemed in another", good=second["good"] and "27.60" in second["text"])
    back = walk.press("refund", city, till=shops[1], card=place, amount="4")
    walk.expect(f"{city}: refunded", good=back["good"] and "31.60" in back["text"])
    over = walk.press("redeem", city, till=shops[0], card=place, amount="500")
    walk.expect(f"{city}: more than the card has is declined", good=not over["good"])
    shown = walk.press("balance", city, till=shops[0], card=place)
    walk.expect(f"{city}: the balance is right", good="31.60" in shown["title"])
    _check_receipt(walk, table, city, first["receipt"])


def _sealed(table: Table, city: str, place: int) -> bool:
    one = table.cities[city]
    till = next(iter(one.tills.values()))
    return till.balance(till.scan(one.cards[place].pay_code)).state == "sealed"


def _check_receipt(walk: Walk, table: Table, city: str, text: str) -> None:
    one = table.cities[city]
    root = next(iter(one.tills.values())).identity.trust.keyset.root
    found = check_receipt(text, one.home.keyset(), root)
    walk.expect(
        f"{city}: its receipt is good without a server", good=found.finding is Finding.GENUINE
    )


def _app(walk: Walk, table: Table, folder: Path) -> None:
    """The till app as far as it goes without a browser: its host, its tray, a new till."""
    one, public = table.cities[table.app_city.key], table.build_app()
    page, release = asyncio.run(_served(public, table))
    walk.expect("the till app is served from an origin of its own", good=page == SERVED)
    walk.expect("its release is signed by the city", good=release == (public / SIGNED).read_bytes())
    heard = asyncio.run(_held(table, one.cards[0].pay_code))
    walk.expect("a card held to its scanner arrives there", good=heard == one.cards[0].pay_code)
    shop = table.app_city.app_shops[0]
    with Handset(folder / "new-till") as handset:
        one.front.enrol(handset, shop)
        walk.expect(
            "a new till is invited, compared and admitted",
            good=handset.identity.point == shop.place,
        )


async def _served(public: Path, table: Table) -> tuple[int, bytes]:
    transport = httpx.ASGITransport(app=app_host(public, table.tray))
    async with httpx.AsyncClient(transport=transport, base_url=table.app_address) as client:
        page, release = await client.get("/"), await client.get(f"/{SIGNED}")
    return page.status_code, release.content


async def _held(table: Table, text: str) -> str:
    seen, _ = await table.tray.after(None)
    await table.tray.hand(text)
    return (await table.tray.after(seen))[1]


def _outage(walk: Walk, table: Table) -> None:
    city, one = "unna", table.cities["unna"]
    place = next(n for n in range(len(one.cards)) if not _sealed(table, city, n))
    for till in ("baeckerei", "buch"):
        _fresh(one, till)
    before = walk.press("balance", city, till="buch", card=place)["title"]
    walk.press("kill", city)
    walk.expect("the book is dead", good=not one.process.alive)
    stood_in = walk.press("redeem", city, till="baeckerei", card=place, amount="1")
    walk.expect("the stand-in decides", good=stood_in["good"] and "stand-in" in stood_in["text"])
    walk.press("kill-standin", city)
    alone = walk.press("redeem", city, till="buch", card=place, amount="1")
    walk.expect("a till goes on alone", good=alone["good"] and "no connection" in alone["title"])
    over = walk.press("redeem", city, till="buch", card=place, amount="25")
    walk.expect("but not above its limit", good=not over["good"])
    walk.press("start-standin", city)
    other = walk.press("balance", "kamen", till="eis", card=0)
    walk.expect("the other city does not notice", good=other["good"])
    walk.press("start", city)
    walk.expect("the book is back", good=one.process.alive)
    after = walk.press("balance", city, till="buch", card=place)["title"]
    walk.expect("both payments are booked, once", good=(before, after) == ("€31.60", "€29.60"))
    for key in table.cities:
        walk.expect(f"{key}: the whole book adds up", good=walk.press("verify", key)["good"])


def _fresh(one: CityTable, till: str) -> None:
    """Have a till hold the balances of now, as it does by itself within a minute."""
    seq, handset = one.office.look("journal")["entries"][0]["seq"], one.tills[till]
    found = waiting.until(lambda: handset.refresh_snapshot().newest.ledger_seq >= seq, FRESH_S)
    assert found, "no snapshot"


def _pages(walk: Walk, table: Table) -> None:
    for language, word in (("de", "Demo-Tisch"), ("en", "demo desk")):
        walk.expect(f"the page is there ({language})", good=word in render(table, language))
    card = table.cities["unna"].cards[0]
    picture = Image.open(io.BytesIO(card_picture(card)))
    found = [one.text for one in zxingcpp.read_barcodes(picture)]
    walk.expect("a card's picture can be scanned", good=found == [card.pay_code])
