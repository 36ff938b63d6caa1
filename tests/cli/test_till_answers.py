"""What a till answers, as facts and as words, and how it ends."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.handset import faults
from tests.handset.city import City
from tests.handset.conftest import INVITE, TestClock

from heller.claims.isolated import Answer
from heller.claims.records import BY_BOOK
from heller.cli.output import Exit, Output
from heller.cli.till_answers import (
    balance_facts,
    finish,
    result_facts,
    standing_facts,
    standing_lines,
    tell_unseen,
    voice_of,
)
from heller.errors import TillRevoked
from heller.handset.balance import Balance, Move, Part
from heller.handset.result import State
from heller.handset.till import Handset

PEOPLE, SCRIPT = Output(as_json=False, language="de"), Output(as_json=True, language="de")


@pytest.fixture
def small() -> City:
    return City()


@pytest.fixture
def handset(small: City, tmp_path: Path) -> Iterator[Handset]:
    with Handset(tmp_path / "till", TestClock(), transport=small.transport) as made:
        made.enrol(INVITE, lambda _words: None)
        yield made


def test_a_result_is_shown_then_noted_as_seen_then_handed_in(
    handset: Handset, small: City, capsys: pytest.CaptureFixture[str]
) -> None:
    result = handset.redeem(handset.scan(small.loaded(500).pay_code), 100)
    assert finish(PEOPLE, handset, result) is Exit.OK
    assert capsys.readouterr().out.startswith("Angenommen")
    assert (handset.unseen(), small.decisions) == (None, {(17, 1): BY_BOOK})


def test_a_city_that_has_gone_meanwhile_changes_nothing(handset: Handset, small: City) -> None:
    result = handset.redeem(handset.scan(small.loaded(500).pay_code), 100)
    small.faults["*"] = faults.dead(99)
    assert finish(PEOPLE, handset, result) is Exit.OK


def test_each_end_has_its_code(handset: Handset, small: City) -> None:
    card = handset.scan(small.loaded(500).pay_code)
    assert finish(SCRIPT, handset, handset.redeem(card, 900)) is Exit.DECLINED
    small.credit = 0
    assert finish(SCRIPT, handset, handset.sell(card, 900)) is Exit.DECLINED
    small.faults["/v1/claims"] = [faults.says(TillRevoked)]
    assert finish(SCRIPT, handset, handset.redeem(card, 100)) is Exit.PROBLEM
    small.faults["*"] = faults.dead(99)
    assert finish(SCRIPT, handset, handset.redeem(card, 100)) is Exit.NO_ANSWER
    assert finish(SCRIPT, handset, handset.sell(card, 100)) is Exit.DECLINED  # never again


def test_a_result_for_scripts_is_whole(handset: Handset, small: City) -> None:
    paid = handset.redeem(handset.scan(small.loaded(500).pay_code), 100)
    assert result_facts(paid) == {
        "state": "accepted",
        "kind": "redeem",
        "amount_cents": 100,
        "balance_cents": 400,
        "outcome": "ok",
        "reason": None,
        "problem": None,
        "standin": False,
        "isolated": None,
        "claim": paid.claim_hash.hex(),
        "seq": 1,
        "receipt": paid.receipt_text,
    }


def test_what_was_accepted_alone_is_done(
    handset: Handset, small: City, capsys: pytest.CaptureFixture[str]
) -> None:
    card = handset.scan(small.loaded(500).pay_code)
    small.publish()
    handset.refresh_snapshot()
    small.faults["*"] = faults.dead(99)
    refused = handset.redeem(card, 300)
    assert finish(SCRIPT, handset, refused) is Exit.NO_ANSWER
    said = json.loads(capsys.readouterr().out)["isolated"]
    assert said == {"ok": False, "reason": "no_pot", "most_cents": 0}
    accepted = replace(refused, state=State.RECORDED, alone=Answer(None, 2_000))
    assert finish(SCRIPT, handset, accepted) is Exit.OK
    said = json.loads(capsys.readouterr().out)["isolated"]
    assert said == {"ok": True, "reason": None, "most_cents": 2_000}


def test_what_nobody_saw_is_told_once(
    handset: Handset, small: City, capsys: pytest.CaptureFixture[str]
) -> None:
    paid = handset.redeem(handset.scan(small.loaded(500).pay_code), 100)
    tell_unseen(SCRIPT, handset)
    assert json.loads(capsys.readouterr().err) == {"previous": result_facts(paid)}
    tell_unseen(PEOPLE, handset)
    assert capsys.readouterr().err == ""


def test_a_balance_for_scripts_is_the_doors() -> None:
    found = Balance(5, "active", 1, 9, (Part("paid", 5, 0, 9),), (Move(1, "sale", 5, None),))
    assert balance_facts(found) == {
        "balance_cents": 5,
        "state": "active",
        "as_of": 1,
        "valid_until": 9,
        "parts": ({"kind": "paid", "cents": 5, "active_from": 0, "valid_until": 9},),
        "history": ({"at": 1, "kind": "sale", "cents": 5, "place": None},),
    }


def test_a_standing_for_people_and_scripts(handset: Handset, small: City) -> None:
    handset.redeem(handset.scan(small.loaded(500).pay_code), 100)
    small.faults["*"] = faults.dead(99)
    standing = handset.standing()
    lines = standing_lines(Output(as_json=False, language="en"), standing)
    assert lines == [
        "Till 17 · Bäckerei, Markt 3, Unna",
        "The city answers.",
        "Lease until 31 December 2022.",
        "Not handed in: 1",
        "       1  24 December 2022, 11:00  Accepted · €1.00",
    ]
    shown = standing_facts(standing)
    assert (shown["till"], shown["lease"], len(shown["results"])) == (17, 3, 1)


def test_the_voice_names_the_citys_phone(handset: Handset) -> None:
    assert voice_of(PEOPLE, handset).phone == "02303 103-0"
