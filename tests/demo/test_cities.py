"""A demo city is made once; its folder keeps what the demo needs and nobody else may read."""

import stat

from heller.demo.cities import UNNA, TrayCard, keep_cards, make_home, read_cards
from heller.demo.table import Table
from heller.operate.addresses import PublicAddresses


def test_a_city_that_is_there_is_not_made_again(table: Table) -> None:
    home = table.cities["unna"].home
    before = home.keyset()
    assert make_home(home.folder.parent, UNNA, 1, PublicAddresses()).keyset() == before


def test_the_tray_is_kept_for_its_owner_only(table: Table) -> None:
    path = table.cities["unna"].home.folder.parent / "tray.json"
    cards = [TrayCard("HG1:A", "https://x/#HV1.05978036.a", "1" * 16, "000000")]
    keep_cards(path, cards)
    assert (read_cards(path), stat.S_IMODE(path.stat().st_mode)) == (cards, 0o600)
