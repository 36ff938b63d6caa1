"""The office at a real city's entrance: done, waiting for a second person, refused, closed."""

import os
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.running_city import PASSPHRASE, RunningCity

from heller.keys import signing_key
from heller.operate.keyfile import read_person
from heller.operate.office import Caller, EntranceClosed, NoSuchOrder, Office, OrderFailed
from heller.operate.open_city import office_of


@pytest.fixture(scope="module")
def office(city: RunningCity) -> Iterator[Office]:
    """The desk with the city's first office key."""
    with city.office() as desk:
        yield desk


def desk_of(city: RunningCity, caller: Caller, entrance: Path | None = None) -> Office:
    return Office(entrance or city.home.socket, city.scope, caller, time.time, os.urandom)


def waiting(office: Office) -> list[Any]:
    return [row["op"] for row in office.look("pending")["orders"]]


def setting(office: Office, name: str) -> int:
    return int(office.look("register")["settings"][name])


def ask(office: Office, value: int) -> str:
    """Order a setting; give the waiting order."""
    answer = office.order("setting.set", {"name": "ops", "value": value})
    assert (answer["state"], answer["kind"]) == ("waiting", "setting.set")
    return str(answer["op"])


def test_order_is_done_and_its_name_is_kept_beside_it(city: RunningCity, office: Office) -> None:
    before = city.seq()
    answer = office.order("merchant.add", {}, {"name": "Bäckerei Brinkmann"})
    assert (answer["state"], answer["seq"]) == ("done", before + 1)
    number = answer["changes"][0][1]
    merchants = {row["no"]: row["name"] for row in office.look("register")["merchants"]}
    assert merchants[number] == "Bäckerei Brinkmann"


def test_order_of_two_people_waits_for_the_second(city: RunningCity, office: Office) -> None:
    before = city.seq()
    op = ask(office, 31)
    assert (waiting(office), city.seq()) == ([op], before)
    assert office.approve(op, 1, city.approver[1])["state"] == "done"
    assert (waiting(office), setting(office, "ops")) == ([], 31)


def test_either_approver_may_be_the_second(city: RunningCity, office: Office) -> None:
    _, key = read_person(city.ceremony / "approver-2.key", PASSPHRASE)
    assert office.approve(ask(office, 32), 2, key)["state"] == "done"
    assert setting(office, "ops") == 32


def test_nobody_else_is_the_second(city: RunningCity, office: Office) -> None:
    op = ask(office, 33)
    key = city.approver[1]
    codes = [refusal(office, op, number, tried) for number, tried in (
        (2, key), (1, signing_key(os.urandom(32))), (9, key),
    )]  # fmt: skip
    assert codes == ["bad_signature", "bad_signature", "not_allowed"]
    assert setting(office, "ops") == 32
    office.approve(op, 1, key)
    assert refusal(office, op, 1, key) == "not_found"


def refusal(office: Office, *word: Any) -> str:  # noqa: ANN401 - what approve takes
    with pytest.raises(OrderFailed) as refused:
        office.approve(*word)
    return str(refused.value.problem["code"])


@pytest.mark.parametrize("op", ["", "abc", "zz" * 32, "ab" * 31])
def test_number_of_no_order_says_where_to_look(op: str, city: RunningCity, office: Office) -> None:
    with pytest.raises(NoSuchOrder, match="heller office pending"):
        office.approve(op, 1, city.approver[1])


def test_refused_order_says_why(city: RunningCity, office: Office) -> None:
    before = city.seq()
    with pytest.raises(OrderFailed, match=r"There is no merchant 4711\.") as refused:
        office.order("merchant.block", {"merchant": 4_711})
    assert refused.value.problem["code"] == "order_refused"
    with pytest.raises(OrderFailed, match=r"no order of kind 'money\.print'"):
        office.order("money.print", {})
    assert city.seq() == before


def test_strangers_give_no_orders(city: RunningCity) -> None:
    stranger = Caller("office-9", signing_key(os.urandom(32)))
    for caller, code in (
        (stranger, "not_allowed"),
        (replace(stranger, actor="office-1"), "bad_signature"),
    ):
        desk = desk_of(city, caller)
        with pytest.raises(OrderFailed) as refused:
            desk.order("merchant.add", {}, {"name": "Nobody"})
        desk.close()
        assert refused.value.problem["code"] == code


def test_card_is_found_by_its_printed_number(city: RunningCity, office: Office) -> None:
    (card,) = city.cards(1)
    assert office.find_card(card.number) == card.ref
    with pytest.raises(OrderFailed) as refused:
        office.find_card("1234")
    assert refused.value.problem["code"] == "malformed"


# httpcore leaves the socket of a failed connect to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("kind", ["missing", "dead"])
def test_closed_entrance_says_what_to_do(kind: str, city: RunningCity, tmp_path: Path) -> None:
    path = tmp_path / "office.sock"
    if kind == "dead":
        with socket.socket(socket.AF_UNIX) as ended:
            ended.bind(str(path))
    desk = desk_of(city, Caller("office-1", signing_key(bytes(32))), path)
    with pytest.raises(EntranceClosed, match="start it with `heller serve`"):
        desk.look("register")
    with pytest.raises(EntranceClosed):
        desk.order("merchant.add", {}, {"name": "A"})
    desk.close()


def test_every_order_has_an_id_of_its_own(city: RunningCity) -> None:
    desk = office_of(city.home)
    numbers = {desk.order("merchant.add", {}, {"name": "A"})["changes"][0][1] for _ in range(3)}
    desk.close()
    assert len(numbers) == 3
