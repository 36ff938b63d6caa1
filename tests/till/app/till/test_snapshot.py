"""The app's copy of the balances in Chromium: downloaded, checked, kept, looked up."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route
from tests.handset.city import NOW, ROOT, City, key
from tests.till.app.hosting import AppHost

from heller.book.account_state import CardState
from heller.claims.messages import seal
from heller.claims.signed_files import LotClass
from heller.claims.snapshot import Built, CardRow, LotCents, Stamp, build_delta, build_snapshot
from heller.claims.snapshot_open import CardKnown, SignedRecords, Snapshot

pytestmark = pytest.mark.browser
FOLDER = "https://static.unna.example/snapshots"
UNNA = 5978036
Files = dict[str, bytes]

LIBRARY = """
window.snap = (async () => {
  const [copy, { openDatabase }, { openKeyset }, { fromHex }] = await Promise.all([
    import("/till/snapshot-copy.js"), import("/till/database.js"),
    import("/keyset.js"), import("/bytes.js"),
  ]);
  const db = await openDatabase("heller-till", () => undefined);
  const told = (found) =>
    found && { newest: found.newest.snapSeq, delta: found.delta?.manifest.snapSeq ?? 0 };
  const tell = async (work) => {
    try { return told(await work()); } catch (error) { return error.code ?? String(error); }
  };
  const keyset = (hex, root) => openKeyset(fromHex(hex), fromHex(root));
  return {
    refresh: async (hex, root, folders) =>
      tell(async () => copy.refreshSnapshot(db, await keyset(hex, root), folders)),
    held: async (hex, root) => tell(async () => copy.heldSnapshot(db, await keyset(hex, root))),
    cards: async (hex, root, keys, at, group) => {
      const held = await copy.heldSnapshot(db, await keyset(hex, root));
      return Promise.all(keys.map((one) => held.card(fromHex(one), at, group)));
    },
    measure: async (hex, root, keys, at) => {
      const held = await copy.heldSnapshot(db, await keyset(hex, root));
      const bytes = keys.map(fromHex);
      for (const one of bytes.slice(0, 50)) await held.card(one, at);
      const begun = performance.now();
      for (const one of bytes) await held.card(one, at);
      return (performance.now() - begun) / bytes.length;
    },
  };
})();
"""
CALL = "async ([name, values]) => (await window.snap)[name](...values)"


class App:
    """A page of the app, its database, and a static host whose files a test changes."""

    def __init__(self, page: Page, host: AppHost) -> None:
        self.page, self.files = page, Files()
        self.asked: list[str] = []
        self.city = City()
        page.route(f"{FOLDER}/*", self._answer)
        page.goto(f"{host.address}harness.html")
        page.evaluate(LIBRARY)

    def _answer(self, route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        self.asked.append(name)
        headers = {"access-control-allow-origin": "*"}
        content = self.files.get(name)
        route.fulfill(status=200 if content else 404, body=content or b"", headers=headers)

    def put(self, built: Built, signer: str = "SNAP") -> None:
        name = "delta.bin" if built.manifest.base else "full.bin"
        self.files[name] = seal(self.city.scope, key(signer), built.manifest)
        self.files[f"{built.manifest.snap_seq}.rec"] = built.records

    def do(self, name: str, *values: object) -> Any:  # noqa: ANN401 - JSON
        keys = [self.city.keyset().hex(), ROOT.public.hex()]
        return self.page.evaluate(CALL, [name, [*keys, *values]])

    def refresh(self) -> Any:  # noqa: ANN401 - JSON
        return self.do("refresh", [FOLDER])

    def cards(self, rows: list[CardRow], at: int, group: int = 0) -> list[CardKnown]:
        found = self.do("cards", [row.lkey.hex() for row in rows], at, group)
        return [CardKnown(**one) for one in found]


@pytest.fixture
def app(browser: Browser, host: AppHost) -> Iterator[App]:
    context = browser.new_context()
    yield App(context.new_page(), host)
    context.close()


def stamp(number: int) -> Stamp:
    return Stamp(UNNA, number, NOW, sha256(bytes([number % 256])).digest()[:16], 1, 42)


def lot(chance: Random) -> LotCents:
    begin, end = chance.choice([0, NOW + 100]), NOW + chance.choice([50, 1_000])
    made = LotClass(begin, end, chance.choice([0, 0, 4]))
    return LotCents(made, chance.choice([0, 500, 2**24 + 5]))


def rows(count: int, seed: int = 1) -> list[CardRow]:
    """Make cards of every kind, with up to three lots each."""
    chance = Random(seed)
    made = []
    for number in range(count):
        lots = tuple(lot(chance) for _ in range(chance.randrange(4)))
        state = chance.choice([2, 2, 2, 2, *CardState])
        made.append(CardRow(sha256(str(number).encode()).digest()[:16], int(state), lots))
    return made


def read(full: Built, delta: Built | None = None) -> Snapshot:
    found = Snapshot(SignedRecords(full.manifest, full.records))
    return found.with_delta(SignedRecords(delta.manifest, delta.records)) if delta else found


def test_the_app_reads_what_python_reads(app: App) -> None:
    before, after = rows(300), rows(300, seed=2)
    full = build_snapshot(stamp(7), before)
    app.put(full)
    assert app.refresh() == {"newest": 7, "delta": 0}
    delta = build_delta(stamp(8), after, full.base)
    wanted = read(full)
    for at, group in ((NOW, 0), (NOW + 60, 4), (NOW + 100, 4), (NOW + 1_000, 0)):
        assert app.cards(before, at, group) == [wanted.card(one.lkey, at, group) for one in before]
    app.put(delta)
    assert app.refresh() == {"newest": 8, "delta": 8}
    wanted = read(full, delta)
    for at, group in ((NOW, 0), (NOW + 100, 4)):
        assert app.cards(after, at, group) == [wanted.card(one.lkey, at, group) for one in after]


def test_it_comes_down_once_and_stays_over_a_reload(app: App) -> None:
    app.put(build_snapshot(stamp(7), rows(20)))
    app.refresh()
    app.asked.clear()
    assert app.refresh() == {"newest": 7, "delta": 0}
    assert app.asked == ["full.bin", "delta.bin"]
    app.page.reload()
    app.page.evaluate(LIBRARY)
    assert app.do("held") == {"newest": 7, "delta": 0}


def test_a_new_snapshot_takes_the_delta_s_place(app: App) -> None:
    full = build_snapshot(stamp(7), rows(20))
    app.put(full)
    app.put(build_delta(stamp(8), rows(20, 2), full.base))
    assert app.refresh() == {"newest": 8, "delta": 8}
    app.put(build_snapshot(stamp(9), rows(20, 2)))
    assert app.refresh() == {"newest": 9, "delta": 0}


def older(app: App) -> None:
    app.put(build_snapshot(stamp(6), rows(20)))


def foreign_signer(app: App) -> None:
    app.put(build_snapshot(stamp(9), rows(20)), "ACK")


def changed_records(app: App) -> None:
    app.put(build_snapshot(stamp(9), rows(20)))
    app.files["9.rec"] = app.files["9.rec"][:-1] + b"?"


def cut_records(app: App) -> None:
    app.put(build_snapshot(stamp(9), rows(20)))
    app.files["9.rec"] = app.files["9.rec"][:-12]


def other_city(app: App) -> None:
    manifest = build_snapshot(stamp(9), []).manifest
    other = bytes.fromhex(manifest.pack().hex().replace("1a005b37b4", "1a005b37b5"))
    app.files["full.bin"] = key("SNAP").sealed(app.city.scope, "snapshot", other)


def delta_as_snapshot(app: App) -> None:
    built = build_delta(stamp(9), rows(20, 2), build_snapshot(stamp(8), rows(20)).base)
    app.put(built)
    app.files["full.bin"] = app.files.pop("delta.bin")


@pytest.mark.parametrize(
    "wrong",
    [older, foreign_signer, changed_records, cut_records, other_city, delta_as_snapshot],
    ids=lambda one: one.__name__,
)
def test_what_is_not_the_city_s_newest_is_refused(app: App, wrong: Callable[[App], None]) -> None:
    app.put(build_snapshot(stamp(7), rows(20)))
    app.refresh()
    app.files.clear()
    wrong(app)
    assert app.refresh() == "untrusted_answer"
    assert app.do("held") == {"newest": 7, "delta": 0}


def test_a_delta_to_another_base_is_left_alone(app: App) -> None:
    other = build_snapshot(stamp(6), rows(20))
    app.put(build_snapshot(stamp(7), rows(20)))
    app.put(build_delta(stamp(8), rows(20, 2), other.base))
    assert app.refresh() == {"newest": 7, "delta": 0}


def test_nobody_there_and_nothing_there(app: App) -> None:
    assert app.refresh() == "not_found"
    assert app.do("held") is None
    app.put(build_snapshot(stamp(7), rows(5)))
    records = app.files.pop("7.rec")
    assert app.refresh() == "no_answer"
    app.files["7.rec"] = records
    assert app.do("refresh", ["http://127.0.0.1:9/nobody", FOLDER]) == {"newest": 7, "delta": 0}


def test_a_snap_key_that_is_gone_counts_no_more(app: App) -> None:
    app.put(build_snapshot(stamp(7), rows(5)))
    app.refresh()
    app.city.snap = "SNAP 2"
    assert app.do("held") is None


def test_a_card_among_sixty_thousand_is_found_within_a_millisecond(app: App) -> None:
    chance = Random(5)
    year = LotClass(0, NOW + 10**7, 0)
    many = [
        CardRow(chance.randbytes(16), 2, (LotCents(year, chance.randrange(1, 20_000)),))
        for _ in range(60_000)
    ]
    full = build_snapshot(stamp(7), many)
    app.put(full)
    app.put(build_delta(stamp(8), [one._replace(state=3) for one in many[:500]], full.base))
    assert app.refresh() == {"newest": 8, "delta": 8}
    took = app.do("measure", [one.lkey.hex() for one in many[::60]], NOW)
    size = len(app.files["full.bin"]) + len(full.records)
    print(json.dumps({"ms": round(took, 3), "bytes": size}))  # noqa: T201 - to be seen in the report
    assert took <= 1
    assert size <= 900_000
