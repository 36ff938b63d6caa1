"""A holder sees balance, parts and history by the view code; nobody else sees anything."""

from base64 import urlsafe_b64encode

import httpx
import pytest
from tests.running_city import Town


def test_holder_sees_what_happened(town: Town) -> None:
    (card,) = town.sold(5_000)
    town.book.redeem(card, 1_240)
    shown = town.book.balance(card)
    assert (shown.cents, shown.state) == (3_760, "active")
    assert [(part.kind, part.cents) for part in shown.parts] == [("paid", 3_760)]
    assert [(move.kind, move.cents, move.place) for move in shown.history] == [
        ("redeem", -1_240, "Buch Meier"),
        ("sale", 5_000, "i-Punkt"),
    ]


def test_sealed_card_is_empty(town: Town) -> None:
    (made,) = town.city.cards(1)
    shown = town.book.balance(town.book.scan(made.pay_code))
    assert (shown.cents, shown.state, shown.valid_until) == (0, "sealed", None)
    assert (shown.parts, shown.history) == ((), ())


def test_unknown_view_is_not_found(http: httpx.Client) -> None:
    view = urlsafe_b64encode(bytes(16)).decode().rstrip("=")
    answer = http.post("/v1/cards/view", json={"view": view})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("view", ["", "AA", "ä" * 22, "A" * 23, "\0" * 22, 1, None, []])
def test_bad_view_is_malformed(http: httpx.Client, view: object) -> None:
    answer = http.post("/v1/cards/view", json={"view": view})
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
