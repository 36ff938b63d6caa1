"""The office's entrance: whoever holds no key can look, and order nothing."""

import hashlib
import os
import time
from base64 import b64encode
from collections.abc import Iterator

import httpx
import pytest
from tests.running_city import PASSPHRASE, RunningCity

from heller.cards.derived import number
from heller.claims.cbor import encode
from heller.claims.messages import seal
from heller.claims.office import OfficeOrder
from heller.keys import SigningKey, signing_key
from heller.operate.keyfile import read_person, read_plain_key
from heller.operate.office import OrderFailed


@pytest.fixture
def desk(city: RunningCity) -> Iterator[httpx.Client]:
    transport = httpx.HTTPTransport(uds=str(city.home.socket))
    with httpx.Client(transport=transport, base_url="http://office") as client:
        yield client


def signed(city: RunningCity, key: SigningKey, kind: str, **arguments: object) -> str:
    order = OfficeOrder(
        city.scope.city, os.urandom(16), kind, "office-1", int(time.time()), arguments
    )
    return b64encode(seal(city.scope, key, order)).decode()


def own_key(city: RunningCity) -> SigningKey:
    return read_plain_key(city.home.office_key)[1]


def test_order_without_its_key_does_nothing(city: RunningCity, desk: httpx.Client) -> None:
    before = city.seq()
    order = signed(city, signing_key(bytes(32)), "setting.set", name="limit", value=1)
    answer = desk.post("/internal/v1/orders", json={"order": order})
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    assert (city.seq(), desk.get("/internal/v1/pending").json()) == (before, {"orders": []})


def test_strangers_side_bytes_are_not_kept(city: RunningCity, desk: httpx.Client) -> None:
    """Numbers of cards are kept beside an order only when its caller is known."""
    digits = number(bytes(16))
    side = encode({"cards": [[bytes(10), digits, bytes(32)]]})

    order = signed(
        city, signing_key(bytes(32)), "cards.register", side_hash=hashlib.sha256(side).digest()
    )
    body = {"order": order, "side": b64encode(side).decode()}
    assert desk.post("/internal/v1/orders", json=body).status_code == 401
    found = desk.post("/internal/v1/cards/find", json={"number": digits})
    assert found.json()["code"] == "not_found"


def test_order_given_twice_is_done_once(city: RunningCity, desk: httpx.Client) -> None:
    order = signed(city, own_key(city), "merchant.add")
    first = desk.post("/internal/v1/orders", json={"order": order}).json()
    before = city.seq()
    assert desk.post("/internal/v1/orders", json={"order": order}).json() == first
    assert (city.seq(), first["state"]) == (before, "done")


def test_second_person_must_be_another_registered_one(city: RunningCity) -> None:
    with city.office() as office:
        waiting = office.order("setting.set", {"name": "limit", "value": 1_999})
        assert waiting["state"] == "waiting"
        for number, key in ((1, signing_key(bytes(32))), (9, city.approver[1])):
            with pytest.raises(OrderFailed):
                office.approve(waiting["op"], number, key)
        _, second = read_person(city.ceremony / "approver-2.key", PASSPHRASE)
        assert office.approve(waiting["op"], 2, second)["state"] == "done"
        assert office.look("register")["settings"]["limit"] == 1_999
        with pytest.raises(OrderFailed):
            office.approve("00" * 32, 2, second)


@pytest.mark.parametrize("body", [{}, {"order": "!"}, {"order": 1}, {"order": ""}, []])
def test_unreadable_orders_are_refused(desk: httpx.Client, body: object) -> None:
    answer = desk.post("/internal/v1/orders", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_unknown_address_is_a_problem_too(desk: httpx.Client) -> None:
    assert desk.get("/internal/v1/nothing").json()["code"] == "not_found"
    assert desk.get("/internal/v1/orders").json()["code"] == "wrong_method"


def test_journal_shows_the_newest_entries(city: RunningCity, desk: httpx.Client) -> None:
    city.shop("Schulte")
    rows = desk.get("/internal/v1/journal").json()["entries"]
    assert (rows[0]["seq"], rows[0]["kind"]) == (city.seq(), "order")
    older = desk.get("/internal/v1/journal", params={"before": rows[0]["seq"]}).json()["entries"]
    assert older[0]["seq"] == rows[1]["seq"]
    for strange in ("x", "-1", "²", "9" * 40):
        answer = desk.get("/internal/v1/journal", params={"before": strange})
        assert answer.status_code == 200


@pytest.mark.parametrize("typed", ["", "1" * 16, "\0", "x"])
def test_strange_number_finds_no_card(desk: httpx.Client, typed: str) -> None:
    answer = desk.post("/internal/v1/cards/find", json={"number": typed})
    assert answer.json()["code"] in ("malformed", "not_found")
