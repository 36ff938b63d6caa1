"""What stands on the demo table: both cities with their processes, offices, tills and cards."""

import os
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from heller.demo.cities import (
    CARDS,
    CITIES,
    DemoCity,
    TrayCard,
    keep_cards,
    make_home,
    read_cards,
)
from heller.demo.processes import CityProcess
from heller.demo.tills import DemoOffice, open_till
from heller.handset.till import Handset
from heller.operate.home import Home
from heller.operate.office import Office
from heller.operate.open_city import keyset_of, office_of
from heller.operate.print_cards import PrintJob, print_cards, printed


@dataclass(slots=True)
class CityTable:
    """One city on the table."""

    city: DemoCity
    home: Home
    process: CityProcess
    office: Office
    tills: dict[str, Handset] = field(default_factory=dict)
    cards: list[TrayCard] = field(default_factory=list)
    last: dict[str, bytes] = field(default_factory=dict)


class Table:
    """Sets the table in a folder, and clears it."""

    def __init__(self, folder: Path, first_port: int) -> None:
        """Choose the folder; cities get the ports behind `first_port`."""
        self._folder, self._port = folder, first_port
        self.cities: dict[str, CityTable] = {}

    def lay(self) -> None:
        """Make what is missing, start the cities, enrol the tills, print the cards."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for place, city in enumerate(CITIES, start=1):
            home = make_home(self._folder, city, self._port + place)
            process = CityProcess(home, self._folder / f"{city.key}.log")
            process.start()
            table = CityTable(city, home, process, office_of(home))
            self._people(table)
            self._cards(table)
            self.cities[city.key] = table

    def _people(self, table: CityTable) -> None:
        city = table.city
        office = DemoOffice(table.home, table.office, self._folder / f"{city.key}-ceremony")
        points = office.settle(city)
        for shop in city.shops:
            folder = self._folder / f"{city.key}-till-{shop.key}"
            enrol = partial(office.enrol, point=points[shop.key], role=shop.role)
            table.tills[shop.key] = open_till(folder, enrol)

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
