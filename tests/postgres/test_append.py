"""A decided batch as rows: its links, its sums, what only some entries bring."""

from typing import Any

from tests.postgres.made_book import CARDS, LEASE, SCOPE, card_rows

from heller.book.account_state import CardAccount
from heller.book.accounts import NAMES, AccountKind, account
from heller.book.body import Body, EntryKind, decode_body
from heller.book.chain import body_digest, entry_hash
from heller.book.merkle import Frontier
from heller.book.transfer import LotMove
from heller.city.register import Register, What
from heller.claims.batch import Batch, Draft, Paper
from heller.claims.receipts import BOOK, OK, Receipt
from heller.postgres.append import (
    Head,
    accounts_row,
    columns,
    grow,
    link,
    lot_deltas,
    new_accounts,
    rest_of,
    salts_of,
)
from heller.postgres.arrays import Bigints, Byteas

ONE, TWO = b"card one..", b"card two.."


def head(seq: int = 7) -> Head:
    return Head(3, 1, 1, seq, b"h" * 32, Frontier())


def body(number: int, **content: Any) -> Body:  # noqa: ANN401 - any field
    return Body(EntryKind.ORDER, f"o/{number}", "office", 5, 5, **content)


def batch(*drafts: Draft, new_day: bool = False) -> Batch:
    made = Batch(SCOPE, Register(), 5, 20251201, 1, 8, new_day, 2, (3, LEASE))
    made.cards = {ref: CardAccount(ref, no, 2, b"") for no, ref in enumerate((ONE, TWO), start=1)}
    made.drafts = list(drafts)
    return made


def test_each_link_follows_the_one_before() -> None:
    drafts = [Draft(8, body(1)), Draft(9, body(2))]
    links = link(SCOPE.city, head(), drafts, iter([b"s" * 16, b"t" * 16]))
    assert links.ids == ["o/1", "o/2"]
    assert links.salts == [b"s" * 16, b"t" * 16]
    assert links.digests == [
        body_digest(salt, data) for salt, data in zip(links.salts, links.bodies, strict=True)
    ]
    first = entry_hash(SCOPE.city, (1, 3, 8), b"h" * 32, links.digests[0])
    second = entry_hash(SCOPE.city, (1, 3, 9), first, links.digests[1])
    assert (links.prevs, links.hashes) == ([b"h" * 32, first], [first, second])


def test_the_signed_receipt_goes_into_the_body() -> None:
    receipt = Receipt(SCOPE.city, 2, BOOK, 0, OK, 0, bytes(16), bytes(10), 1, 0, 1, 8, 5)
    draft = Draft(8, body(1), Paper(receipt, signed=b"signed"))
    links = link(SCOPE.city, head(), [draft], iter([b"s" * 16]))
    assert decode_body(links.bodies[0]).receipt == b"signed"


def test_moves_of_a_batch_are_summed_for_each_lot() -> None:
    moves = [(ONE, 2, 5), (TWO, 1, 7), (ONE, 1, -5), (ONE, 2, 3), (TWO, 1, -7)]
    drafts = [Draft(8, body(n, moves=(LotMove(*move),))) for n, move in enumerate(moves)]
    assert lot_deltas(batch(*drafts)) == [(1, 1, -5), (1, 2, 8)]


def test_an_ordinary_batch_has_no_rest() -> None:
    assert rest_of(batch(Draft(8, body(1, moves=(LotMove(ONE, 1, -5),)))), []) == {}


def test_the_rest_says_what_only_some_entries_bring() -> None:
    found = rest_of(
        batch(
            Draft(8, body(1, register=((int(What.SETTING), "limit", 7),))),
            Draft(9, body(2), target_seq=4),
            Draft(10, body(3), equivocation=(1, 2, b"\1", b"\2")),
            new_day=True,
        ),
        [{"level": 8}],
    )
    content = found.pop("register")
    assert [(row["what"], row["key"], row["seq"]) for row in content] == [(12, "limit", 8)]
    assert found == {
        "nodes": [{"level": 8}],
        "day": 20251201,
        "reversals": [{"seq": 9, "target_seq": 4}],
        "equivocations": [{"till": 1, "seq": 2, "hash": "01", "message": "02", "entry_seq": 10}],
    }


def test_accounts_come_with_what_they_belong_to() -> None:
    ref, public, lkey, view = card_rows(CARDS)[0]
    card = (int(What.CARD), ref, 9, 1, 0, public, lkey, view, 1)
    assert new_accounts(card) == [account(AccountKind.CARD, 9)]
    merchant = [account(AccountKind.MERCHANT, 4), account(AccountKind.SHORTFALL, 4)]
    assert new_accounts((int(What.MERCHANT), 4, 1)) == merchant
    point = [account(AccountKind.SALE_POINT, 5), account(AccountKind.SUSPENSE, 5)]
    assert new_accounts((int(What.POINT), 5, 4, 1, 0)) == point
    assert new_accounts((int(What.SETTING), "limit", 1)) == []


def test_only_a_card_has_a_floor() -> None:
    floors = {kind: accounts_row(account(kind, 1))["min_avail"] for kind in NAMES}
    assert [kind for kind, floor in floors.items() if floor is not None] == [AccountKind.CARD]
    assert floors[AccountKind.CARD] == 0


def test_columns_of_no_rows_are_empty_arrays_of_their_kinds() -> None:
    kinds = (Bigints, Byteas)
    assert columns([], kinds) == [[], []]
    assert [type(column) for column in columns([], kinds)] == [Bigints, Byteas]
    assert columns([(1, b"a"), (2, b"b")], kinds) == [[1, 2], [b"a", b"b"]]


def test_every_256th_leaf_completes_a_node_that_is_kept() -> None:
    edge = head()
    assert grow(edge, [bytes(32)] * 255) == []
    [node] = grow(edge, [bytes(32)])
    assert (node["generation"], node["level"], node["place"]) == (1, 8, 0)
    assert grow(edge, [bytes(32)]) == []


def test_each_entry_gets_a_salt_of_its_own() -> None:
    drawn = bytes(range(48))
    salts = list(salts_of(lambda count: drawn[:count], 3))
    assert salts == [drawn[:16], drawn[16:32], drawn[32:]]
