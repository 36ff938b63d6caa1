"""Today's app opens and drains the journal that each released app left behind."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.handset.city import City
from tests.running_city import until
from tests.till.app.hosting import AppHost
from tests.till.app.till.devices import Device, Json
from tests.till.app.till.make_dump import DUMPS, TILL
from tests.till.app.till.small_city import stand_in_for_network

from heller.claims.records import parse_record

pytestmark = pytest.mark.browser
RELEASED = sorted(DUMPS.glob("*.json"))


def city_of(dump: Json) -> City:
    """Give the city as the till left it: it knows what it has receipted."""
    city = City(door=())
    city.admit(TILL.public)
    city.make_cards(1)
    for row in rows(dump, "records"):
        if "receipt" in row:
            record = parse_record(bytes.fromhex(row["message"]["bytes"]), city.scope.city)
            city.records[record.body.till, record.body.seq] = record
            city.receipts[record.claim_hash] = bytes.fromhex(row["receipt"]["bytes"])
    return city


def rows(dump: Json, store: str) -> list[Json]:
    (found,) = [one for one in dump["stores"] if one["name"] == store]
    return [value for _key, value in found["rows"]]


@pytest.mark.parametrize("file", RELEASED, ids=[file.stem for file in RELEASED])
def test_a_released_journal_is_opened_and_drained(
    browser: Browser, host: AppHost, file: Path
) -> None:
    dump = json.loads(file.read_text(encoding="utf-8"))
    city = city_of(dump)
    till = Device(browser.new_page(), host)
    stand_in_for_network(till.page, city)
    till.load()
    till.do("restore", "heller-till", dump)
    found = till.do("open")
    assert (found["state"], found["identity"]["shop"]) == ("ready", "Bäckerei")
    records = rows(dump, "records")
    assert (found["highest"], found["unresolved"]["seq"]) == (len(records), len(records))
    assert [one["name"] for one in found["staff"]] == ["Ute"]
    till.decide(found["unresolved"]["seq"], handed_over=False)
    until(lambda: till.call("uploadNow")["left"] == 0, "all is drained")
    assert len(city.records) == len(records) + 1
    assert len(till.call("entries", {"from": 0, "to": 2**32})) == 6
    till.page.context.close()


def test_there_is_a_dump_of_today_s_schema(browser: Browser, host: AppHost) -> None:
    page = browser.new_page()
    device = Device(page, host)
    device.open()
    today = device.do("dump", "heller-till")
    page.close()
    kept = json.loads((DUMPS / f"journal-{today['version']}.json").read_text(encoding="utf-8"))
    assert [shape(store) for store in kept["stores"]] == [shape(one) for one in today["stores"]]


def shape(store: Json) -> Json:
    return [store[name] for name in ("name", "keyPath", "indexes")]
