"""The table is laid from what is there: laid again, it has the same cities, tills and cards."""

from pathlib import Path

from heller.demo.cities import CARDS, CITIES, KAMEN, read_cards
from heller.demo.table import Table
from heller.operate.addresses import PublicAddresses


def test_each_shop_has_its_till_and_each_city_its_cards(table: Table) -> None:
    for city in CITIES:
        laid = table.cities[city.key]
        assert list(laid.tills) == [shop.key for shop in city.desk_shops]
        assert [till.identity.point for till in laid.tills.values()] == [
            s.place for s in city.desk_shops
        ]
        assert len(laid.cards) == CARDS
        assert read_cards(laid.home.folder.parent / f"{city.key}-cards.json") == laid.cards


def test_only_the_first_shop_may_sell(table: Table) -> None:
    for laid in table.cities.values():
        assert [till.identity.may_sell for till in laid.tills.values()] == [True] + [False] * (
            len(laid.tills) - 1
        )


def test_the_keyset_names_the_networks_address_first(tmp_path: Path) -> None:
    table = Table(tmp_path, 8600, "192.168.1.20")
    assert table.addresses(table.app_city, 8601) == PublicAddresses(
        ("https://192.168.1.20:8601", "http://127.0.0.1:8601"), "https://192.168.1.20:8603/"
    )
    assert Table(tmp_path, 8600).addresses(KAMEN, 8602) == PublicAddresses()
