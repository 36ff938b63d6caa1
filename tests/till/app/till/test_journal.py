"""The journal: full, aged, kept over restarts; and the day's list that comes from it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Playwright
from tests.running_city import until
from tests.till.app.hosting import AppHost
from tests.till.app.till.devices import Device, Office
from tests.till.app.till.faults import between, gone
from tests.till.app.till.profiles import KeptDevice

pytestmark = pytest.mark.browser
EVER = {"from": 0, "to": 2**32}
DAYS_AHEAD = (
    """(() => {{ const now = Date.now; Date.now = () => now() + {days} * 86_400_000; }})()"""
)


@pytest.fixture
def kept(
    playwright: Playwright, host: AppHost, tmp_path: Path, real: Office, point: int
) -> Iterator[KeptDevice]:
    """An enrolled device whose journal is on the disk, switched off."""
    device = KeptDevice(playwright, host, tmp_path / "profile")
    device.on().enrol(real, point)
    device.off()
    yield device
    device.off()


@pytest.fixture
def card(device: Device, real: Office) -> str:
    """A card with 50 euros, sold elsewhere."""
    code: str = real.cards(1)[0].pay_code
    assert device.sell(code, 5_000)["state"] == "accepted"
    return code


def quota(device: Device, size: int | None) -> None:
    """Give the app so many bytes of storage; None: as many as there are."""
    session = device.page.context.new_cdp_session(device.page)
    origin = device.host.address.rstrip("/")
    more = {} if size is None else {"quotaSize": size}
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, **more})


def test_storage_full_books_nothing_and_goes_on_when_there_is_room(
    kept: KeptDevice, card: str
) -> None:
    till = kept.on()
    quota(till, 1)
    refused = till.redeem(card, 100)
    assert (refused["state"], refused["problem"], refused["seq"]) == ("refused", "storage_full", 0)
    assert till.look["highest"] == 0
    quota(till, None)
    paid = till.redeem(card, 100)
    assert (paid["state"], paid["seq"], paid["balance"]) == ("accepted", 1, 4_900)


def test_storage_full_behind_the_claim_leaves_it_open(device: Device, card: str) -> None:
    paid = device.do("fullBehind", card, 100)
    assert (paid["state"], paid["problem"]) == ("open", "storage_full")
    assert device.look["unresolved"]["seq"] == paid["seq"]
    assert device.call("ask", paid["seq"])["balance"] == 4_900
    assert device.look["lastResult"]["state"] == "accepted"


def test_what_is_receipted_goes_after_ninety_days_and_nothing_else(
    kept: KeptDevice, card: str
) -> None:
    till = kept.on()
    first = till.redeem(card, 100)
    until(lambda: till.call("uploadNow")["left"] == 0, "all is receipted")
    till.page.route("**/v1/**", gone)
    noted = till.redeem(card, 200)
    till.decide(noted["seq"], handed_over=True)
    kept.off()
    till = kept.on(DAYS_AHEAD.format(days=89), barred="**/v1/**")
    till.call("uploadNow")
    assert till.call("entry", first["seq"])["state"] == "accepted"
    kept.off()
    till = kept.on(DAYS_AHEAD.format(days=91), barred="**/v1/**")
    till.call("uploadNow")
    assert till.call("entry", first["seq"]) is None
    assert till.call("entry", noted["seq"])["state"] == "recorded"
    till.page.context.unroute_all()
    until(lambda: till.call("uploadNow")["left"] == 0, "the rest is receipted")
    assert till.redeem(card, 300)["seq"] == noted["seq"] + 2


@contextmanager
def clearing() -> Iterator[str]:
    """A server that tells browsers to clear what is stored; gives its address."""

    class Clearing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Clear-Site-Data", '"cache", "cookies", "storage"')
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Clearing)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_clear_site_data_of_a_door_leaves_the_journal_whole(device: Device, card: str) -> None:
    highest = device.look["highest"]
    with clearing() as address:
        for options in ({}, {"method": "POST", "body": "{}"}):
            device.do("fetch", f"{address}/v1/claims", options)
    found = device.open()
    assert (found["state"], found["highest"]) == ("ready", highest)


def test_the_day_s_list_knows_what_may_still_be_undone(device: Device, card: str) -> None:
    paid = device.redeem(card, 2_000, register="B-17", staff="ute")
    device.call("undo", {"seq": paid["seq"], "cents": 500})
    device.call("refund", {"target": paid["seq"], "cents": 300})
    declined = device.redeem(card, 9_000)
    lines = device.call("entries", EVER)
    assert [(line["kind"], line["state"]) for line in lines] == [
        ("redeem", "declined"),
        ("refund", "accepted"),
        ("void", "accepted"),
        ("redeem", "accepted"),
        ("sale", "accepted"),
    ]
    redeemed = lines[3]
    assert (redeemed["undone"], redeemed["refundable"]) == (800, 1_200)
    assert redeemed["undoable"] == redeemed["at"] + 900
    assert (redeemed["register"], redeemed["staff"]) == ("B-17", "ute")
    assert [line["target"] for line in lines[1:3]] == [paid["seq"], paid["seq"]]
    assert (lines[0]["undoable"], lines[0]["seq"]) == (0, declined["seq"])
    assert device.call("undo", {"seq": paid["seq"]})["cents"] == 1_200
    assert device.call("undo", {"seq": paid["seq"]})["problem"] == "nothing_left"
    assert device.call("undo", {"seq": 99})["problem"] == "claim_unknown"
    assert device.call("entries", {"from": 0, "to": redeemed["at"] - 600}) == []


def test_a_result_is_shown_until_somebody_has_seen_it(device: Device, card: str) -> None:
    paid = device.redeem(card, 100)
    found = device.open()["lastResult"]
    assert (found["seq"], found["state"], found["balance"]) == (paid["seq"], "accepted", 4_900)
    device.call("shown", paid["seq"])
    assert device.look["lastResult"] is None
    assert device.open()["lastResult"] is None


def test_unresolved_is_known_after_a_restart(kept: KeptDevice, card: str) -> None:
    till = kept.on()
    with between(till.page, gone, "**/v1/**"):
        paid = till.redeem(card, 100)
    kept.off()
    till = kept.on()
    assert till.look["unresolved"]["seq"] == paid["seq"]
    assert till.redeem(card, 200)["problem"] == "unresolved"
    assert till.call("ask", paid["seq"])["balance"] == 4_900
    assert till.redeem(card, 200)["balance"] == 4_700


def test_storage_cleared_by_somebody_is_told_at_once(device: Device, card: str) -> None:
    session = device.page.context.new_cdp_session(device.page)
    origin = device.host.address.rstrip("/")
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"})
    device.until("unable", "no_storage")
    assert device.open()["state"] == "new"


def test_after_a_sale_nothing_is_said_to_be_unsent(device: Device, card: str) -> None:
    assert device.redeem(card, 100)["state"] == "accepted"
    assert device.look["status"]["unsent"] == 0
    with between(device.page, gone, "**/v1/**"):
        paid = device.redeem(card, 100)
        assert device.look["status"]["unsent"] == 1
        device.decide(paid["seq"], handed_over=True)
        assert device.look["status"]["unsent"] == 1
