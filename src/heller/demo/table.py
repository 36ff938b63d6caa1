"""What stands on the demo table: both cities with their processes, offices, tills and cards."""

import os
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from heller.demo.app_host import build_demo_app
from heller.demo.cities import (
    CARDS,
    CITIES,
    UNNA,
    DemoCity,
    TrayCard,
    keep_cards,
    make_home,
    make_standin,
    read_cards,
)
from heller.demo.processes import DemoProcess, door_process, standin_process
from heller.demo.tills import DemoOffice, open_till
from heller.demo.tray import Tray
from heller.handset.till import Handset
from heller.operate.addresses import PublicAddresses
from heller.operate.home import Home
from heller.operate.office import Office
from heller.operate.open_city import keyset_of, office_of
from heller.operate.print_cards import PrintJob, print_cards, printed
from heller.operate.standin_home import StandinHome


@dataclass(slots=True)
class CityTable:
    """One city on the table."""

    city: DemoCity
    home: Home
    process: DemoProcess
    office: Office
    front: DemoOffice
    tills: dict[str, Handset] = field(default_factory=dict)
    cards: list[TrayCard] = field(default_factory=list)
    last: dict[str, bytes] = field(default_factory=dict)
    standin: DemoProcess | None = None


class Table:
    """Sets the table in a folder, and clears it."""

    def __init__(self, folder: Path, first_port: int, lan: str = "") -> None:
        """Choose the folder; cities get the ports behind `first_port`, the till app the next.

        With `lan`, this machine's address in the local network, the cities are also there. Without
        it the app's city has a stand-in, which phones could not reach.
        """
        self._folder, self._port, self.lan = folder, first_port, lan
        self.cities: dict[str, CityTable] = {}
        self.app_city: DemoCity = UNNA
        self.app_port = first_port + len(CITIES) + 1
        self.tray = Tray()

    @property
    def app_address(self) -> str:
        """Where the till app is: an origin of its own."""
        return f"http://{self.app_city.key}.localhost:{self.app_port}/"

    @property
    def phone_address(self) -> str:
        """Where phones of the local network find the till app."""
        return f"https://{self.lan}:{self.app_port}/"

    @property
    def phones_port(self) -> int:
        """Where phones learn how to trust the demo."""
        return self.app_port + 1

    @property
    def standin_port(self) -> int:
        """Where the stand-in of the app's city is."""
        return self.app_port + 2

    def addresses(self, city: DemoCity, port: int) -> PublicAddresses:
        """Give the addresses that the KEYSET of this city shall name."""
        doors = (f"https://{self.lan}:{port}", f"http://127.0.0.1:{port}") if self.lan else ()
        app = self.phone_address if self.lan else self.app_address
        return PublicAddresses(doors, app if city is self.app_city else "")

    def lay(self) -> None:
        """Make what is missing, start the cities, enrol the tills, print the cards."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for place, city in enumerate(CITIES, start=1):
            port = self._port + place
            standin = self._standin(city)
            home = make_home(self._folder, city, port, self.addresses(city, port), standin)
            process = door_process(home, self._folder / f"{city.key}.log")
            helper = standin_process(standin, self._log_of(standin)) if standin else None
            if helper is not None:
                helper.start()
            process.start()
            office = office_of(home)
            front = DemoOffice(home, office, self._folder / f"{city.key}-ceremony")
            table = CityTable(city, home, process, office, front, standin=helper)
            self._people(table)
            self._cards(table)
            self.cities[city.key] = table

    def _standin(self, city: DemoCity) -> StandinHome | None:
        if city is not self.app_city or self.lan:
            return None
        return make_standin(self._folder, city, self.standin_port)

    def _log_of(self, standin: StandinHome) -> Path:
        return self._folder / f"{standin.folder.name}.log"

    def build_app(self) -> Path:
        """Build the till app for its host, signed by its city; gives the folder to serve."""
        home = self.cities[self.app_city.key].home
        return build_demo_app(self._folder / "till-app", home, int(time.time())).public

    def _people(self, table: CityTable) -> None:
        city = table.city
        table.front.settle(city)
        for shop in city.desk_shops:
            folder = self._folder / f"{city.key}-till-{shop.key}"
            table.tills[shop.key] = open_till(folder, partial(table.front.enrol, shop=shop))

    def _cards(self, table: CityTable) -> None:
        kept = self._folder / f"{table.city.key}-cards.json"
        if not kept.exists():
            sheet = self._folder / f"{table.city.key}-sheet.pdf"
            job = PrintJob(CARDS, 0, sheet, None)
            made = print_cards(table.home, table.office, job, os.urandom, lambda _done, _all: None)
            keyset = keyset_of(table.home)
            shown = [printed(keyset, card) for card in made]
            cards = [TrayCard(c.pay_code, c.view_code, c.number, c.pin) for c in shown]
            keep_cards(kept, cards)
        table.cards = read_cards(kept)

    def clear(self) -> None:
        """Close the tills and end the processes."""
        for table in self.cities.values():
            for handset in table.tills.values():
                handset.close()
            table.office.close()
            table.process.stop()
            if table.standin is not None:
                table.standin.stop()
