"""The table is laid from what is there: laid again, it has the same cities, tills and cards."""

from heller.demo.cities import CARDS, CITIES, read_cards
from heller.demo.table import Table


def test_each_shop_has_its_till_and_each_city_its_cards(table: Table) -> None:
    for city in CITIES:
        laid = table.cities[city.key]
        assert list(laid.tills) == [shop.key for shop in city.shops]
        assert [till.identity.point for till in laid.tills.values()] == [
            s.place for s in city.shops
        ]
        assert len(laid.cards) == CARDS
        assert read_cards(laid.home.folder.parent / f"{city.key}-cards.json") == laid.cards


def test_only_the_first_shop_may_sell(table: Table) -> None:
    for laid in table.cities.values():
        assert [till.identity.may_sell for till in laid.tills.values()] == [True] + [False] * (
            len(laid.tills) - 1
        )
