"""Writes a dump of today's journal, once for each schema: python -m tests.till.app.till.make_dump.

A dump is never changed: it is what a released app left on people's devices.
"""

import json
import tempfile
from hashlib import sha256
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.handset.city import CODE, DOOR, ROOT, City, key
from tests.till.app.hosting import CHROMIUM, FLAGS
from tests.till.app.till.devices import Device, Json, harness_host
from tests.till.app.till.faults import between, gone
from tests.till.app.till.small_city import ANYWHERE, stand_in_for_network

from heller.handset.invite import Invite, write_invite

DUMPS = Path(__file__).with_name("dumps")
NAME = "a till of a released app"
TILL = key(NAME)
SNAPSHOT = """async ([keyset, root, folder]) => {
  const { refreshSnapshot } = await import("/till/snapshot-copy.js");
  const [{ openDatabase }, { openKeyset }, { fromHex }] = await Promise.all([
    import("/till/database.js"), import("/keyset.js"), import("/bytes.js"),
  ]);
  const db = await openDatabase("heller-till", () => undefined);
  await refreshSnapshot(db, await openKeyset(fromHex(keyset), fromHex(root)), [folder]);
  db.close();
}"""
SEED = sha256(NAME.encode()).hexdigest()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        with harness_host(Path(folder)) as host:
            dump = made(Device(browser.new_page(), host), City(door=()))
        browser.close()
    DUMPS.mkdir(exist_ok=True)
    name = f"journal-{dump['version']}.json"
    (DUMPS / name).write_text(json.dumps(dump, indent=1) + "\n", encoding="utf-8")


def made(till: Device, city: City) -> Json:
    """Let a till sell and redeem, then lose its network in the middle of things."""
    stand_in_for_network(till.page, city)
    till.open()
    till.do("useSeed", SEED, TILL.public.hex())
    till.call("enrol", {"invitation": write_invite(Invite(DOOR, CODE, ROOT.public))})
    till.until("state", "ready")
    card = city.make_cards(1)[0].pay_code
    till.sell(card, 5_000)
    paid = till.redeem(card, 1_240, register="B-17")
    till.call("undo", {"seq": paid["seq"], "cents": 240})
    till.call("addStaff", "Ute", "1234")
    till.call("uploadNow")
    city.publish()
    till.page.evaluate(SNAPSHOT, [city.keyset().hex(), ROOT.public.hex(), f"{DOOR}/v1/snapshots"])
    with between(till.page, gone, ANYWHERE):
        noted = till.redeem(card, 700)
        till.decide(noted["seq"], handed_over=True)
        till.sell(card, 1_000)
        till.redeem(card, 300)
        till.page.evaluate("harness.till.close()")
        return till.do("dump", "heller-till")


if __name__ == "__main__":
    main()
