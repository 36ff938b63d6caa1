"""The two demo cities: who takes part in them, and how they are made.

The demo keeps the ROOT key, all passphrases and all pay codes in its folder, because it plays every
role at once. A real city does not.
"""

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from heller.city.fund import fund
from heller.operate.addresses import PublicAddresses
from heller.operate.ceremony import Person, hold
from heller.operate.create import finish, prepare
from heller.operate.home import CitySettings, Home
from heller.operate.keyfile import write_secret
from heller.operate.standin_home import StandinHome, StandinSettings
from heller.operate.standin_home import finish as finish_standin
from heller.operate.standin_home import make as new_standin

PASSPHRASE = "demo"  # noqa: S105 - the demo says so on its page
APPROVERS = ("approver-1", "approver-2")


@dataclass(frozen=True, slots=True)
class DemoShop:
    """A merchant with one acceptance point; `role` as the office names it.

    Its till lies on the desk, unless it waits for the till app: one lease a shop carries the pots.
    """

    key: str
    name: str
    place: str
    role: str
    for_app: bool = False


@dataclass(frozen=True, slots=True)
class DemoCity:
    """A city of the demo."""

    key: str
    city: int
    name: str
    phone: str
    shops: tuple[DemoShop, ...]

    @property
    def desk_shops(self) -> list[DemoShop]:
        """Give the shops whose till lies on the desk."""
        return [shop for shop in self.shops if not shop.for_app]

    @property
    def app_shops(self) -> list[DemoShop]:
        """Give the shops that may invite the app, the one that waits for it first."""
        return sorted(self.shops, key=lambda shop: not shop.for_app)


UNNA = DemoCity(
    "unna",
    5978036,
    "Unna",
    "02303 103-0",
    (
        DemoShop("ipunkt", "Werbegemeinschaft Unna", "i-Punkt am Markt", "both"),
        DemoShop(
            "baeckerei", "Bäckerei Brinkmann", "Bäckerei Brinkmann, Massener Straße", "redeem"
        ),
        DemoShop("buch", "Buchhandlung Hornung", "Buchhandlung Hornung, Markt 10", "redeem"),
        DemoShop("cafe", "Café Prünte", "Café Prünte, Bahnhofstraße", "redeem", for_app=True),
    ),
)
KAMEN = DemoCity(
    "kamen",
    5978020,
    "Kamen",
    "02307 148-0",
    (
        DemoShop("kiosk", "Stadtmarketing Kamen", "Rathaus Kamen", "both"),
        DemoShop("eis", "Eiscafé Dolomiti", "Eiscafé Dolomiti, Markt 4", "redeem"),
    ),
)
CITIES = (UNNA, KAMEN)
CARDS = 6
DELTA_SECONDS = 2  # nobody at the desk waits a minute


def make_home(
    folder: Path,
    city: DemoCity,
    port: int,
    addresses: PublicAddresses,
    standin: StandinHome | None = None,
) -> Home:
    """Make a demo city's folder and keys, with the ceremony held beside it."""
    home = Home(folder / city.key)
    if home.keyset_file.exists():
        return home
    settings = CitySettings(
        city.city, city.name, city.phone, "127.0.0.1", port, delta_seconds=DELTA_SECONDS
    )
    public = standin.public_file if standin else None
    request = prepare(home, settings, os.urandom, addresses, public)
    people = [Person(actor, PASSPHRASE) for actor in APPROVERS]
    ceremony = folder / f"{city.key}-ceremony"
    carried = hold(request, ceremony, people, int(time.time()), os.urandom)
    shops = len(city.shops)
    finish(home, carried, fund(shops, shops * 364_000, 0), {"new_device_wait": 0}, time, os.urandom)
    if standin is not None:
        finish_standin(standin, carried)
    return home


def make_standin(folder: Path, city: DemoCity, port: int) -> StandinHome:
    """Make the folder and keys of a city's stand-in; on a real day it is another host's."""
    home = StandinHome(folder / f"{city.key}-stand-in")
    if not home.keys_file.exists():
        home.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        address = f"http://127.0.0.1:{port}"
        new_standin(home, StandinSettings(city.city, "127.0.0.1", port, address), os.urandom)
    return home


@dataclass(slots=True)
class TrayCard:
    """A card of the tray: what is printed on it, as the demo keeps it."""

    pay_code: str
    view_code: str
    number: str
    pin: str


def keep_cards(path: Path, cards: list[TrayCard]) -> None:
    """Keep the tray, so that it is there again after a restart of the demo."""
    rows = [[c.pay_code, c.view_code, c.number, c.pin] for c in cards]
    write_secret(path, json.dumps(rows).encode())


def read_cards(path: Path) -> list[TrayCard]:
    """Read the tray."""
    return [TrayCard(*row) for row in json.loads(path.read_text(encoding="utf-8"))]
