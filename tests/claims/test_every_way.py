"""The model of every_way.py finds no fault in the rules, and finds each one planted in them."""
# ruff: noqa: ANN401 - a planted fault passes on what it is given

from collections.abc import Callable
from typing import Any

import pytest
from tests.claims import every_way
from tests.claims.every_way import Fault, Standin, explore

from heller.book.body import Outcome
from heller.book.decline import Reason
from heller.book.transfer import Transfer
from heller.claims import advising, closing, take
from heller.claims.batch import Batch, Known, RecordState
from heller.claims.decide import book_claim, rule
from heller.claims.honour import Honour, honour


def test_every_way_ends_where_the_tills_said() -> None:
    """All states, all orders, duplicates and losses: one outcome a claim, and the books right."""
    assert explore() > 5_000


def late_copy_is_authorised(patch: pytest.MonkeyPatch) -> None:
    """A copy that comes after the DECISION is decided anew."""
    closed = closing.close_claim

    def anew(batch: Batch, record: Any, decision: Any) -> Any:
        ruling = rule(batch, record.body, batch.now)
        if ruling.outcome == Outcome.OK:
            return book_claim(batch, record, ruling, RecordState.RESOLVED, asked=False)
        return closed(batch, record, decision)

    patch.setattr(take, "close_claim", anew)


def money_of_the_time_before_settles_nothing(patch: pytest.MonkeyPatch) -> None:
    """A drop brings money back, and the shortfall stays."""
    patch.setattr(Batch, "_settle", lambda *_: None)


def a_notice_reserves_nothing(patch: pytest.MonkeyPatch) -> None:
    """The stand-in forgets what it was only told of."""
    patch.setattr(Standin, "counted", lambda *_: 0)


def a_drop_is_only_journaled(patch: pytest.MonkeyPatch) -> None:
    """DECISION 4 leaves the booking as it was."""
    patch.setattr(closing, "drop", lambda _: Transfer(()))


def a_decline_stays_a_decline(patch: pytest.MonkeyPatch) -> None:
    """Goods are gone, and nobody pays the merchant."""
    refused = Honour(0, full=False, reason=Reason.INSUFFICIENT)
    patch.setattr(advising, "honour", lambda *_: refused)


def the_card_alone_pays(patch: pytest.MonkeyPatch) -> None:
    """The merchant gets what the card has, although he is inside his pot."""
    patch.setattr(advising, "honour", lambda *asked: honour(*asked)._replace(full=False))


def an_outcome_is_decided_again(patch: pytest.MonkeyPatch) -> None:
    """A second copy of a declined claim finds money, and is booked over the decline."""

    def opened(known: Known, *, asked: bool) -> bool:
        return asked and known.state in (RecordState.NOTED, RecordState.UNRESOLVED)

    patch.setattr(take, "_open", opened)


def a_word_alone_drops_what_is_not_there(patch: pytest.MonkeyPatch) -> None:
    """A DECISION that comes before its claim is forgotten."""
    kept = take._keep  # noqa: SLF001 - the fault is planted there

    def forget(batch: Batch, key: Any, record: Any, paper: Any) -> None:
        kept(batch, key, record, paper)
        if paper.state == RecordState.WAITING:
            batch.decisions.clear()
            batch.waiting.clear()

    patch.setattr(take, "_keep", forget)


def the_stand_in_asks_no_rule(patch: pytest.MonkeyPatch) -> None:
    """The stand-in says yes to everything."""
    patch.setattr(every_way, "ruled", lambda *_: int(Outcome.OK))


def the_book_declines_what_it_was_asked(patch: pytest.MonkeyPatch) -> None:
    """Said yes, and yet booked as a decline by what the till brings again."""
    patch.setattr(closing, "needs_advice", lambda *_: False)
    patch.setattr(advising, "needs_advice", lambda *_: False)


FAULTS = [
    late_copy_is_authorised,
    money_of_the_time_before_settles_nothing,
    a_notice_reserves_nothing,
    a_drop_is_only_journaled,
    a_decline_stays_a_decline,
    the_card_alone_pays,
    an_outcome_is_decided_again,
    a_word_alone_drops_what_is_not_there,
    the_stand_in_asks_no_rule,
    the_book_declines_what_it_was_asked,
]


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_found(
    plant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    with pytest.raises(Fault):
        explore()
