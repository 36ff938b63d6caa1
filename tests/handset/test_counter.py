"""Each claim is on disk before it is sent, and decided once, whatever happens in between."""

import pytest
from tests.handset import faults
from tests.handset.city import City
from tests.handset.conftest import Opener

from heller.claims.kinds import DECISION, REDEEM
from heller.claims.records import BY_BOOK, DROPPED, ISOLATED, Claim, Decision
from heller.errors import Busy, ChainMismatch, InDoubt, Late
from heller.handset.door import MAX_RECORDS
from heller.handset.journal import Journal
from heller.handset.problems import JournalBroken, NoAnswer
from heller.handset.result import State
from heller.handset.till import Handset


class Cut(BaseException):
    """The power is gone."""


def cut_off() -> None:
    raise Cut


def verdicts(journal: Journal) -> dict[int, int]:
    """Read every DECISION of a journal: claim's number to verdict."""
    found = [journal.decision_on(entry.seq) for entry in journal.claims(100)]
    return {said.claim_seq: said.verdict for said in found if said is not None}


def cut_while_sending(handset: Handset, city: City, cents: int, *, sale: bool = False) -> None:
    """Lose power after the claim was written and before the city heard of it."""
    card = handset.scan(city.loaded(5_000).pay_code)
    handset.start()
    city.faults["/v1/claims"] = [cut_off]  # type: ignore[list-item] # it never answers
    with pytest.raises(Cut):
        (handset.sell if sale else handset.redeem)(card, cents)
    handset.close()


def test_a_claim_is_written_before_it_is_sent(handset: Handset, city: City) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    seen: list[object] = []

    def look() -> object:
        last = handset.journal.last()
        seen.append(last.record.message if last else None)
        return faults.says(Late)()

    city.faults["/v1/claims"] = [look]  # type: ignore[list-item] # it answers
    handset.redeem(card, 100)
    assert seen == [city.posts[0][1][-1]]


def test_a_result_is_decided_before_it_is_shown(handset: Handset, city: City) -> None:
    paid = handset.redeem(handset.scan(city.loaded(5_000).pay_code), 100)
    last = handset.journal.last()
    assert last is not None
    assert isinstance(last.record.body, Decision)
    assert (last.record.body.claim_seq, last.record.body.verdict) == (paid.claim.seq, BY_BOOK)


def test_after_a_cut_the_same_bytes_are_asked(handset: Handset, opened: Opener, city: City) -> None:
    cut_while_sending(handset, city, 700)
    after = opened()
    assert [entry.seq for entry in after.journal.undecided()] == [1]
    written = after.journal.entry(1)
    after.start()
    assert written is not None
    assert city.posts == [("ask", [written.record.message])]
    unseen = after.unseen()
    assert unseen is not None
    assert (unseen.state, unseen.claim.amount) == (State.ACCEPTED, 700)
    assert verdicts(after.journal) == {1: BY_BOOK}


def test_after_a_cut_silence_drops_the_claim(handset: Handset, opened: Opener, city: City) -> None:
    cut_while_sending(handset, city, 700)
    city.faults["*"] = faults.dead(100)
    after = opened()
    after.start()
    assert verdicts(after.journal) == {1: DROPPED}


def test_after_a_cut_a_decline_drops_the_claim(
    handset: Handset, opened: Opener, city: City
) -> None:
    cut_while_sending(handset, city, 9_999)
    after = opened()
    after.start()
    unseen = after.unseen()
    assert unseen is not None
    assert (unseen.state, verdicts(after.journal)) == (State.DECLINED, {1: DROPPED})


def test_after_a_cut_a_sale_stands(handset: Handset, opened: Opener, city: City) -> None:
    cut_while_sending(handset, city, 700, sale=True)
    city.faults["*"] = faults.dead(100)
    after = opened()
    after.start()
    assert verdicts(after.journal) == {1: ISOLATED}


def test_after_a_cut_behind_the_receipt_nothing_is_asked_again(
    handset: Handset, opened: Opener, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    append, written = Journal.append, list[int]()

    def append_once(journal: Journal, genesis: bytes, make: object) -> object:
        if written:
            raise JournalBroken("disk full")
        written.append(1)
        return append(journal, genesis, make)  # type: ignore[arg-type] # handed on as it came

    monkeypatch.setattr(Journal, "append", append_once)
    with pytest.raises(JournalBroken):
        handset.redeem(card, 700)
    monkeypatch.undo()
    handset.close()
    after = opened()
    after.start()
    assert (verdicts(after.journal), len(city.posts)) == ({1: BY_BOOK}, 1)
    assert city.cards[card.ref].cents == 4_300


def test_the_same_process_decides_what_it_left_open(handset: Handset, city: City) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    handset.start()
    city.faults["/v1/claims"] = [cut_off]  # type: ignore[list-item] # it never answers
    with pytest.raises(Cut):
        handset.redeem(card, 100)
    handset.redeem(card, 200)
    kinds = [type(body) for body in bodies(handset)]
    assert kinds == [Claim, Decision, Claim, Decision]
    assert city.cards[card.ref].cents == 4_700


def bodies(handset: Handset) -> list[object]:
    """Read all records of a till's journal, oldest first."""
    last = handset.journal.last()
    entries = [handset.journal.entry(seq) for seq in range(1, last.seq + 1 if last else 1)]
    return [entry.record.body for entry in entries if entry is not None]


@pytest.mark.parametrize("kind", [Late, Busy, InDoubt])
def test_undecided_is_asked_again_with_the_same_bytes(
    handset: Handset, city: City, kind: type[Late]
) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    city.faults["/v1/claims"] = [faults.says(kind)]
    assert handset.redeem(card, 100).state is State.ACCEPTED
    assert city.calls.count("/v1/claims") == 2
    assert city.cards[card.ref].cents == 4_900


def test_a_door_that_stays_busy_is_no_answer(handset: Handset, city: City) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    city.faults["/v1/claims"] = [faults.says(Busy)] * 9
    paid = handset.redeem(card, 100)
    assert (paid.state, type(paid.problem)) == (State.DROPPED, Busy)
    assert verdicts(handset.journal) == {1: DROPPED}


def test_a_claim_that_was_only_noted_is_not_authorised(handset: Handset, city: City) -> None:
    card = handset.scan(city.loaded(5_000).pay_code)
    city.forging = lambda receipt: receipt._replace(outcome=5)
    paid = handset.redeem(card, 100)
    assert (paid.state, type(paid.problem)) == (State.DROPPED, NoAnswer)
    entry = handset.journal.entry(1)
    assert entry is not None
    assert entry.receipt is None


def test_more_than_a_post_holds_is_handed_in_first(handset: Handset, city: City) -> None:
    card = handset.scan(city.loaded(50_000).pay_code)
    city.faults["*"] = faults.closed(100_000)
    for _ in range(MAX_RECORDS // 2):
        handset.redeem(card, 1)
    with pytest.raises(NoAnswer):
        handset.redeem(card, 1)
    last = handset.journal.last()
    assert last is not None
    assert (last.seq, last.record.kind) == (MAX_RECORDS, DECISION)
    city.faults.clear()
    assert handset.redeem(card, 1).state is State.ACCEPTED
    assert [(how, len(messages)) for how, messages in city.posts] == [("hand in", 256), ("ask", 1)]
    assert city.cards[card.ref].cents == 49_999


def test_records_that_stay_refused_do_not_stop_the_till(handset: Handset, city: City) -> None:
    card = handset.scan(city.loaded(50_000).pay_code)
    handset.start()
    city.faults["*"] = faults.closed(100_000)
    for _ in range(MAX_RECORDS // 2):
        handset.redeem(card, 1)
    city.faults.clear()
    city.refusing = ChainMismatch
    assert handset.redeem(card, 1).state is State.DROPPED
    how, messages = city.posts[-1]
    assert (how, len(messages), messages[-1][0]) == ("ask", MAX_RECORDS, REDEEM)
