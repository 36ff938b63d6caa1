"""A CBOR message is one map, of one version and city, with values of the kinds expected."""

from collections.abc import Callable

import pytest

from heller.claims import maps
from heller.claims.cbor import encode
from heller.errors import Malformed, WrongCity


def test_values_come_back_behind_the_city() -> None:
    payload = maps.write_map(5978036, "a", b"b", [3])
    assert maps.read_map(payload, 5978036, 5) == [5978036, "a", b"b", [3]]
    assert maps.read_map(payload, None, 5)[0] == 5978036


@pytest.mark.parametrize(
    "value",
    [
        [],
        {0: 1, 1: 5978036},
        {0: 1, 1: 5978036, 2: 0, 3: 0},
        {0: 1, 1: 5978036, 3: 0},
        {0: 2, 1: 5978036, 2: 0},
        {0: 1, 1: "5978036", 2: 0},
        {0: 1, 1: 2**32, 2: 0},
        {"a": 1, "b": 5978036, "c": 0},
    ],
)
def test_another_map_is_refused(value: object) -> None:
    with pytest.raises(Malformed):
        maps.read_map(encode(value), 5978036, 3)


def test_another_city_is_refused() -> None:
    with pytest.raises(WrongCity):
        maps.read_map(maps.write_map(5978020, 0), 5978036, 3)


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (maps.number, True),
        (maps.number, -1),
        (maps.number, "1"),
        (lambda value: maps.number(value, 8), 256),
        (lambda value: maps.blob(value, 16), bytes(15)),
        (lambda value: maps.blob(value, 16), "a" * 16),
        (maps.text, b"a"),
        (maps.texts, ["a", b"a"]),
        (maps.texts, "a"),
        (maps.table, []),
        (lambda value: maps.rows(value, 2), [[1, 2], [1]]),
        (lambda value: maps.rows(value, 2), [[1, 2], "ab"]),
        (maps.distinct, [1, 1]),
    ],
)
def test_a_value_of_another_kind_is_refused(
    read: Callable[[object], object], value: object
) -> None:
    with pytest.raises(Malformed):
        read(value)
