"""Adding entries up: what each kind of entry leaves in the tables."""

from typing import Any

import pytest

from heller.book.accounts import AccountKind, account
from heller.book.body import Body, EntryKind
from heller.book.merkle import Frontier
from heller.book.transfer import LotMove, LotOpening, Posting
from heller.city.register import What
from heller.postgres.projection import COLUMNS, Projection
from heller.postgres.replay import Entry

NOW = 1_764_590_400  # 1 December 2025, 13:00 in Germany
DAY = 86_400
REF = b"tenbytes10"
CARD = (int(What.CARD), REF, 1, 1, 0, b"public", b"lkey", b"view", 1)
CARD_ACCOUNT, POINT = account(AccountKind.CARD, 1), account(AccountKind.SALE_POINT, 1)


def added(*bodies: Body) -> dict[str, list[tuple[Any, ...]]]:
    """Add bodies as entries 1, 2, 3; give the tables that are not empty, without the tree."""
    projection = Projection(1)
    for seq, body in enumerate(bodies, start=1):
        projection.add(Entry(1, seq, bytes([seq]) * 32, body))
    tables = {name: list(rows) for name, rows in projection.tables().items()}
    assert list(tables) == list(COLUMNS) or set(tables) == set(COLUMNS)
    return {name: rows for name, rows in tables.items() if rows}


def order(number: int = 1, at: int = NOW, **content: Any) -> Body:  # noqa: ANN401 - any field
    return Body(EntryKind.ORDER, f"o/{number}", "office", at, at, **content)


def loading(cents: int) -> Body:
    return order(
        2,
        postings=(Posting(POINT, -cents), Posting(CARD_ACCOUNT, cents)),
        moves=(LotMove(REF, 1, cents),),
        opened=(LotOpening(REF, 1, 1, NOW, NOW + DAY),),
    )


def test_a_card_brings_its_account_and_no_row_of_the_register() -> None:
    tables = added(order(register=((int(What.BATCH), 1, 0, 1, 4), CARD)))
    assert tables == {
        "account": [(CARD_ACCOUNT, 1, "credit", 0)],
        "batch": [(1, 0, 1, 4)],
        "card": [CARD[1:]],
        "day": [(20251201, 1)],
    }


def test_a_card_has_its_newest_state() -> None:
    states = [order(n, register=((int(What.CARD_STATE), REF, n),)) for n in (2, 3)]
    assert added(order(register=(CARD,)), *states)["card"][0][-1] == 3


def test_lots_are_what_was_loaded_and_what_is_left() -> None:
    paid = order(3, moves=(LotMove(REF, 1, -30),))
    tables = added(order(register=(CARD,)), loading(100), paid)
    assert tables["lot"] == [(1, 1, 1, 100, 70, NOW, NOW + DAY, 2)]
    assert tables["posting"] == [(2, 0, POINT, -100), (2, 1, CARD_ACCOUNT, 100)]


def test_the_register_keeps_the_newest_of_each_thing() -> None:
    first, second = ((int(What.SETTING), "limit", n) for n in (1, 2))
    rows = added(order(register=(first,)), order(2, register=(second,)))["register"]
    assert [(what, key, seq) for what, key, _, seq in rows] == [(12, "limit", 2)]


def test_a_reversal_names_its_target() -> None:
    assert added(order(1), order(2), order(3, target="o/1"))["reversal"] == [(3, 1)]


def test_days_begin_in_germany_and_never_go_back() -> None:
    times = [NOW, NOW + 11 * 3_600 - 1, NOW + 11 * 3_600, NOW, NOW + DAY, NOW + 3 * DAY]
    bodies = [order(n, at) for n, at in enumerate(times, start=1)]
    assert added(*bodies)["day"] == [(20251201, 1), (20251202, 3), (20251204, 6)]


@pytest.mark.parametrize(
    "body",
    [
        order(2, target="o/9"),
        order(2, moves=(LotMove(b"none", 1, 5),)),
        order(2, moves=(LotMove(REF, 2, 5),)),
        order(2, register=((int(What.CARD_STATE), b"none", 5),)),
    ],
)
def test_what_does_not_fit_is_refused(body: Body) -> None:
    with pytest.raises(KeyError):
        added(order(register=(CARD,)), body)


def test_tiles_of_256_leaves_are_kept_and_each_generation_has_its_tree() -> None:
    projection, frontier = Projection(1), Frontier()
    for seq in range(1, 258):
        digest = seq.to_bytes(32)
        projection.add(Entry(1, seq, digest, order(seq)))
        frontier.add(digest)
    assert projection.root() == (257, frontier.root())
    [(generation, level, place, _)] = projection.tables()["tree_node"]
    assert (generation, level, place) == (1, 8, 0)
    projection.add(Entry(2, 258, b"x" * 32, order(258)))
    assert projection.root() == (1, b"x" * 32)
    assert projection.roots_at(1, [257, 999]) == {257: frontier.root()}
    assert projection.roots_at(2, [1]) == {1: b"x" * 32}
    assert projection.roots_at(3, [1]) == {}
