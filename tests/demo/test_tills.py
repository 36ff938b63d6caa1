"""The demo's tills are enrolled like real ones: by code and by four words that match."""

from pathlib import Path
from time import time

import pytest

from heller.demo.cities import UNNA
from heller.demo.table import Table
from heller.demo.tills import DemoOffice
from heller.handset.problems import StillWaiting
from heller.handset.till import Handset


class DeafOffice(DemoOffice):
    """An office that hears other words than the till shows."""

    def admit(self, words: tuple[str, ...]) -> bool:
        return super().admit(tuple(reversed(words)))


def test_a_till_whose_words_differ_is_not_admitted(table: Table, tmp_path: Path) -> None:
    laid = table.cities["unna"]
    ceremony = laid.home.folder.parent / "unna-ceremony"
    office = DeafOffice(laid.home, laid.office, ceremony)
    office.settle(UNNA)
    shop = next(shop for shop in UNNA.shops if shop.key == "buch")
    with Handset(tmp_path, clock=HastyClock()) as handset, pytest.raises(StillWaiting):
        office.enrol(handset, shop)


class HastyClock:
    """A clock on which fifteen minutes pass in no time."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def now(self) -> int:
        return int(time())

    def monotonic(self) -> float:
        return self._seconds

    def sleep(self, _seconds: float) -> None:
        self._seconds += 300
