"""The running state of a batch: each entry changes what the next one sees."""

import pytest
from tests.claims.made import CARDS, NOW, MemoryBook, made_city
from tests.claims.samples import digest

from heller.book.account_state import CardAccount, CardState
from heller.book.accounts import AccountKind, account
from heller.book.body import Body, EntryKind, Outcome
from heller.book.target import Target
from heller.book.transfer import LotMove, LotOpening, Posting, Transfer
from heller.city.register import What
from heller.claims.batch import Batch

CARD = CARDS[0]
CARD_ONE = account(AccountKind.CARD, 1)
MERCHANT = account(AccountKind.MERCHANT, 1)
POINT = account(AccountKind.SALE_POINT, 1)
LOADING = Transfer(
    (Posting(POINT, -700), Posting(CARD_ONE, 700)),
    (LotMove(CARD.ref, 1, 700),),
    (LotOpening(CARD.ref, 1, 1, NOW, NOW + 9),),
)


def fresh() -> tuple[MemoryBook, Batch]:
    book = made_city()
    batch = book.fresh()
    batch.cards[CARD.ref] = CardAccount(CARD.ref, 1, CardState.ACTIVE, CARD.key.public)
    return book, batch


def body(entry_id: str = "c/1/1") -> Body:
    return Body(EntryKind.SALE, entry_id, "till:1", NOW, NOW)


def test_entries_stand_one_behind_the_other() -> None:
    book, batch = fresh()
    seqs = [batch.enter(body(f"c/1/{no}")).seq for no in (1, 2, 3)]
    assert seqs == [len(book.entries) + no for no in (1, 2, 3)]
    assert [draft.body.entry_id for draft in batch.drafts] == ["c/1/1", "c/1/2", "c/1/3"]


def test_a_transfer_fills_the_body_and_changes_card_and_sums() -> None:
    _, batch = fresh()
    batch.owed[1], batch.sold[1], batch.payables[1] = 100, 50, 10
    loading = batch.transfer(body(), LOADING)
    assert (loading.postings, loading.moves, loading.opened) == (
        LOADING.postings,
        LOADING.moves,
        LOADING.opened,
    )
    batch.enter(loading)
    assert batch.cards[CARD.ref].balance(NOW) == 700
    assert (batch.owed[1], batch.sold[1]) == (800, 750)
    paying = Transfer(
        (Posting(CARD_ONE, -200), Posting(MERCHANT, 200)), (LotMove(CARD.ref, 1, -200),)
    )
    batch.enter(batch.transfer(body("c/1/2"), paying))
    assert batch.cards[CARD.ref].balance(NOW) == 500
    assert batch.payables == {1: 210}


def test_money_back_lowers_what_is_owed_not_what_was_sold() -> None:
    _, batch = fresh()
    batch.owed[1], batch.sold[1] = 800, 750
    batch.enter(batch.transfer(body(), LOADING))
    back = Transfer((Posting(CARD_ONE, -300), Posting(POINT, 300)), (LotMove(CARD.ref, 1, -300),))
    batch.enter(batch.transfer(body("c/1/2"), back))
    assert (batch.owed[1], batch.sold[1]) == (1_200, 1_450)


def test_sums_nobody_asked_for_are_not_kept() -> None:
    _, batch = fresh()
    batch.enter(batch.transfer(body(), LOADING))
    other = Transfer((Posting(CARD_ONE, -9), Posting(MERCHANT, 9)), (LotMove(CARD.ref, 1, -9),))
    batch.enter(batch.transfer(body("c/1/2"), other))
    assert (batch.owed, batch.sold, batch.payables) == ({}, {}, {})


def test_an_entry_names_the_one_it_undoes() -> None:
    _, batch = fresh()
    target = Target("c/1/1", EntryKind.REDEEM, Outcome.OK, 1, 1, 1, CARD.ref, 9, NOW, ())
    batch.target_seqs["c/1/1"] = 4
    draft = batch.enter(body("c/1/2"), target)
    assert (draft.body.target, draft.target_seq) == ("c/1/1", 4)


def test_register_changes_count_at_once() -> None:
    book, batch = fresh()
    changing = body()
    row = (What.CARD, b"ref of ten", 4, 2, 0, b"public", b"lkey", b"view", CardState.SEALED)
    changing.register = ((What.SETTING, "limit", 1), row)
    batch.enter(changing)
    assert book.register.setting("limit") == 1
    assert batch.cards[b"ref of ten"] == CardAccount(
        b"ref of ten", 4, CardState.SEALED, b"public", fresh=True
    )
    assert batch.changes == [(What.SETTING, "limit", 1), row]


def test_lost_update() -> None:
    """A balance read, changed and saved by two loses one; here the second sees the first."""
    _, batch = fresh()
    batch.enter(batch.transfer(body(), LOADING))
    paying = Transfer(
        (Posting(CARD_ONE, -400), Posting(MERCHANT, 400)), (LotMove(CARD.ref, 1, -400),)
    )
    batch.enter(batch.transfer(body("c/1/2"), paying))
    with pytest.raises(AssertionError):
        batch.enter(batch.transfer(body("c/1/3"), paying))


def test_an_account_outside_the_chart_stops_the_process() -> None:
    _, batch = fresh()
    odd = Transfer((Posting(99 << 32, -1), Posting(MERCHANT, 1)))
    with pytest.raises(ValueError, match="99"):
        batch.enter(batch.transfer(body(digest("odd").hex()), odd))
